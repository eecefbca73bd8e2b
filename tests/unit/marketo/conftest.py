"""Connect clients to a scripted server, in process and over a socket."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from marketo_resources.marketo import Clock, MarketoClient
from tests.support.marketo.connected import Connect, InProcess
from tests.support.marketo.stand import Stand, Waits, served, settings_for

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


READINGS: dict[str, dict[str, Any]] = {
    "as the guide has it": {},
    "specification's spelling": {"spelling": "specification"},
    "Adobe identity": {"identity": "adobe"},
    "roles as a list": {"roles_body": "array"},
    "roles in input": {"roles_body": "input"},
    "errors at 200": {"errors": "body"},
    "ISO dates": {"dates": "iso"},
    "compact dates": {"dates": "compact"},
    "pending": {"pending": True},
    "visible late": {"visible_after": 30.0},
    "all the other way": {
        "spelling": "specification",
        "identity": "adobe",
        "roles_body": "input",
        "errors": "body",
        "dates": "compact",
        "pending": True,
        "visible_after": 30.0,
    },
}
"""The switches of the simulator for each reading of Adobe's contradictions."""


@pytest.fixture(params=READINGS)
def reading(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return one reading of Adobe's contradictions."""
    return READINGS[request.param]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let each test count its calls in its own folder."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path / "marketo_resources"


@pytest.fixture
def waits() -> Waits:
    """Return the clock of the clients of a test."""
    return Waits()


@pytest.fixture
def stand() -> Stand:
    """Return the server of a test."""
    return Stand()


@pytest.fixture(params=["in process", "socket"])
def connect(request: pytest.FixtureRequest, waits: Waits) -> Iterator[Connect]:
    """Return what makes clients of a WSGI application, in process and over a socket."""
    with ExitStack() as stack:

        def connected(
            app: "WSGIApplication", clock: Clock | None = None, **settings: Any
        ) -> MarketoClient:
            if request.param == "socket":
                base_url, transport = stack.enter_context(served(app)), None
            else:
                base_url, transport = "http://localhost", InProcess(app=app)
            client = MarketoClient(
                settings_for(base_url, **settings), transport, clock=clock or waits.clock
            )
            return stack.enter_context(client)

        yield connected


@pytest.fixture
def client(connect: Connect, stand: Stand) -> MarketoClient:
    """Return a client of the scripted server."""
    return connect(stand)
