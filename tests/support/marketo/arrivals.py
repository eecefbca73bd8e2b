"""Note when calls arrive at Marketo, and count them in Marketo's own window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import httpx

from marketo_simulator.marketo.limits import WINDOW
from tests.support.marketo.stand import IDENTITY, token


class Arrivals(httpx.BaseTransport):
    """Answer each call with an empty list, and note when it arrives; tokens are counted apart."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self.arrived: list[float] = []
        self.tokens = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Note a call and answer it."""
        with self._lock:
            if request.url.path == IDENTITY:
                self.tokens += 1
                return httpx.Response(200, json=token())
            self.arrived.append(self._now())
        return httpx.Response(200, json=[])


def fullest_window(arrived: Iterable[float]) -> int:
    """Return the largest number of calls that arrived within any 20 seconds."""
    moments = list(arrived)
    return max(
        (sum(begin <= one < begin + WINDOW for one in moments) for begin in moments), default=0
    )
