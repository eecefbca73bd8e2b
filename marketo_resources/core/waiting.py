"""Wait, for a bounded time, for something that Marketo or a person does.

The engine enforces no time-out on a provider, and an interrupt waits for the running call. So a
wait is always bounded, sleeps in short slices, and says that it waits. Its looks grow rarer, so
that a long wait does not use up the calls of the day.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from marketo_resources.marketo import Clock

__all__ = ["FOR_A_PERSON", "Pauses", "wait_for"]

Value = TypeVar("Value")

_SLICE = 0.5
"""Longest sleep at a time, in seconds."""
_ANNOUNCE_EVERY = 60.0
"""Seconds between announcements that a wait goes on."""


@dataclass(frozen=True)
class Pauses:
    """Define the pauses between looks.

    Attributes:
        first: The first pause, in seconds.
        growth: How many times as long each pause is as the one before.
        longest: The longest pause, in seconds.
    """

    first: float
    growth: float
    longest: float = math.inf

    def __iter__(self) -> Iterator[float]:
        """Yield one pause after the other, without end."""
        pause = self.first
        while True:
            yield pause
            pause = min(pause * self.growth, self.longest)


FOR_A_PERSON = Pauses(first=5.0, growth=1.05, longest=60.0)
"""From 5 seconds, because the person may be at work, to a minute where it takes hours."""


def wait_for(
    look: Callable[[float], Value | None],
    *,
    seconds: float,
    pauses: Pauses,
    announce: Callable[[float], None] = lambda _left: None,
    clock: Clock | None = None,
) -> Value | None:
    """Look now and then until there is something or the time is over.

    Args:
        look: Returns what is waited for, or None if it is not there yet. It gets a time: an answer
            that another thread got since then will do.
        seconds: How long to wait; with 0 it looks once. The last look is at the end.
        pauses: How far apart the looks are.
        announce: Called once a minute with the seconds left.
        clock: Returns the time and sleeps; the machine's by default.

    Returns:
        What `look` found, or None.
    """
    clock = clock or Clock()
    since = begin = clock.now()
    announcer = _Announcer(begin, seconds, announce)
    for pause in pauses:
        if (found := look(since)) is not None:
            return found
        passed = clock.now() - begin
        if passed >= seconds:
            return None
        slept = min(pause, seconds - passed)
        _sleep(clock, slept, announcer)
        since = clock.now() - slept / 2
    raise AssertionError("unreachable: there is always another pause")


class _Announcer:
    """Announces once a minute that a wait goes on."""

    def __init__(self, begin: float, seconds: float, announce: Callable[[float], None]) -> None:
        self._begin = begin
        self._seconds = seconds
        self._announce = announce
        self._minutes = 0

    def at(self, now: float) -> None:
        """Announce it if another minute has passed and time is left."""
        passed = now - self._begin
        if passed // _ANNOUNCE_EVERY > self._minutes and passed < self._seconds:
            self._minutes = int(passed // _ANNOUNCE_EVERY)
            self._announce(self._seconds - passed)


def _sleep(clock: Clock, seconds: float, announcer: _Announcer) -> None:
    end = clock.now() + seconds
    while (left := end - (now := clock.now())) > 0:
        announcer.at(now)
        clock.sleep(min(_SLICE, left))
