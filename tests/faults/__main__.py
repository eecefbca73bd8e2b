"""`python -m tests.faults`: try every cell of the fault matrix and write its pages."""

from __future__ import annotations

from collections import Counter

from tests.faults.matrix import cells, outcome
from tests.faults.page import write

if __name__ == "__main__":
    results = {cell.key: outcome(cell) for cell in cells()}
    write(results)
    print(len(results), dict(Counter(found.follows for found in results.values())))  # noqa: T201 - its result
