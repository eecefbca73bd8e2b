"""Give a program's own tests a simulated Marketo."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from . import built_in
from .app import App
from .server import Server
from .switches import Switch, Switches


@dataclass(kw_only=True, eq=False, repr=False)
class Simulator(Switches):
    """A simulated Marketo subscription in this process.

    Inside `with` it is served over a socket at `base_url`; its `app` is a WSGI application that can
    also be called without a socket (`httpx.WSGITransport(app=simulator.app)`).

    Each switch of `Switches` is a keyword. The limits are off unless set, so that tests need not
    wait.

    Attributes:
        clock: Returns the current time in epoch seconds.
        port: The port to serve at; 0 takes a free one.
    """

    clock: Callable[[], float] = time.time
    port: Annotated[
        int,
        Switch(
            "Listen at this port, on this machine only; `0` takes a free one.",
            takes="PORT",
            served=8080,
        ),
    ] = 0
    client_id: ClassVar[str] = built_in.CLIENT_ID
    client_secret: ClassVar[str] = built_in.CLIENT_SECRET

    def __post_init__(self) -> None:
        """Make a new subscription, which reads its switches here."""
        self.subscription = built_in.new_subscription(self, self.clock)
        self.app = App(self.subscription)
        self._server: Server | None = None

    @property
    def base_url(self) -> str:
        """The address while it is served, such as `http://127.0.0.1:40001`.

        Raises:
            RuntimeError: It is not served now.
        """
        if self._server is None:
            raise RuntimeError("the simulator has an address only inside `with`")
        return self._server.base_url

    def __enter__(self) -> Self:
        self._server = Server(self.app, self.port)
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.stop()
            self._server = None
