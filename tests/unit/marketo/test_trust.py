"""Verify certificates over real connections, and explain each one that is not accepted."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from marketo_resources import MarketoResourcesError, SettingsError
from marketo_resources.marketo import MarketoClient
from marketo_resources.marketo.errors import ConnectionFailedError
from marketo_resources.marketo.trust import trusted, trusting_nobody
from tests.support.marketo.sockets import (
    Listener,
    expired,
    in_plain,
    listening,
    not_yet_valid,
    presenting,
    self_signed,
    with_tls,
)
from tests.support.marketo.stand import SECRET, Waits, settings_for

ADOBE = "Check the base URL against Admin > Web Services > REST API (without /rest)."
ADD_IT = (
    "If your network inspects TLS, or this is a server of your own, add its authority to the "
    "store of this system, or name a file with it in SSL_CERT_FILE."
)
CLOCK = "Check the clock of this machine. If it is right, the server needs a new certificate."


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return the authority of a company, which no system knows."""
    return trustme.CA()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment not say whom to trust."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def own_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """Return a file with the company's authority."""
    file = tmp_path / "own.pem"
    authority.cert_pem.write_to_path(file)
    return file


def refusal(listener: Listener, kind: type[MarketoResourcesError]) -> str:
    """Call a server; return the text of the error, with PORT for the port."""
    settings = settings_for(f"https://localhost:{listener.port}")
    with pytest.raises(kind) as caught, MarketoClient(settings, clock=Waits().clock) as client:
        client.get_roles()
    assert SECRET not in str(caught.value)
    return str(caught.value).replace(str(listener.port), "PORT")


def call_is_made(listener: Listener) -> None:
    """Check that a call to a server with a trusted certificate gets its answer."""
    assert "HTTP 500" in refusal(listener, MarketoResourcesError)
    assert listener.received[0].startswith(b"POST /identity/oauth/token?")


def message_about(why: str, remedy: str) -> str:
    """Return the whole message about a certificate that was not accepted."""
    return (
        f"The certificate of localhost:PORT was not accepted: {why} "
        f"(POST /identity/oauth/token). {remedy}"
    )


def test_an_authority_that_is_not_known_is_told_apart(authority: trustme.CA) -> None:
    """A network that inspects TLS has one."""
    with listening(with_tls(presenting(authority.issue_cert("localhost")))) as server:
        why = "it comes from an authority that is not trusted here"
        assert refusal(server, ConnectionFailedError) == message_about(why, ADD_IT)
    assert server.received == []


def test_a_self_signed_certificate_is_told_apart(tmp_path: Path) -> None:
    """Private servers have them."""
    with listening(with_tls(self_signed(tmp_path))) as server:
        assert refusal(server, ConnectionFailedError) == message_about("it is self-signed", ADD_IT)
    assert server.received == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            lambda ca: ca.issue_cert("elsewhere.example"),
            ("it is for another host name", f"Nothing was sent. {ADOBE}"),
        ),
        (expired, ("it has expired", CLOCK)),
        (not_yet_valid, ("it is not valid yet", CLOCK)),
    ],
)
def test_what_is_wrong_with_a_certificate_of_a_known_authority_is_told_apart(
    authority: trustme.CA,
    own_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Callable[[trustme.CA], trustme.LeafCert],
    said: tuple[str, str],
) -> None:
    """Another host name, or another time than that of its validity."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own_file))
    with listening(with_tls(presenting(wrong(authority)))) as server:
        assert refusal(server, ConnectionFailedError) == message_about(*said)
    assert server.received == []


def test_a_port_that_speaks_plain_http_is_told_apart() -> None:
    """For example the simulator's, called with https://."""
    with listening(in_plain) as server:
        assert refusal(server, ConnectionFailedError) == (
            "No protected connection could be made: localhost:PORT does not speak TLS on this port "
            f"(POST /identity/oauth/token). Check the port. {ADOBE} The simulator is called with "
            "http://."
        )


