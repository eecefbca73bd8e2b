"""Report a call without an answer with the host, and with what happened in the system's words."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable

import httpx
import pytest

from marketo_resources.marketo import MarketoClient, connection, models
from marketo_resources.marketo.errors import (
    ConnectionFailedError,
    MarketoError,
    OutcomeUnknownError,
    TemporarilyUnavailableError,
)
from tests.support.marketo.sockets import Listener, listening, request_of
from tests.support.marketo.stand import SECRET, Waits, settings_for, token

IDENTITY = "(POST /identity/oauth/token)"
TRIED = (
    "Tried 4 times. Check the network from here. Check the base URL against Admin > Web Services "
    "> REST API (without /rest)."
)


def failure(base_url: str, kind: type[MarketoError]) -> str:
    """Call a server; return the text of the error."""
    with (
        pytest.raises(kind) as caught,
        MarketoClient(settings_for(base_url), clock=Waits().clock) as client,
    ):
        client.get_roles()
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no proxy be set."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def systems_words_for(host: str) -> str:
    """Return what this system says about a name that it cannot resolve."""
    with pytest.raises(socket.gaierror) as caught:
        socket.getaddrinfo(host, 443)
    return str(caught.value.strerror)


def test_a_host_that_cannot_be_resolved_is_named() -> None:
    """The error quotes the system."""
    host = "no-such-instance.invalid"
    settings = settings_for(f"https://{host}", calls_per_20_seconds=50)
    with (
        pytest.raises(ConnectionFailedError) as caught,
        MarketoClient(settings, clock=Waits().clock) as client,
    ):
        client.get_roles()
    assert str(caught.value) == (
        f"Marketo could not be reached: could not resolve the name of {host} "
        f"({systems_words_for(host)}) {IDENTITY}. {TRIED}"
    )


def test_a_name_that_no_resolver_accepts_is_named_too() -> None:
    """A part of it is too long."""
    host = f"{'a' * 70}.example"
    settings = settings_for(f"https://{host}", calls_per_20_seconds=50)
    with (
        pytest.raises(ConnectionFailedError, match=f"could not resolve the name of {host}"),
        MarketoClient(settings, clock=Waits().clock) as client,
    ):
        client.get_roles()


def test_a_refused_connection_is_reported() -> None:
    """With host and port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}", ConnectionFailedError) == (
        f"Marketo could not be reached: 127.0.0.1:{port} refused the connection (Connection "
        f"refused) {IDENTITY}. {TRIED}"
    )


Talk = Callable[[socket.socket, Listener], None]


def closing(connection: socket.socket, _: Listener) -> None:
    """Read a request, and close."""
    request_of(connection)


def half(connection: socket.socket, _: Listener) -> None:
    """Send half of the announced answer, and close."""
    request_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def resetting(connection: socket.socket, _: Listener) -> None:
    """Close with unread data, which resets the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.recv(1)


def babbling(connection: socket.socket, _: Listener) -> None:
    """Answer with something other than HTTP."""
    request_of(connection)
    connection.sendall(b"220 mail.example ESMTP\r\n\r\n")


def silent(connection: socket.socket, _: Listener) -> None:
    """Read, and never answer."""
    while connection.recv(65536):
        pass


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (closing, "closed the connection"),
        (half, "closed the connection"),
        (resetting, "closed the connection (Connection reset by peer)"),
        (babbling, "sent something that is not HTTP"),
    ],
)
def test_an_answer_that_broke_off_is_reported(talk: Talk, said: str) -> None:
    """The error says whether the server closed or reset the connection, or broke HTTP."""
    with listening(talk) as server:
        text = failure(f"http://127.0.0.1:{server.port}", TemporarilyUnavailableError)
        assert text.startswith(
            "The connection broke before the answer was complete: "
            f"127.0.0.1:{server.port} {said} {IDENTITY}. Tried 3 times."
        )


def test_a_server_that_does_not_answer_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the seconds that it had."""
    monkeypatch.setattr(connection, "TIMEOUT", httpx.Timeout(0.25))
    with listening(silent) as server:
        text = failure(f"http://127.0.0.1:{server.port}", TemporarilyUnavailableError)
        assert text.startswith(
            "Marketo did not answer in time: "
            f"127.0.0.1:{server.port} timed out after 0.25 s {IDENTITY}. Tried 2 times."
        )


def losing_updates(connection: socket.socket, listener: Listener) -> None:
    """Give out a token, and close when an update comes."""
    answer = json.dumps(token()).encode()
    while request := request_of(connection):
        listener.received.append(request)
        if b"/update.json" in request:
            return
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)


def test_a_change_whose_answer_is_lost_says_why() -> None:
    """The error also says that nobody knows whether it was made."""
    with listening(losing_updates) as server:
        settings = settings_for(f"http://127.0.0.1:{server.port}")
        with MarketoClient(settings) as client, pytest.raises(OutcomeUnknownError) as caught:
            client.update_user("ada", models.UpdateUserAttributesRequest(first_name="Ada"))
    assert str(caught.value).startswith(
        f"The connection broke before the answer was complete (127.0.0.1:{server.port} closed the "
        "connection), so it is not known whether the change was made (POST "
    )
    assert len(server.received) == 2


def test_the_notice_of_a_wait_names_host_and_cause(caplog: pytest.LogCaptureFixture) -> None:
    """A person who sees a command stand still knows what it waits for."""
    caplog.set_level(logging.WARNING)
    failure("http://127.0.0.1:9", ConnectionFailedError)
    (notice,) = caplog.records
    assert notice.getMessage() == (
        "Marketo could not be reached: 127.0.0.1:9 refused the connection (Connection refused); "
        "waiting 4 s before sending the call to 127.0.0.1:9 again."
    )
