"""When to send a call again: a pure decision, carried out by stamina."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import stamina

from .clock import Clock
from .errors import MarketoError
from .troubles import TROUBLES, Again, Decision
from .waits import ANNOUNCED, announce_wait

T = TypeVar("T")
BUDGET = 120.0
"""Seconds that one call may spend waiting between tries: an interrupted `up` waits for it."""

log = logging.getLogger("marketo_resources")


def decision(trouble: str, *, changes: bool) -> Decision:
    """What the table says about a trouble of a call that reads or one that changes something."""
    row = TROUBLES[trouble]
    return row.write if changes else row.read


def wait(verdict: Decision, tries: int, waited: float, chance: float) -> float | None:
    """How many seconds to wait before the next try, or None to give up.

    Args:
        verdict: What the table says.
        tries: How often the call was sent already.
        waited: How many seconds were spent waiting for it already.
        chance: A random number from 0 to 1, so that many callers do not come back at once.
    """
    if not isinstance(verdict, Again) or tries >= verdict.tries:
        return None
    seconds = verdict.first * verdict.growth ** (tries - 1) + verdict.jitter * chance
    return seconds if waited + seconds <= BUDGET else None


_ours = threading.local()


def _is_not_ours(_: logging.LogRecord) -> bool:
    return not getattr(_ours, "running", 0)


@contextmanager
def _stamina_says_nothing() -> Iterator[None]:
    """Keep stamina's line ("retry_scheduled", without our wait) out: we write a better one."""
    logging.getLogger("stamina").addFilter(_is_not_ours)
    _ours.running = getattr(_ours, "running", 0) + 1
    try:
        yield
    finally:
        _ours.running -= 1


class Retrier:
    """Runs a call until it succeeds or the table says stop."""

    def __init__(self, clock: Clock, announce: Callable[[str], None]) -> None:
        self._clock = clock
        self._announce = announce

    def run(self, send: Callable[[], T], *, changes: bool) -> T:
        """Send a call, again where that is right.

        Raises:
            MarketoError: What the last try met, with the number of tries.
        """
        tries, waited = 0, 0.0

        def back_off(error: Exception) -> float | bool:
            nonlocal tries, waited
            if not isinstance(error, MarketoError) or error.settled:
                return False
            tries += 1
            error.tries = tries
            verdict = decision(error.trouble, changes=changes)
            seconds = wait(verdict, tries, waited, self._clock.random())
            if seconds is None:
                error.settled = True
                return False
            waited += seconds
            self._say(error, seconds)
            # stamina has no way in for another sleep, so the wait happens here.
            self._clock.sleep(seconds)
            return 0.0

        with _stamina_says_nothing():
            for attempt in stamina.retry_context(on=back_off, attempts=None, timeout=None):
                with attempt:
                    return send()
        raise AssertionError("unreachable: stamina raises what the last try met")

    def _say(self, error: MarketoError, seconds: float) -> None:
        text = f"{error.problem}; waiting {seconds:.0f} s before sending the call again."
        if seconds >= ANNOUNCED:
            announce_wait(self._clock, self._announce, error.problem, seconds, text)
        else:
            log.info(text)
