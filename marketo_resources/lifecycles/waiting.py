"""Bounded waiting for something that Marketo or a person does.

The engine enforces no time-out on a provider, and an interrupt waits for the running call. So a
wait is always bounded, sleeps in short slices, and says that it waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from marketo_resources.marketo import Clock

__all__ = ["wait_for"]

Value = TypeVar("Value")

_SLICE = 0.5
_ANNOUNCE_EVERY = 60.0


def wait_for(
    look: Callable[[], Value | None],
    *,
    seconds: float,
    every: float,
    announce: Callable[[float], None] = lambda _left: None,
    clock: Clock | None = None,
) -> Value | None:
    """Look now and then until there is something or the time is over.

    Args:
        look: Returns what is waited for, or None if it is not there yet.
        seconds: How long to wait; with 0 it looks once.
        every: How many seconds apart the looks are.
        announce: Called once a minute with the seconds left.
        clock: Tells the time and sleeps; the machine's by default.

    Returns:
        What `look` found, or None.
    """
    clock = clock or Clock()
    begin = clock.now()
    announced = 0
    while True:
        if (found := look()) is not None:
            return found
        passed = clock.now() - begin
        if passed >= seconds:
            return None
        if passed // _ANNOUNCE_EVERY > announced:
            announced = int(passed // _ANNOUNCE_EVERY)
            announce(seconds - passed)
        _sleep(clock, min(every, seconds - passed))


def _sleep(clock: Clock, seconds: float) -> None:
    end = clock.now() + seconds
    while (left := end - clock.now()) > 0:
        clock.sleep(min(_SLICE, left))
