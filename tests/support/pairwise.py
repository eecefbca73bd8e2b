"""Choose combinations of values so that any two values of two switches meet in one of them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

Row = dict[str, Any]


def pairwise(values: Mapping[str, Sequence[Any]]) -> list[Row]:
    """Return rows of one value for each name, so that any two values stand together in one."""
    missing = dict.fromkeys(frozenset(pair) for pair in _pairs(values))
    rows = []
    while missing:
        row: Row = dict(next(iter(missing)))
        for name in values:
            if name not in row:
                row[name] = max(values[name], key=lambda value: _met({**row, name: value}, missing))
        for pair in combinations(row.items(), 2):
            missing.pop(frozenset(pair), None)
        rows.append({name: row[name] for name in values})
    return rows


def _pairs(values: Mapping[str, Sequence[Any]]) -> Iterator[tuple[tuple[str, Any], ...]]:
    for one, other in combinations(values, 2):
        yield from (((one, a), (other, b)) for a in values[one] for b in values[other])


def _met(row: Row, missing: Container[frozenset[tuple[str, Any]]]) -> int:
    return sum(frozenset(pair) in missing for pair in combinations(row.items(), 2))
