"""Whatever goes wrong in an `up`, one more puts everything right; what is recorded says how."""

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
"""Where Marketo shows a new user only while the next `up` runs, that one cannot tell it from a user
that another stack has just made, and leaves it alone; docs/reliability.md says so.
"""


def found_of(cell: Cell) -> Outcome:
    """What comes of a cell, with as much of the error as is recorded."""
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
    """A call or a fault that is new is tried before it is forgotten."""
    assert list(recorded().keys() ^ {cell.key for cell in cells()}) == []


def test_every_cell_converges() -> None:
    """With a plain `up` as well as with a refresh; the one that takes two has its reason."""
    known = recorded()
    assert [key for key, one in known.items() if one.follows in {REFRESHES, STAYS}] == []
    assert {fault for (_, _, fault), one in known.items() if one.follows == TWICE} == {SHOWN_LATE}


def test_whatever_fails_says_why() -> None:
    """What goes on by itself needs no error, and everything else has one."""
    silent = [key for key, one in recorded().items() if (one.says == NOTHING) != _goes_on(one)]
    assert silent == []


def _goes_on(one: Outcome) -> bool:
    return one.follows == GOES_ON


def test_the_summary_counts_what_is_recorded() -> None:
    """Else `python -m tests.support.faults` was not run to its end."""
    page = SUMMARY.read_text("utf-8")
    assert "<!-- matrix -->" in page
    assert with_summary(page, recorded()) == page
