"""Whatever goes wrong in an `up`, one more puts everything right; docs/reliability.md says how."""

from __future__ import annotations

import pytest

from tests.faults.matrix import STAYS, cells, outcome, recorded


@pytest.mark.parametrize("part", range(4))
def test_a_sample_of_the_matrix_is_as_recorded(part: int) -> None:
    """Every eleventh cell; `python -m tests.faults.matrix` writes the page anew."""
    known = recorded()
    for operation, endpoint, fault in cells()[part * 3 :: 11]:
        cell = operation.name, endpoint, fault.name
        assert (*cell, outcome(operation, endpoint, fault)) == (*cell, known.get(cell))


@pytest.mark.long
def test_the_whole_matrix_is_as_recorded() -> None:
    """Every cell."""
    found = {(o.name, e, f.name): outcome(o, e, f) for o, e, f in cells()}
    assert found == {cell: kind for cell, kind in recorded().items() if cell[2] != "-"}


def test_every_cell_converges() -> None:
    """None is recorded that does not."""
    assert [cell for cell, kind in recorded().items() if kind == STAYS and cell[2] != "-"] == []
