"""Limit calls as Marketo documents it: 100 in 20 seconds, 10 at once, and a daily quota."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from marketo_simulator.subscription import Subscription

from .refusals import Refusal
from .usage import today

CALLS_PER_WINDOW = 100
"""Answer at most this many calls in each window."""

WINDOW = 20.0
"""Count calls over this many seconds."""

CALLS_AT_ONCE = 10
"""Answer at most this many calls at the same time."""


class Limits:
    """Count calls as Adobe's best practices describe it; calls to Identity are not counted."""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription
        self._recent: deque[float] = deque()
        self._running = 0
        self._day = ""
        self._calls_of_day = 0
        self._lock = threading.Lock()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Let a call pass, or refuse it with 606, 607 or 615."""
        with self._lock:
            if self._subscription.switches.limits:
                self._admit()
            self._running += 1
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1

    def _admit(self) -> None:
        now = self._subscription.now()
        while self._recent and self._recent[0] <= now - WINDOW:
            self._recent.popleft()
        if self._running >= CALLS_AT_ONCE:
            raise Refusal(615, f"Concurrent access limit '{CALLS_AT_ONCE}' reached")
        if len(self._recent) >= CALLS_PER_WINDOW:
            raise Refusal(
                606, f"Max rate limit '{CALLS_PER_WINDOW}' exceeded with in '{WINDOW:.0f}' secs"
            )
        if self._calls_today() >= self._subscription.switches.calls_a_day:
            raise Refusal(607, "Daily quota reached")
        self._recent.append(now)
        self._calls_of_day += 1

    def _calls_today(self) -> int:
        if self._day != (day := today(self._subscription)):
            self._day, self._calls_of_day = day, 0
        return self._calls_of_day
