"""A value that many threads need and one of them fetches."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["FetchedOnce"]

Value = TypeVar("Value")


class FetchedOnce(Generic[Value]):
    """A value fetched at its first use, by one thread while the others wait.

    Asked for again, it is fetched anew. Threads that ask during a fetch share the next one: the one
    that runs may not show what happened since it began.
    """

    def __init__(self, fetch: Callable[[], Value]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._begun = 0
        self._fetched = 0
        self.value: Value | None = None
        """The value fetched last; None if there is none yet."""

    def __call__(self, *, again: bool = False) -> Value:
        """Return the value; with `again`, one whose fetch began after this call."""
        wanted = self._begun + 1 if again else 1
        with self._lock:
            if self.value is None or self._fetched < wanted:
                self._begun += 1
                self.value = self._fetch()
                self._fetched = self._begun
            return self.value
