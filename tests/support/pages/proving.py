"""Make the tables about `prove` in docs/: what it tries, what it does not, and what hides what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketo_resources.cli.proving.run import QUESTIONS
from marketo_resources.cli.proving.untried import UNTRIED, UNTRIED_SWITCHES
from marketo_simulator import command_line
from tests.support.pages.table import Table
from tests.support.project import ROOT
from tests.support.proving import SWITCHES, Owner, by_name


def tried() -> Iterator[str]:
    """Yield each open question with the readings that are about it, or why there is none."""
    yield "| question | tried as |"
    yield "| --- | --- |"
    by_row: dict[str, list[str]] = {}
    for one in QUESTIONS:
        for row in one.settles:
            by_row.setdefault(row, []).append(f"`{one.name}`")
    for row in sorted(by_row.keys() | UNTRIED.keys()):
        names = ", ".join(by_row.get(row, ()))
        yield f"| {row} | {names or f'not: {UNTRIED[row]}'} |"


def readings() -> Iterator[str]:
    """Yield each reading with its question, and whether the simulator has a switch for it."""
    yield "| reading | question | switch of the simulator |"
    yield "| --- | --- | --- |"
    flags = {one.keyword: one.flag for one in command_line.options()}
    for one in QUESTIONS:
        switch = f"`{flags[one.name]}`" if one.name in flags else ""
        yield f"| `{one.name}` | {one.text} | {switch} |".replace("|  |", "| |")
    for name, reason in UNTRIED_SWITCHES.items():
        yield f"| `{name}` | never answered: {reason} | `{flags[name]}` |"


def hidden() -> Iterator[str]:
    """Yield the values of switches that keep other readings from being answered."""
    yield "| where the subscription has | these are not answered |"
    yield "| --- | --- |"
    answered = _answered({})
    for name, values in SWITCHES.items():
        for value in values[1:]:
            missing = [one for one in SWITCHES if one in answered - _answered({name: value})]
            if missing:
                shown = " ".join(f"`{one}`" for one in missing)
                yield f"| `{name}` {_value(value)} | {shown} |"


def _answered(switches: dict[str, Any]) -> set[str]:
    outcome = by_name(Owner(switches).proves())
    return {name for name, reading in outcome.items() if reading.is_answered}


def _value(value: object) -> str:
    return "on" if value is True else f"`{value}`"


PROVE = ROOT / "docs/prove.md"
TABLES = {
    "tried": Table(ROOT / "docs/marketo-api.md", "tried", tried),
    "readings": Table(PROVE, "readings", readings),
    "hidden": Table(PROVE, "hidden", hidden),
}