def test_what_the_environment_trusts_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be why the usual authorities are not trusted."""
    (file := tmp_path / "other.pem").write_bytes(trustme.CA().cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with listening(with_tls(self_signed(tmp_path))) as server:
        only = f" Only the authorities of SSL_CERT_FILE={file} are trusted now."
        assert refusal(server, ConnectionFailedError) == message_about(
            "it is self-signed", ADD_IT + only
        )


def test_a_file_of_the_environment_is_trusted(
    authority: trustme.CA, own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for pulumi, curl and OpenSSL."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own_file))
    with listening(with_tls(presenting(authority.issue_cert("localhost")))) as server:
        call_is_made(server)


@pytest.mark.parametrize("folders", ["{own}", "/nowhere:{own}"])
def test_a_folder_of_the_environment_is_trusted(
    authority: trustme.CA, own_file: Path, monkeypatch: pytest.MonkeyPatch, folders: str
) -> None:
    """Its files have the names that OpenSSL looks for; there may be several folders."""
    monkeypatch.setenv("SSL_CERT_DIR", folders.format(own=hashed(own_file)))
    with listening(with_tls(presenting(authority.issue_cert("localhost")))) as server:
        call_is_made(server)


def hashed(file: Path) -> Path:
    """Return a folder that holds a certificate under the name that `openssl rehash` gives it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on PATH to name a certificate with")
    command = [openssl, "x509", "-hash", "-noout", "-in", str(file)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - a fixed command
    (folder := file.parent / "hashed").mkdir()
    shutil.copy(file, folder / f"{name}.0")
    return folder


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory"),
        (b"", "it holds no certificate in PEM form"),
        (b"no certificate\n", "it holds no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "it holds no"),
        (b"\x30\x82\x01\x0a\x00", "it holds no certificate in PEM form"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, why: str
) -> None:
    """With its variable, instead of a traceback."""
    file = tmp_path / "own.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with listening(in_plain) as server:
        text = refusal(server, SettingsError)
    assert text.startswith(
        f"SSL_CERT_FILE is '{file}', and the certificates there cannot be used: {why}"
    )
    assert text.endswith("unset it to trust the authorities that this system trusts")


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_folder_without_certificates_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """Whichever of the two variables holds it."""
    monkeypatch.setenv(variable, str(tmp_path))
    with listening(in_plain) as server:
        assert refusal(server, SettingsError).startswith(f"{variable} is '{tmp_path}', and the ")


SYSTEM = Path(ssl.get_default_verify_paths().openssl_cafile)
CALL = """
from marketo_resources.marketo import MarketoClient
from tests.support.marketo.stand import settings_for
MarketoClient(settings_for("https://localhost:{port}")).get_roles()
"""


def test_an_authority_that_the_system_trusts_is_trusted(
    authority: trustme.CA, own_file: Path
) -> None:
    """For example a company's, which `pulumi` trusts too; the test has its own system store."""
    namespace = ["unshare", "--map-root-user", "--mount"]
    mount = ["sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"']
    own = own_file.rename(own_file.parent / SYSTEM.name).parent
    within = [*namespace, *mount, str(own), str(SYSTEM.parent)]
    if subprocess.run([*within, "true"], check=False, capture_output=True).returncode:  # noqa: S603 - our own words
        pytest.skip("this system does not let a test have its own store")
    with listening(with_tls(presenting(authority.issue_cert("localhost")))) as server:
        program = [sys.executable, "-c", CALL.format(port=server.port)]
        run = subprocess.run([*within, *program], check=False, capture_output=True, text=True)  # noqa: S603 - same
    assert "HTTP 500" in run.stderr
    assert server.received


def test_authorities_are_read_once(monkeypatch: pytest.MonkeyPatch, own_file: Path) -> None:
    """Each custom service of a stack has its own client, and reading takes long."""
    usual = trusted()
    assert trusted() is usual
    monkeypatch.setenv("SSL_CERT_FILE", str(own_file))
    assert trusted() is not usual


def test_certificates_are_always_verified(monkeypatch: pytest.MonkeyPatch, own_file: Path) -> None:
    """But without the stricter rules of Python 3.13, which many companies' authorities break."""
    contexts = [trusted(), trusting_nobody()]
    monkeypatch.setenv("SSL_CERT_FILE", str(own_file))
    for context in [*contexts, trusted()]:
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert not context.verify_flags & ssl.VERIFY_X509_STRICT
    assert trusting_nobody().get_ca_certs() == []
