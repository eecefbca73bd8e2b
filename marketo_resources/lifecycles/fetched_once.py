"""A value that many threads need and one of them fetches."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import copy
from typing import Generic, TypeVar, cast

from marketo_resources.marketo.errors import MarketoError

__all__ = ["FetchedOnce"]

Value = TypeVar("Value")


class FetchedOnce(Generic[Value]):
    """A value fetched at its first use, by one thread while the others wait.

    Asked for again, it is fetched anew. Threads that ask during a fetch share the next one: the one
    that runs may not show what happened since it began. A fetch that fails does so for all who
    waited for it, so that trouble is met once, not in turn; the value fetched before it stays.
    """

    def __init__(self, fetch: Callable[[], Value]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._begun = 0
        self._fetched = 0
        self._failures = 0
        self._failure: MarketoError | None = None
        self._value: Value | None = None

    def __call__(self, *, again: bool = False) -> Value:
        """Return the value; with `again`, one whose fetch began after this call."""
        wanted, seen = self._begun + 1 if again else 1, self._failures
        with self._lock:
            if self._fetched < wanted:
                if self._failure is not None and self._failures != seen:
                    raise copy(self._failure)
                self._fetch_now()
            return cast("Value", self._value)

    def _fetch_now(self) -> None:
        self._begun += 1
        try:
            self._value = self._fetch()
        except MarketoError as failure:
            self._failures += 1
            self._failure = failure
            raise
        self._fetched = self._begun
