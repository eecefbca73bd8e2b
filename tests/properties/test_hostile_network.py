"""Call servers that mean harm: they redirect, or show a certificate that nobody vouches for."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug import Response

from marketo_resources.marketo import ConnectionSettings, MarketoClient
from marketo_resources.marketo.errors import (
    ConnectionFailedError,
    MarketoError,
    UnexpectedAnswerError,
)
from tests.support.marketo.stand import IDENTITY, SECRET, USERS, Stand, Waits, served, settings_for

ROLES = f"{USERS}/roles.json"
OPENSSL = shutil.which("openssl")


def client_of(settings: ConnectionSettings) -> MarketoClient:
    """Give a client of a real server, over the network."""
    return MarketoClient(settings, clock=Waits().clock, announce=print)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("redirecting", [IDENTITY, ROLES])
@pytest.mark.parametrize("call", [MarketoClient.get_roles, lambda c: c.delete_user("a@b.co")])
def test_a_redirect_to_another_host_is_not_followed(
    status: int, redirecting: str, call: Callable[[MarketoClient], object]
) -> None:
    """The other host receives nothing: neither the secret nor the token."""
    honest, other = Stand(), Stand()
    with served(other) as elsewhere, served(honest) as here:
        location = {"Location": f"{elsewhere}{ROLES}"}
        for path in (redirecting, f"{USERS}/a@b.co/delete.json"):
            honest.answers[path] = [Response("", status, headers=location)]
        with (
            client_of(settings_for(here)) as client,
            pytest.raises(UnexpectedAnswerError, match="never followed") as caught,
        ):
            call(client)
    assert honest.seen
    assert other.seen == []
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "location",
    [
        "",
        "//[",
        "http://\u2100/",
        "http://[::1",
        "\x00",
        "javascript:x",
        "http://h:99999/",
        "a" * 9000,
    ],
)
def test_a_redirect_to_nowhere_is_one_of_our_errors(location: str) -> None:
    """Whatever address it names."""
    honest = Stand()
    with served(honest) as here, client_of(settings_for(here)) as client:
        redirect = Response("", 302)
        redirect.headers._list.append(("Location", location))  # noqa: SLF001 - as an ill server writes it
        honest.answers[ROLES] = [redirect]
        with pytest.raises(MarketoError):
            client.get_roles()


@contextmanager
def listening_with_tls(folder: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Start a TLS server with a self-made certificate; give its port and what it received."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    assert OPENSSL
    subprocess.run(  # noqa: S603 - a fixed command
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, context, received), daemon=True)
        thread.start()
        yield listener.getsockname()[1], received
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(listener: socket.socket, context: ssl.SSLContext, received: list[bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            try:
                with context.wrap_socket(connection, server_side=True) as secure:
                    received.append(secure.recv(65536))
                    secure.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
            except OSError as refusal:
                received.append(f"handshake: {type(refusal).__name__}".encode())


@pytest.mark.skipif(OPENSSL is None, reason="no openssl on PATH to make a certificate with")
def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The handshake fails before the secret is sent; the error names SSL_CERT_FILE."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with (
        listening_with_tls(tmp_path) as (port, received),
        client_of(settings_for(f"https://localhost:{port}")) as client,
        pytest.raises(ConnectionFailedError, match="SSL_CERT_FILE") as caught,
    ):
        client.get_roles()
    assert SECRET not in str(caught.value)
    assert all(one.startswith(b"handshake") for one in received)


@pytest.mark.skipif(OPENSSL is None, reason="no openssl on PATH to make a certificate with")
def test_the_same_certificate_is_accepted_where_it_is_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This shows that the test above fails for the certificate, and not for lack of a server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with (
        listening_with_tls(tmp_path) as (port, received),
        client_of(settings_for(f"https://localhost:{port}")) as client,
        pytest.raises(MarketoError),
    ):
        client.get_roles()
    assert received[0].startswith(b"POST /identity/oauth/token?")
