"""Decide when to send a call again, and do so."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from .clock import Clock
from .error_table import TROUBLES, Again, Decision
from .errors import MarketoError
from .waits import ANNOUNCED, announce_wait

T = TypeVar("T")
BUDGET = 120.0
"""Seconds that one call may spend waiting between tries: an interrupted `up` waits for it."""

log = logging.getLogger("marketo_resources")


def decision(trouble: str, *, changes: bool) -> Decision:
    """Return what the error table says about a trouble of a call that reads or that writes."""
    row = TROUBLES[trouble]
    return row.write if changes else row.read


def wait(verdict: Decision, tries: int, waited: float, chance: float) -> float | None:
    """Return the seconds to wait before the next try, or None to give up.

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


class Retrier:
    """Run a call until it succeeds or the error table says stop."""

    def __init__(self, clock: Clock, announce: Callable[[str], None], host: str) -> None:
        self._clock = clock
        self._announce = announce
        self._host = host

    def run(self, send: Callable[[], T], *, changes: bool) -> T:
        """Send a call, and send it again where that is right.

        Raises:
            MarketoError: What the last try met, with the number of tries.
        """
        tries, waited = 0, 0.0
        while True:
            try:
                return send()
            except MarketoError as error:
                if error.settled:
                    raise
                tries += 1
                seconds = self._pause(error, tries, waited, changes=changes)
                if seconds is None:
                    raise
            waited += seconds
            self._clock.sleep(seconds)

    def _pause(
        self, error: MarketoError, tries: int, waited: float, *, changes: bool
    ) -> float | None:
        """Return how long to wait before the next try, and say so; None if there is none."""
        error.tries = tries
        verdict = decision(error.trouble, changes=changes)
        seconds = wait(verdict, tries, waited, self._clock.random())
        error.settled = seconds is None
        if seconds is not None:
            self._say(error, seconds)
        return seconds

    def _say(self, error: MarketoError, seconds: float) -> None:
        text = (
            f"{error.problem}; waiting {seconds:.0f} s before sending the call to {self._host} "
            "again."
        )
        if seconds >= ANNOUNCED:
            reason = f"{self._host} {error.problem}"
            announce_wait(self._clock, self._announce, reason, seconds, text)
        else:
            with suppress(Exception):  # a failure to log must not fail the call
                log.info(text)
