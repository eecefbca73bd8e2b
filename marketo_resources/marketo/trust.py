"""Choose the certificate authorities to trust: those of the environment, else the system's."""

import os
import re
import ssl
import sys
from functools import cache
from pathlib import Path

import certifi
import truststore

from marketo_resources.errors import SettingsError

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+", re.IGNORECASE)
"""The names under which OpenSSL looks for certificates in a folder."""


def trusted() -> ssl.SSLContext:
    """Return what verifies a server's certificate; read once for a process.

    SSL_CERT_FILE and SSL_CERT_DIR replace the system's store, as they do for OpenSSL and Go.

    Raises:
        SettingsError: One of the two names nothing that holds a certificate.
    """
    return _trusted(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))


@cache
def _trusted(file: str, folders: str) -> ssl.SSLContext:
    if not file and not folders:
        return _of_the_system()
    # Not ssl.create_default_context: since Python 3.13 it refuses authorities that lack what is
    # usual by now, and those of companies often do.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if file:
        _load_file(context, file)
    if folders:
        _load_folders(context, folders)
    return context


@cache
def trusting_nobody() -> ssl.SSLContext:
    """Return what accepts no certificate at all, for plain HTTP to this machine."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def where() -> str:
    """Return the variables of the environment that say whom to trust, as words for a message."""
    names = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    return " and ".join(f"{name}={os.environ[name]}" for name in names)


def _of_the_system() -> ssl.SSLContext:
    if sys.platform not in {"darwin", "win32"} and ssl.get_default_verify_paths().cafile:
        # What truststore does here too, but once: it would do it anew for each connection, and
        # lets only one thread at a time shake hands.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_default_verify_paths()
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # An old or bare container may not know the authority of Marketo's certificates.
    context.load_verify_locations(certifi.where())
    return context


def _load_file(context: ssl.SSLContext, file: str) -> None:
    try:
        context.load_verify_locations(cafile=file)
    except ssl.SSLError:
        raise _unusable("SSL_CERT_FILE", file, "it holds no certificate in PEM form") from None
    except OSError as error:
        raise _unusable("SSL_CERT_FILE", file, error.strerror or "cannot be read") from None


def _load_folders(context: ssl.SSLContext, folders: str) -> None:
    found = [folder for folder in folders.split(os.pathsep) if _holds_certificates(folder)]
    if not found:
        raise _unusable(
            "SSL_CERT_DIR",
            folders,
            "there is no folder with certificates under the names that OpenSSL looks for "
            "(`openssl rehash` makes them)",
        )
    for folder in found:
        context.load_verify_locations(capath=folder)


def _holds_certificates(folder: str) -> bool:
    try:
        return any(_HASHED.fullmatch(one.name) for one in Path(folder or ".").iterdir())
    except OSError:
        return False


def _unusable(variable: str, value: str, why: str) -> SettingsError:
    return SettingsError(
        f"{variable} is {value!r}, and the certificates there cannot be used: {why}. Correct it, "
        "or unset it to trust the authorities that this system trusts"
    )
