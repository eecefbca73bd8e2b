"""Connect clients to a WSGI application without a socket."""

from typing import TYPE_CHECKING, Any, Protocol

import httpx

from marketo_resources.marketo import Clock, MarketoClient

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Connect(Protocol):
    """Makes clients of a WSGI application, and closes them when the test ends."""

    def __call__(
        self, app: "WSGIApplication", clock: Clock | None = None, **settings: Any
    ) -> MarketoClient:
        """Return a client of the application."""
        ...


class InProcess(httpx.WSGITransport):
    """Calls an application, and reports its cut connections as a socket would."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the application."""
        try:
            return super().handle_request(request)
        except ConnectionError:
            raise httpx.RemoteProtocolError("the connection was cut") from None
