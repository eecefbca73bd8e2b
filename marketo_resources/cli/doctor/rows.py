"""Run checks one after the other, and skip those that depend on one that failed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from marketo_resources.errors import MarketoResourcesError
from marketo_resources.marketo.errors import MarketoError

__all__ = [
    "Check",
    "Finding",
    "NotInTimeError",
    "Row",
    "State",
    "begun",
    "failed",
    "failed_call",
    "note",
    "ok",
    "rows",
    "within",
]

Value = TypeVar("Value")


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"
    """It holds, and there is something that one should know about it."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """A check that it depends on has failed."""


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        state: How it ended.
        text: What holds, or what is wrong.
        remedy: What to do.
        details: More lines, each a fact.
    """

    state: State
    text: str
    remedy: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check of something that must hold.

    Attributes:
        name: The name of its line.
        find: Finds out whether it holds; an error that it raises says what is wrong.
        needs: The names of earlier checks; if one of them has failed, this one is skipped.
    """

    name: str
    find: Callable[[], Finding]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A line: the name of a check, and what it found."""

    name: str
    finding: Finding


class NotInTimeError(MarketoResourcesError):
    """Something took longer than the doctor waits.

    Attributes:
        remedy: What to do.
    """

    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.remedy = remedy


def ok(text: str, *details: str) -> Finding:
    """Return that something holds."""
    return Finding(State.OK, text, details=details)


def note(text: str, remedy: str = "", *details: str) -> Finding:
    """Return that something holds, and what there is to know about it."""
    return Finding(State.NOTE, text, remedy, details)


def failed(text: str, remedy: str = "") -> Finding:
    """Return what is wrong, and what to do."""
    return Finding(State.FAILED, text, remedy)


def rows(checks: Iterable[Check]) -> Iterator[Row]:
    """Yield the row of each check, in their order."""
    broken: dict[str, str] = {}
    for check in checks:
        cause = next((broken[need] for need in check.needs if need in broken), None)
        finding = _found(check) if cause is None else _skipped(cause)
        if finding.state in {State.FAILED, State.SKIPPED}:
            broken[check.name] = cause or check.name
        yield Row(check.name, finding)


def begun(work: Callable[[], Value]) -> Future[Value]:
    """Begin work in a thread that does not keep this process from ending."""
    future: Future[Value] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised where the work is waited for
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def within(seconds: float, work: Future[Value], late: str, remedy: str = "") -> Value:
    """Return the result of some work, or give up on it after some seconds.

    Raises:
        NotInTimeError: It takes longer, with the text `late`.
    """
    if not wait([work], seconds).done:
        raise NotInTimeError(late, remedy)
    return work.result()


def _found(check: Check) -> Finding:
    try:
        return check.find()
    except MarketoError as error:
        return failed_call(error)
    except NotInTimeError as error:
        return failed(str(error), error.remedy)
    except MarketoResourcesError as error:
        return failed(str(error))


def failed_call(error: MarketoError, remedy: str = "") -> Finding:
    """Return what is wrong with a call to Marketo; `remedy` replaces that of the error."""
    facts = f" ({error.facts})" if error.facts else ""
    return failed(f"{error.problem}{facts}.", remedy or error.remedy)


def _skipped(cause: str) -> Finding:
    return Finding(State.SKIPPED, f"not checked, because {cause} has failed")
