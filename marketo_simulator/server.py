"""Serve the simulator on a socket of this machine."""

from __future__ import annotations

import socket
import threading
from typing import Any

from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, WSGIRequestHandler

from .app import App, ConnectionCutError

LOOPBACK = "127.0.0.1"


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # callers keep their connections open, as with Marketo
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401 - werkzeug's
        """Log nothing: a request line may hold a client secret."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing, for the same reason."""


class _Cutting:
    """Cut the connection when a fault asks for it, which WSGI itself cannot."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 - WSGI
        try:
            return self._app(environ, start_response)
        except ConnectionCutError:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise


class _Server(ThreadedWSGIServer):
    request_queue_size = 128


class Server:
    """Serve an app from threads until it is stopped."""

    def __init__(self, app: App, port: int = 0) -> None:
        self._server: BaseWSGIServer = _Server(LOOPBACK, port, _Cutting(app), _Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="marketo-simulator", daemon=True
        )
        self.base_url = f"http://{LOOPBACK}:{self._server.port}"

    def start(self) -> None:
        """Accept connections."""
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting connections."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
