"""Connect clients to a WSGI application without a socket."""

from typing import TYPE_CHECKING, Any, Protocol

import httpx
from pydantic import SecretStr

from marketo_resources.marketo import Clock, ConnectionSettings, MarketoClient
from marketo_simulator import Simulator
from tests.support.marketo.stand import settings_for

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Connect(Protocol):
    """Makes clients of a WSGI application, and closes them when the test ends."""

    def __call__(
        self, app: "WSGIApplication", clock: Clock | None = None, **settings: Any
    ) -> MarketoClient:
        """Return a client of the application."""
        ...


def settings_of(
    simulator: Simulator, base_url: str = "http://localhost", **settings: Any
) -> ConnectionSettings:
    """Return settings with a simulator's credentials; give the address of one that is served."""
    return settings_for(
        base_url,
        client_id=simulator.client_id,
        client_secret=SecretStr(simulator.client_secret),
        **settings,
    )


class InProcess(httpx.WSGITransport):
    """Calls an application, and reports its cut connections as a socket would."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the application."""
        try:
            return super().handle_request(request)
        except ConnectionError:
            raise httpx.RemoteProtocolError("the connection was cut") from None
