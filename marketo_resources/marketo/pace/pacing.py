"""Keep calls under Marketo's limits: a transport around the one that carries them.

A call first takes one of the slots for calls at once, then its place in the window of calls per 20
seconds, and goes at once; so the moment that it is counted here is close to the moment that Marketo
counts it. The slot is free again when the whole answer has been read.
"""

from collections.abc import Callable
from functools import partial
from threading import Lock

import httpx

from marketo_resources.marketo.cache_folder import cache_folder
from marketo_resources.marketo.call import IDENTITY_PATH
from marketo_resources.marketo.clock import Clock
from marketo_resources.marketo.connection_settings import ConnectionSettings
from marketo_resources.marketo.network import network
from marketo_resources.marketo.waits import ANNOUNCED, announce_wait

from .slots import Slots
from .store import open_window
from .window import Window


class PacedTransport(httpx.BaseTransport):
    """Send calls through another transport, never more than a window and slots allow.

    Args:
        transport: What carries the calls.
        slots: The calls at once.
        window: Opens the window of calls, when the first call is made.
        clock: Waits.
        announce: Takes a line about a long wait, once per wait.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport,
        slots: Slots,
        window: Callable[[], Window],
        clock: Clock,
        announce: Callable[[str], None],
    ) -> None:
        self._transport = transport
        self._slots = slots
        self._open = window
        self._opened: Window | None = None
        self._lock = Lock()
        self._clock = clock
        self._announce = announce

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request when it is its turn."""
        # Calls to Identity are not counted (Adobe, identity specification), so they pass.
        if request.url.path.endswith(IDENTITY_PATH):
            return self._transport.handle_request(request)
        with self._slots.one():
            self._await_turn(request.url.netloc.decode("ascii"))
            response = self._transport.handle_request(request)
            response.read()
        return response

    def close(self) -> None:
        """Close the transport and the window."""
        self._transport.close()
        if self._opened is not None:
            self._opened.close()

    def _await_turn(self, host: str) -> None:
        window = self._window()
        while (seconds := window.reserve()) > 0:
            self._say(host, seconds)
            self._clock.sleep(seconds)

    def _window(self) -> Window:
        with self._lock:
            self._opened = self._opened or self._open()
            return self._opened

    def _say(self, host: str, seconds: float) -> None:
        if seconds >= ANNOUNCED:
            text = (
                f"The calls of these 20 seconds are used up; waiting {seconds:.0f} s before the "
                f"next one to {host} (callsPer20Seconds, shared as quotaStore says)."
            )
            announce_wait(self._clock, self._announce, f"window {host}", seconds, text)


def paced(
    settings: ConnectionSettings,
    transport: httpx.BaseTransport | None,
    clock: Clock,
    announce: Callable[[str], None],
) -> PacedTransport:
    """Return a transport that keeps to the pace of the settings; over the network by default."""
    alone = settings.quota_store and settings.quota_store.get_secret_value().startswith("memory:")
    folder = None if alone else partial(cache_folder, settings.host)
    return PacedTransport(
        transport or network(settings),
        Slots(settings.concurrent_calls, folder, settings.host, clock, announce),
        partial(open_window, settings, clock, announce),
        clock,
        announce,
    )
