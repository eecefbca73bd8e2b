"""Serve the answers that a test scripts, and keep a clock that needs no real time."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from marketo_resources.marketo import Clock, ConnectionSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CLIENT_ID = "the-client"
SECRET = "the/secret+of &us"
TOKEN = "11111111-2222-3333-4444-555555555555:int"
OWNER = "operator@example.com"
USERS = "/userservice/management/v1/users"
IDENTITY = "/identity/oauth/token"


class Stand:
    """A WSGI application that gives out a token, and for each other path its scripted answers.

    `answers[path]` is a list whose entries are given in turn, the last one each time
    after that; an entry is a response, or JSON for a response of status 200.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.seen: list[Request] = []
        self._lock = threading.Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        """Note the request and answer it."""
        request = Request(environ)
        request.get_data(cache=True)
        with self._lock:
            self.seen.append(request)
            given = self._next(request.path)
        return given(environ, start_response)

    def _next(self, path: str) -> Response:
        if path not in self.answers:
            number = len(self.to(IDENTITY))
            is_identity = path == IDENTITY
            return answer(200, token(f"{TOKEN}{number}")) if is_identity else answer(404, {})
        script = self.answers[path]
        entry = script.pop(0) if len(script) > 1 else script[0]
        return entry if isinstance(entry, Response) else answer(200, entry)

    def to(self, path: str) -> list[Request]:
        """Return the requests to a path."""
        return [request for request in self.seen if request.path == path]


def answer(status: int, payload: Any) -> Response:
    """Return a JSON answer."""
    return Response(json.dumps(payload), status, content_type="application/json")


def errors(code: str | int, words: str = "because", status: int = 200) -> Response:
    """Return an answer with one of Marketo's codes."""
    listed = [{"code": code, "message": words}]
    payload = {"requestId": "1#2", "success": False, "errors": listed}
    return answer(status, payload)


def token(secret: str = TOKEN, expires_in: object = 3599) -> dict[str, Any]:
    """Return Identity's answer to a request for a token."""
    return {
        "access_token": secret,
        "token_type": "bearer",
        "expires_in": expires_in,
        "scope": OWNER,
    }


@dataclass
class Waits:
    """A clock that moves only when someone sleeps, and remembers each sleep."""

    seconds: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """Return the clock for a client, whose random number is always 0."""
        return Clock(self.now, self.now, self.sleep, lambda: 0.0)

    def now(self) -> float:
        """Return the time."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.seconds += seconds


def settings_for(base_url: str, **settings: Any) -> ConnectionSettings:
    """Return settings with which no call waits for the pace."""
    given: dict[str, Any] = {
        "base_url": base_url,
        "client_id": CLIENT_ID,
        "client_secret": SecretStr(SECRET),
        "calls_per_20_seconds": 100_000,
        "quota_store": "memory://",
    }
    return ConnectionSettings(**(given | settings))


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: a log of the server is not the client's."""


@contextmanager
def served(app: "WSGIApplication") -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its base URL."""

    def cutting(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        try:
            return app(environ, start_response)
        except ConnectionError:  # a scripted one: WSGI itself cannot cut a connection
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise

    server = make_server("127.0.0.1", 0, cutting, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
