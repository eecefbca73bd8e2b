"""The simulator for a program's own tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Self

from . import built_in
from .app import App
from .server import Server
from .switches import (
    CALLS_A_DAY,
    Dates,
    Errors,
    Identity,
    Order,
    Plan,
    RolesBody,
    Spelling,
    Switches,
)


class Simulator:
    """A Marketo subscription of its own, in this process.

    Inside `with` it is served over a socket at `base_url`; its `app` is a WSGI application that can
    also be called without a socket (`httpx.WSGITransport(app=simulator.app)`).

    Args:
        identity: see `marketo_simulator.switches.Switches`, as for the other switches.
        roles_body: same.
        errors: same.
        visible_after: same.
        pending: same.
        limits: same; off by default, so that tests need not wait.
        dates: same.
        spelling: same.
        order: same.
        plan: same.
        crm: same.
        calls_a_day: same.
        clock: the time in epoch seconds, for tests with a time of their own.
        port: the port to serve at; 0 takes a free one.
    """

    client_id = built_in.CLIENT_ID
    client_secret = built_in.CLIENT_SECRET

    def __init__(  # noqa: PLR0913 - one for each contradiction of Adobe's pages
        self,
        *,
        identity: Identity = "marketo",
        roles_body: RolesBody = "either",
        errors: Errors = "status",
        visible_after: float = 0.0,
        pending: bool = False,
        limits: bool = False,
        dates: Dates = "guide",
        spelling: Spelling = "guide",
        order: Order = "oldest-first",
        plan: Plan = "full",
        crm: bool = False,
        calls_a_day: int = CALLS_A_DAY,
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        switches = Switches(
            identity,
            roles_body,
            errors,
            visible_after,
            pending,
            limits,
            dates,
            spelling,
            order,
            plan,
            crm,
            calls_a_day,
        )
        self.subscription = built_in.new_subscription(switches, clock)
        self.app = App(self.subscription)
        self._port = port
        self._server: Server | None = None

    @property
    def base_url(self) -> str:
        """The address while it is served, such as `http://127.0.0.1:40001`.

        Raises:
            RuntimeError: it is not served now.
        """
        if self._server is None:
            raise RuntimeError("the simulator has an address only inside `with`")
        return self._server.base_url

    def __enter__(self) -> Self:
        self._server = Server(self.app, self._port)
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.stop()
            self._server = None
