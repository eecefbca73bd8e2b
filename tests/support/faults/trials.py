"""Define what can go wrong with a call, by the names that the fault matrix uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from marketo_simulator.faults import Fault
from tests.support.faults.line import Break, Kind
from tests.support.faults.operations import Stack

ALWAYS = "always "
CODES = (601, 602, 603, 604, 606, 607, 608, 610, 611, 614, 615, 713)
CARRIED_OUT_ALL_THE_SAME = (604, 611, 713)
"""The codes for which Adobe does not say that the call was not carried out."""
STATUSES = (500, 502, 503, 504)
BODIES = ("garbage", "empty", "truncated", "wrong_body")
ABOUT_ONE_USER = ("{userid}/user.json", "{userid}/update.json")
SOON, LATE = 20.0, 90.0
"""Seconds until a new user is visible: while its create waits for it, and after that wait."""


@dataclass(frozen=True)
class Trial:
    """Something that goes wrong: `sets` makes a call of a stack go wrong."""

    name: str
    sets: Callable[[Stack], None]


def trials(endpoint: str, nth: int) -> Iterator[Trial]:
    """Yield all that can go wrong with the n-th call of an endpoint: once, or always from then."""
    for times, prefix in ((1, ""), (None, ALWAYS)):
        which = {"endpoint": endpoint, "nth": nth, "times": times}
        yield from (_of_line(name, prefix, kind, which) for name, kind in _line_kinds(endpoint))
        yield from (_of_marketo(name, prefix, given | which) for name, given in _faults())
    if endpoint == "invite.json" and nth == 1:
        yield from (Trial(f"visible after {s:.0f} s", _visible_after(s)) for s in (SOON, LATE))


def _line_kinds(endpoint: str) -> Iterator[tuple[str, Kind]]:
    yield "refused", "refused"
    yield "time-out before", "unheard"
    yield "time-out after", "unanswered"
    yield "late", "late"
    yield "redirect", "redirected"
    yield "empty list", "empty list"
    if endpoint in ABOUT_ONE_USER:
        yield "another user", "another user"


def _faults() -> Iterator[tuple[str, dict[str, Any]]]:
    for when in ("before", "after"):
        yield f"cut {when}", {"kind": "cut", "when": when}
    for status in STATUSES:
        for when in ("before", "after"):
            yield f"{status} {when}", {"kind": "status", "status": status, "when": when}
    for status in (401, 404):
        yield f"{status}", {"kind": "status", "status": status}
    for code in CODES:
        yield f"code {code}", {"kind": "code", "code": code}
    for code in CARRIED_OUT_ALL_THE_SAME:
        yield f"code {code} after", {"kind": "code", "code": code, "when": "after"}
    for body in BODIES:
        yield body.replace("_", " "), {"kind": body, "when": "after"}


def _of_line(name: str, prefix: str, kind: Kind, which: dict[str, Any]) -> Trial:
    def sets(stack: Stack) -> None:
        stack.line.breaks.append(Break(kind, Fault("delay", **which)))

    return Trial(f"{prefix}{name}", sets)


def _of_marketo(name: str, prefix: str, given: dict[str, Any]) -> Trial:
    return Trial(f"{prefix}{name}", lambda stack: stack.marketo.app.faults.add(Fault(**given)))


def _visible_after(seconds: float) -> Callable[[Stack], None]:
    def sets(stack: Stack) -> None:
        stack.marketo.subscription.switches.visible_after = seconds

    return sets
