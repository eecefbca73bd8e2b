"""`python -m tests.support.faults`: try every cell of the fault matrix, and record what follows."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from tests.support.faults.matrix import Cell, Outcome, cells, outcome
from tests.support.faults.page import Key, write


@cache
def _cells() -> list[Cell]:
    return list(cells())


def _tried(number: int) -> tuple[Key, Outcome]:
    cell = _cells()[number]
    return cell.key, outcome(cell)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        results = dict(pool.map(_tried, range(len(_cells())), chunksize=50))
    write(results)
    print(len(results), dict(Counter(found.follows for found in results.values())))  # noqa: T201 - its result
