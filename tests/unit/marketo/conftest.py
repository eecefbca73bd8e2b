"""Clients of a scripted server, in process and over a socket."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import pytest

from marketo_resources.marketo import Clock, MarketoClient
from tests.unit.marketo.stand import Stand, Waits, served, settings_for

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Connect(Protocol):
    """Makes clients of a WSGI application, closed when the test is over."""

    def __call__(
        self, app: "WSGIApplication", clock: Clock | None = None, **settings: Any
    ) -> MarketoClient:
        """Return a client of the application."""
        ...


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test counts its calls in a folder of its own."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path / "marketo_resources"


@pytest.fixture
def waits() -> Waits:
    """The clock of the clients of a test."""
    return Waits()


@pytest.fixture
def stand() -> Stand:
    """The server of a test."""
    return Stand()


@pytest.fixture(params=["in process", "socket"])
def connect(request: pytest.FixtureRequest, waits: Waits) -> Iterator[Connect]:
    """Makes clients of a WSGI application, in process and over a socket."""
    with ExitStack() as stack:

        def connected(
            app: "WSGIApplication", clock: Clock | None = None, **settings: Any
        ) -> MarketoClient:
            if request.param == "socket":
                base_url, transport = stack.enter_context(served(app)), None
            else:
                base_url, transport = "http://localhost", httpx.WSGITransport(app=app)
            client = MarketoClient(
                settings_for(base_url, **settings), transport, clock=clock or waits.clock
            )
            return stack.enter_context(client)

        yield connected


@pytest.fixture
def client(connect: Connect, stand: Stand) -> MarketoClient:
    """A client of the scripted server."""
    return connect(stand)
