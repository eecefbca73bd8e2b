"""Serve connections that misbehave below HTTP, and certificates with one defect each."""

from __future__ import annotations

import datetime as dt
import re
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ANSWER = b"HTTP/1.1 500 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
DAY = dt.timedelta(days=1)


@dataclass
class Listener:
    """A server on a free port of this machine, and what it received."""

    port: int
    received: list[bytes] = field(default_factory=list)


@contextmanager
def listening(talk: Callable[[socket.socket, Listener], None]) -> Iterator[Listener]:
    """Serve each connection by `talk` in a thread, and then close it."""
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(server.getsockname()[1])

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                talk(connection, listener)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threads.append(threading.Thread(target=serve, args=(connection,), daemon=True))
                    threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield listener
        server.shutdown(socket.SHUT_RDWR)
        accepting.join()
    for thread in threads:
        thread.join(5)


def request_of(connection: socket.socket) -> bytes:
    """Read a whole request; closing a connection with unread data would reset it."""
    read = b""
    while not _is_whole(read) and (part := connection.recv(65536)):
        read += part
    return read


def _is_whole(read: bytes) -> bool:
    headers, ends, body = read.partition(b"\r\n\r\n")
    announced = re.search(rb"(?im)^content-length: *(\d+)", headers)
    return bool(ends) and len(body) >= (int(announced[1]) if announced else 0)


def in_plain(connection: socket.socket, listener: Listener) -> None:
    """Note what is sent, and answer HTTP 500."""
    listener.received.append(connection.recv(65536))
    connection.sendall(ANSWER)


def with_tls(context: ssl.SSLContext) -> Callable[[socket.socket, Listener], None]:
    """Shake hands, note what is sent, and answer HTTP 500."""

    def talk(connection: socket.socket, listener: Listener) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            listener.received.append(request_of(secure))
            secure.sendall(ANSWER)

    return talk


def presenting(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return the context of a server that shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def expired(authority: trustme.CA) -> trustme.LeafCert:
    """Return a certificate for this machine that was valid until yesterday."""
    now = dt.datetime.now(dt.UTC)
    return authority.issue_cert("localhost", not_before=now - 9 * DAY, not_after=now - DAY)


def not_yet_valid(authority: trustme.CA) -> trustme.LeafCert:
    """Return a certificate for this machine that is valid from tomorrow on."""
    now = dt.datetime.now(dt.UTC)
    return authority.issue_cert("localhost", not_before=now + DAY, not_after=now + 9 * DAY)


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return the context of a server with a certificate that only it has signed."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - DAY).not_valid_after(now + DAY)
    made = made.add_extension(
        x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (file := folder / "self-signed.pem").write_bytes(pem + signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@dataclass(frozen=True)
class Tunnel:
    """A proxy that connects every request to one port of this machine.

    Attributes:
        port: The port behind it.
        credentials: The `user:password` that it requires; empty for none.
        context: The TLS context, for a proxy that is itself reached by TLS.
    """

    port: int
    credentials: str = ""
    context: ssl.SSLContext | None = None

    def http(self, connection: socket.socket, listener: Listener) -> None:
        """Speak HTTP's CONNECT."""
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True)
        with connection:
            asked = request_of(connection)
            listener.received.append(asked)
            right = b64encode(self.credentials.encode())
            if self.credentials and b"Proxy-Authorization: Basic " + right not in asked:
                connection.sendall(b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n")
                return
            connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            self._join(connection)

    def socks(self, connection: socket.socket, listener: Listener) -> None:
        """Speak SOCKS 5 (RFC 1928, RFC 1929)."""
        offered = connection.recv(65536)
        wanted = b"\x02" if self.credentials else b"\x00"
        if wanted not in offered[2:]:
            connection.sendall(b"\x05\xff")
            return
        connection.sendall(b"\x05" + wanted)
        if self.credentials:
            user, _, password = self.credentials.encode().partition(b":")
            right = bytes([1, len(user)]) + user + bytes([len(password)]) + password
            is_right = connection.recv(65536) == right
            connection.sendall(b"\x01\x00" if is_right else b"\x01\x01")
            if not is_right:
                return
        listener.received.append(connection.recv(65536))
        connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        self._join(connection)

    def _join(self, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as behind:
            back = threading.Thread(target=_copy, args=(behind, connection), daemon=True)
            back.start()
            _copy(connection, behind)
            back.join(5)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
