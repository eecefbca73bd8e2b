"""Record the calls that were received, for tests and for people."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Call:
    """A call; `code` is Marketo's error code, and `changed` says whether it changed anything."""

    method: str
    path: str
    endpoint: str
    query: dict[str, str] = field(default_factory=dict)
    at: float = 0.0
    status: int | None = None
    code: int | None = None
    changed: bool = False


class CallLog:
    """The calls since the start or the last `clear`, in the order of their arrival."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        """Record a call as it arrives."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Forget the calls so far."""
        with self._lock:
            self._calls.clear()

    def since(self, moment: float) -> list[Call]:
        """Return the calls that arrived at a moment or later, in epoch seconds."""
        with self._lock:
            return [call for call in self._calls if call.at >= moment]

    def all(self) -> list[dict[str, Any]]:
        """Return the calls as JSON."""
        with self._lock:
            return [asdict(call) for call in self._calls]
