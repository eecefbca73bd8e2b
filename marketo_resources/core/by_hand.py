"""Track the work that a command leaves to people, and how long it still waits for them.

All resources of an instance, on the engine's four threads, share one deadline and one list of what
is waited for, so that many users cost one wait and not one after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["ByHand"]


class ByHand:
    """Hold what people are asked to do in one command; threads may share it.

    Args:
        now: Returns the time, in seconds.
        always: Whether no program ever makes, changes or deletes a user.
    """

    def __init__(self, now: Callable[[], float], *, always: bool = False) -> None:
        self.always = always
        self._now = now
        self._begun: float | None = None
        self._refused: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._lock = threading.Lock()

    def note_refused(self, act: str, words: str) -> None:
        """Note with which words Marketo refused to let programs do this, so that no call follows.

        Args:
            act: What is not done: "make", "change" or "delete".
            words: What Marketo answered.
        """
        with self._lock:
            self._refused.setdefault(act, words)

    def refused(self, act: str) -> str | None:
        """Return the words with which Marketo refused this to programs; None if it has not yet."""
        with self._lock:
            return self._refused.get(act)

    def seconds_left(self, seconds: float) -> float:
        """Begin the wait of this command if it has not begun; return what is left of it.

        Args:
            seconds: How long a resource would wait if its wait were the first one.
        """
        with self._lock:
            if self._begun is None:
                self._begun = self._now()
            return max(0.0, self._begun + seconds - self._now())

    @contextmanager
    def waiting(self, resource: str, what: str) -> Iterator[None]:
        """Keep a resource in the list of those that wait.

        Args:
            resource: The resource, as notices name it.
            what: What is waited for, such as a user that is to be made.
        """
        with self._lock:
            self._waiting[resource] = what
        try:
            yield
        finally:
            with self._lock:
                del self._waiting[resource]

    def list_printed_by(self, resource: str) -> list[str]:
        """Return everything that is waited for, if this resource prints it; else nothing.

        One line serves all resources; the one that has waited longest prints it.
        """
        with self._lock:
            waiting = dict(self._waiting)
        return list(waiting.values()) if next(iter(waiting), "") == resource else []
