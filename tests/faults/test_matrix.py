"""Repair with one more `up` whatever goes wrong in an `up`, as it is recorded."""

from __future__ import annotations

import pytest

from tests.support.faults.matrix import (
    GOES_ON,
    REFRESHES,
    STAYS,
    TWICE,
    Cell,
    Outcome,
    cells,
    outcome,
)
from tests.support.faults.page import NOTHING, SUMMARY, recorded, short, with_summary

SAMPLE, PARTS = 29, 4
SHOWN_LATE = "visible after 90 s"
"""The one fault that takes two ups: the new user appears during the next `up`, which takes it for a
user of another stack (see docs/reliability.md).
"""


def found_of(cell: Cell) -> Outcome:
    """Return what follows from a cell, with as much of the error as is recorded."""
    found = outcome(cell)
    return Outcome(found.follows, found.attempts, short(found.says))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_sample_of_the_matrix_is_as_recorded(part: int) -> None:
    """Every 29th cell, in four parts; `python -m tests.support.faults` records them anew."""
    known = recorded()
    for cell in list(cells())[part * SAMPLE :: SAMPLE * PARTS]:
        assert (cell.key, found_of(cell)) == (cell.key, known.get(cell.key))


@pytest.mark.long
def test_the_whole_matrix_is_as_recorded() -> None:
    """Every cell, and no other is recorded."""
    assert {cell.key: found_of(cell) for cell in cells()} == recorded()


def test_every_cell_is_recorded() -> None:
    """A new call or fault must be recorded."""
    assert list(recorded().keys() ^ {cell.key for cell in cells()}) == []


def test_every_cell_converges() -> None:
    """With a plain `up` or with a refresh; only the one fault with a reason takes two."""
    known = recorded()
    assert [key for key, one in known.items() if one.follows in {REFRESHES, STAYS}] == []
    assert {fault for (_, _, fault), one in known.items() if one.follows == TWICE} == {SHOWN_LATE}


def test_whatever_fails_says_why() -> None:
    """What continues by itself needs no error, and everything else has one."""
    silent = [key for key, one in recorded().items() if (one.says == NOTHING) != _goes_on(one)]
    assert silent == []


def _goes_on(one: Outcome) -> bool:
    return one.follows == GOES_ON


def test_the_summary_counts_what_is_recorded() -> None:
    """If not, `python -m tests.support.faults` was not run to its end."""
    page = SUMMARY.read_text("utf-8")
    assert "<!-- matrix -->" in page
    assert with_summary(page, recorded()) == page
