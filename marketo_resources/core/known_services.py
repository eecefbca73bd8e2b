"""Remember which custom service acts as which user, as far as resources of a command declare it.

No call returns it. So an error about a user can name the service only if a resource of the same
command has it.
"""

from __future__ import annotations

import threading

__all__ = ["KnownServices"]


class KnownServices:
    """Hold the custom services that resources of this process declare; threads may share it."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, None]] = {}
        self._old_tokens: dict[str, str] = {}
        self._lock = threading.Lock()

    def note(self, service: str, *users: str) -> None:
        """Note a service, and the userid and address of the user that it is declared to act as."""
        with self._lock:
            for user in filter(None, users):
                self._of.setdefault(_plain(user), {})[service] = None

    def of(self, *names: str) -> list[str]:
        """Return the services that act as a user, by its userid or its address."""
        with self._lock:
            found = [self._of.get(_plain(name), {}) for name in names]
        return list(dict.fromkeys(service for services in found for service in services))

    def note_old_token(self, service: str, *users: str) -> None:
        """Note that a running token still acts as a user that its service no longer has.

        Args:
            service: Which service, and until when, in words.
            users: The userid and the address of that user.
        """
        with self._lock:
            self._old_tokens |= {_plain(user): service for user in users if user}

    def old_token_of(self, *names: str) -> str | None:
        """Return which service still acts as a user that it no longer has, and until when."""
        with self._lock:
            return next(filter(None, (self._old_tokens.get(_plain(name)) for name in names)), None)


def _plain(name: str) -> str:
    return name.strip().casefold()
