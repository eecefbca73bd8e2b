"""An administrator who edits a user while an `up` runs is never overlooked, and loses nothing."""

from __future__ import annotations

import pytest

from tests.support.engine.edits import EDITS, OPERATIONS, Operation, moments_of, wrong


def results(operation: Operation, every: int, first: int = 0) -> dict[str, str]:
    """What is wrong after an edit, by edit and moment; only each `every`th is tried."""
    tried = [(name, moment) for name in EDITS for moment in moments_of(operation)]
    return {
        f"{name} {moment}": wrong(operation, moment, EDITS[name])
        for name, moment in tried[first::every]
    }


def problems(found: dict[str, str]) -> dict[str, str]:
    """Those that are not well."""
    return {cell: text for cell, text in found.items() if text}


@pytest.mark.parametrize("operation", OPERATIONS[1:], ids=lambda operation: operation.name)
def test_a_sample_of_edits_is_told_or_listed_and_put_right(operation: Operation) -> None:
    """Either the `up` says so, or the preview after a refresh lists it; one more `up` mends it."""
    assert problems(results(operation, every=7)) == {}


@pytest.mark.long
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_edit_is_told_or_listed_and_put_right(operation: Operation) -> None:
    """The same at every call."""
    found = results(operation, every=1)
    print(operation.name, len(found))  # noqa: T201 - `-s` shows how much was tried
    assert problems(found) == {}
