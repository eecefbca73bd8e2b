"""Announce each wait once, however many threads wait for the same thing."""

import logging
from collections.abc import Callable
from threading import Lock

from .clock import Clock

ANNOUNCED = 3.0
"""Announce waits of this many seconds and more."""
Announce = Callable[[str], None]

_lock = Lock()
_waiting: dict[tuple[Clock, Announce, str], float] = {}
_announced: set[tuple[Announce, str]] = set()


def warn(text: str) -> None:
    """Announce a line as a warning of the package's logger."""
    logging.getLogger("marketo_resources").warning(text)


def announce_wait(clock: Clock, announce: Announce, reason: str, seconds: float, text: str) -> None:
    """Announce a wait, unless a wait for the same reason was announced and is not over yet."""
    key, now = (clock, announce, reason), clock.now()
    with _lock:
        is_new = _waiting.get(key, float("-inf")) <= now
        if is_new:
            _waiting[key] = now + seconds
    if is_new:
        announce(text)


def announce_once(announce: Announce, text: str) -> None:
    """Announce what is true from now on, unless the same was announced before."""
    with _lock:
        is_new = (announce, text) not in _announced
        _announced.add((announce, text))
    if is_new:
        announce(text)


def announce_alone(announce: Announce, reason: object) -> None:
    """Announce that calls are counted for this process alone, and why."""
    announce_once(
        announce,
        "Calls to Marketo are counted for this process alone, not for all processes of this "
        f"machine: {reason}.",
    )
