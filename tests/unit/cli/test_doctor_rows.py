"""Check how the lines of the doctor depend on one another, and what it does not wait for."""

from __future__ import annotations

import threading

import pytest

from marketo_resources.cli.doctor.rows import (
    Check,
    Finding,
    NotInTimeError,
    State,
    begun,
    failed,
    note,
    ok,
    rows,
    within,
)
from marketo_resources.errors import SettingsError


def states(*checks: Check) -> dict[str, str]:
    """Return the state of each line, or why it is skipped."""
    return {
        row.name: row.finding.text
        if row.finding.state is State.SKIPPED
        else row.finding.state.value
        for row in rows(checks)
    }


def test_what_depends_on_a_failure_names_the_first_cause() -> None:
    """However long the chain; a note is not a failure, and the other lines are checked."""
    found = states(
        Check("a", lambda: note("there is something to know")),
        Check("b", lambda: failed("wrong"), ("a",)),
        Check("c", lambda: ok("not reached"), ("a", "b")),
        Check("d", lambda: ok("not reached"), ("c",)),
        Check("e", lambda: ok("well"), ("a",)),
    )
    because = "not checked, because b has failed"
    assert found == {"a": "note", "b": "failed", "c": because, "d": because, "e": "ok"}


def test_an_error_of_ours_is_a_failure_with_its_text() -> None:
    """Whatever check raises it."""

    def find() -> Finding:
        raise SettingsError("set it")

    ((row),) = rows([Check("a", find)])
    assert row.finding == failed("set it")


def test_work_that_does_not_end_is_given_up() -> None:
    """It returns its fallback then; work that ends in time returns its value or its error."""
    never = threading.Event()
    with pytest.raises(NotInTimeError, match="too late"):
        within(0.01, begun(never.wait), "too late")
    never.set()
    assert within(60.0, begun(lambda: 1), "too late") == 1
    with pytest.raises(ZeroDivisionError):
        within(60.0, begun(lambda: 1 // 0), "too late")
