"""Decide which calls go wrong, and how, as tests set it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["status", "code", "delay", "cut", "garbage", "empty", "truncated", "wrong_body"]
When = Literal["before", "after"]


@dataclass(slots=True)
class Fault:
    """One scripted fault.

    Attributes:
        kind: what goes wrong: an HTTP `status`, Marketo's error `code`, a `delay` of `seconds` and
            then the true answer, the connection `cut`, or an answer that is `garbage`, `empty`,
            `truncated` or has the `wrong_body` for its call.
        endpoint: which calls: an endpoint's name as the call log shows it, or `*`.
        nth: the first of these calls that is hit, counted from when the fault was set; 1 is next.
        times: how many of them are hit from there on; None for all.
        when: whether it strikes `before` or `after` the call has had its effect.
        status: the HTTP status of kind `status`.
        code: Marketo's code of kind `code`.
        seconds: the length of a `delay`.
        message: Marketo's text of kind `code`.
    """

    kind: Kind
    endpoint: str = "*"
    nth: int = 1
    times: int | None = 1
    when: When = "before"
    status: int = 500
    code: int = 611
    seconds: float = 0.0
    message: str = "System error"
    seen: int = field(default=0, init=False)

    def strikes(self, endpoint: str) -> bool:
        """Count a call, and return whether this fault hits it."""
        if self.endpoint not in (endpoint, "*"):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


class Faults:
    """The faults that are set; the first that strikes wins."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Set a fault."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults.clear()

    def striking(self, endpoint: str) -> Fault | None:
        """Return the fault that hits this call, if any; every fault counts the call."""
        with self._lock:
            striking = [fault for fault in self._faults if fault.strikes(endpoint)]
        return striking[0] if striking else None
