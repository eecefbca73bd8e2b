"""Let one thread fetch a value that many threads need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from copy import copy
from typing import Generic, TypeVar, cast

from marketo_resources.marketo.errors import MarketoError

__all__ = ["FetchedOnce"]

Value = TypeVar("Value")


class FetchedOnce(Generic[Value]):
    """Hold a value that one thread fetches at its first use, while the others wait.

    Asked for again, it is fetched again. Threads that ask during a fetch share the next one: the
    one that runs may not show what happened since it began. A fetch that fails does so for all who
    waited for it, so that trouble is met once, not in turn; the value fetched before it stays.
    """

    def __init__(
        self, fetch: Callable[[], Value], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._lock = threading.Lock()
        self._begun = 0
        self._begun_at = float("-inf")
        self._fetched = 0
        self._failures = 0
        self._failure: MarketoError | None = None
        self._value: Value | None = None

    @property
    def begun(self) -> int:
        """Return how many fetches have begun: what `after` takes."""
        return self._begun

    @property
    def latest(self) -> Value | None:
        """Return the value fetched last, if any, without fetching."""
        return self._value

    def __call__(
        self, *, again: bool = False, after: int | None = None, since: float | None = None
    ) -> Value:
        """Return the value.

        Args:
            again: Ask for one whose fetch began after this call.
            after: Ask for one whose fetch began after this many others.
            since: Take one whose fetch began at this moment or later in place of a new one.
        """
        wanted, seen = self._wanted(after, again=again), self._failures
        with self._lock:
            if self._fetched < wanted and not self._is_of(since):
                if self._failure is not None and self._failures != seen:
                    raise copy(self._failure)
                self._fetch_now()
            return cast("Value", self._value)

    def _wanted(self, after: int | None, *, again: bool) -> int:
        if after is not None:
            return after + 1
        return self._begun + 1 if again else 1

    def _is_of(self, since: float | None) -> bool:
        is_whole = self._fetched == self._begun > 0
        return since is not None and is_whole and self._begun_at >= since

    def _fetch_now(self) -> None:
        self._begun += 1
        self._begun_at = self._now()
        try:
            self._value = self._fetch()
        except MarketoError as failure:
            self._failures += 1
            self._failure = failure
            raise
        self._fetched = self._begun
