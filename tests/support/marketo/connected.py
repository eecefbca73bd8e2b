"""Clients of a WSGI application."""

from typing import TYPE_CHECKING, Any, Protocol

import httpx

from marketo_resources.marketo import Clock, MarketoClient

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Connect(Protocol):
    """Makes clients of a WSGI application, closed when the test is over."""

    def __call__(
        self, app: "WSGIApplication", clock: Clock | None = None, **settings: Any
    ) -> MarketoClient:
        """Return a client of the application."""
        ...


class InProcess(httpx.WSGITransport):
    """Calls an application, whose cut connections are seen as over a socket."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the application."""
        try:
            return super().handle_request(request)
        except ConnectionError:
            raise httpx.RemoteProtocolError("the connection was cut") from None
