"""Overlook no administrator who edits a user during an `up`, and lose none of the edits."""

from __future__ import annotations

import pytest

from tests.support.engine.edits import EDITS, OPERATIONS, Operation, moments_of, wrong


def results(operation: Operation, every: int, first: int = 0) -> dict[str, str]:
    """Return what is wrong after an edit, by edit and moment; only each `every`th is tried."""
    tried = [(name, moment) for name in EDITS for moment in moments_of(operation)]
    return {
        f"{name} {moment}": wrong(operation, moment, EDITS[name])
        for name, moment in tried[first::every]
    }


def problems(found: dict[str, str]) -> dict[str, str]:
    """Return the results that are wrong."""
    return {cell: text for cell, text in found.items() if text}


@pytest.mark.parametrize("operation", OPERATIONS[1:], ids=lambda operation: operation.name)
def test_a_sample_of_edits_is_reported_or_listed_and_repaired(operation: Operation) -> None:
    """The `up` or the preview after a refresh says so; one more `up` repairs it."""
    assert problems(results(operation, every=7)) == {}


@pytest.mark.long
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_edit_is_reported_or_listed_and_repaired(operation: Operation) -> None:
    """The same at every call."""
    found = results(operation, every=1)
    print(operation.name, len(found))  # noqa: T201 - `-s` shows how much was tried
    assert problems(found) == {}
