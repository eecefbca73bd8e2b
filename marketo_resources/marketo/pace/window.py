"""Limit the calls in any 20 seconds, counted wherever the bucket keeps its count."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Protocol, cast

from pyrate_limiter import AbstractBucket, Rate, RateItem
from pyrate_limiter.abstracts.algorithm import Decision

from . import WINDOW_SECONDS

MARGIN = 1.0
"""Seconds by which the window is longer here than in Marketo.

A call is counted when it leaves here and again when it arrives there. The first of a window may be
slow on its way, having to connect, and the first of the next one fast: that far the two windows
shift against each other.
"""
_CONTENTION = 0.02
"""Seconds to wait for a bucket that is busy."""
_TIDIED_EVERY = 25
"""Calls after which old ones are removed from the bucket."""


class Window(Protocol):
    """Give out the calls of a window."""

    def reserve(self) -> float:
        """Reserve one call; return 0.0 if it may go now, else the seconds before asking again."""

    def close(self) -> None:
        """Give back what the window holds open."""


def rates(calls: int) -> list[Rate]:
    """Return the limit of calls in Marketo's window, with our margin, for pyrate-limiter."""
    return [Rate(calls, int((WINDOW_SECONDS + MARGIN) * 1000))]


class BucketWindow:
    """Limit calls by one of pyrate-limiter's buckets.

    The bucket is asked directly: pyrate-limiter's own waiting dates a call by when it planned to
    wake, not by when it did, and then lets more than the rate pass.

    Args:
        bucket: Where calls are counted.
        now: The milliseconds since 1970 by a clock that all who share the bucket agree on.
        exclusive: Keeps all others off the bucket while the time is read and a call is counted.
        close: Gives back what the bucket holds open.
    """

    def __init__(
        self,
        bucket: AbstractBucket,
        now: Callable[[], int],
        exclusive: Callable[[], AbstractContextManager[object]] = nullcontext,
        close: Callable[[], None] | None = None,
    ) -> None:
        self._bucket = bucket
        self._now = now
        self._exclusive = exclusive
        self._close = close or bucket.close
        self._threads = Lock()
        self._asked = 0

    def reserve(self) -> float:
        """Reserve one call; return 0.0 if it may go now, else the seconds before asking again."""
        with self._threads:
            self._tidy()
            with self._exclusive():
                decision = self._put()
                return 0.0 if decision.allowed else self._wait(decision)

    def close(self) -> None:
        """Give back what the bucket holds open."""
        self._close()

    def _put(self, calls: int = 1) -> Decision:
        item = RateItem("call", self._now(), weight=calls)
        return cast("Decision", self._bucket.put_decision(item))

    def _wait(self, decision: Decision) -> float:
        if decision.retry_after_ms is None:  # the bucket was busy, not full
            return _CONTENTION
        rate = self._bucket.rates[0]
        if decision.retry_after_ms > rate.interval + 1:
            # The wall clock was set back, so that the calls counted lie ahead of now. Nobody knows
            # how many of them are recent: a whole window is counted again, for all who share it.
            self._bucket.flush()
            self._put(rate.limit)
            return WINDOW_SECONDS + MARGIN
        return decision.retry_after_ms / 1000

    def _tidy(self) -> None:
        if self._asked % _TIDIED_EVERY == 0:
            with self._exclusive():
                self._bucket.leak(self._now())
        self._asked += 1
