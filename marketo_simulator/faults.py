"""Faults that tests script: what goes wrong, on which call, before or after its effect."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal, Self, get_args

from .admin.control_bodies import one_of, or_null, read, seconds, text, whole
from .admin.operations import RefusedActError
from .marketo import probes
from .marketo.endpoints import ENDPOINTS

Kind = Literal["status", "code", "delay", "cut", "garbage", "empty", "truncated", "wrong_body"]
When = Literal["before", "after"]
_MANY = 10**9
KEYS = {
    "kind": one_of(*get_args(Kind)),
    "endpoint": one_of(
        "*", "identity", *ENDPOINTS, *(path.lstrip("/") for path in probes.NEEDED_PERMISSIONS)
    ),
    "nth": whole(1, _MANY),
    "times": or_null(whole(1, _MANY)),
    "when": one_of(*get_args(When)),
    "status": whole(200, 599),
    "code": whole(0, _MANY),
    "seconds": seconds,
    "message": text,
}
NEEDED = ("kind",)
_KIND_OF = {"status": "status", "code": "code", "message": "code", "seconds": "delay"}
"""The kind of fault that a key belongs to."""


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
        message: Marketo's words of kind `code`.
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

    @classmethod
    def read(cls, given: object) -> Self:
        """Return a fault from JSON.

        Raises:
            RefusedActError: it is wrong, or some of it would have no effect.
        """
        fault = read(given, KEYS, NEEDED)
        for key, kind in _KIND_OF.items():
            if key in fault and fault["kind"] != kind:
                raise RefusedActError(
                    f"{key} has no effect on a fault of kind {fault['kind']}: "
                    f"it is for kind {kind}."
                )
        return cls(**fault)

    def strikes(self, endpoint: str) -> bool:
        """Count a call, and tell whether it is one of those that are hit."""
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
        """The fault that hits this call, if one does; every fault counts it."""
        with self._lock:
            striking = [fault for fault in self._faults if fault.strikes(endpoint)]
        return striking[0] if striking else None
