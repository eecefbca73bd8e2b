"""The tables of docs/errors.md: one is made from the error table, the others explain messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketo_resources.marketo.error_table import LOST, TROUBLES, Again, Decision
from tests.support.pages.table import Table
from tests.support.project import ROOT


def table() -> Iterator[str]:
    """Yield a row for each trouble: what it means, and what is done about it."""
    yield "| trouble | meaning | error | a read | a change | what to do | source |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in TROUBLES.values():
        done = f"{_done(row.read)} | {_done(row.write)}"
        remedy = row.remedy or "see the message"
        yield (
            f"| {row.name} | {row.meaning} | `{row.error.__name__}` | {done} | {remedy} "
            f"| {row.source} |"
        )


def _done(decision: Decision) -> str:
    if isinstance(decision, Again):
        return f"up to {decision.tries} tries, first after {decision.first:g} s"
    return "outcome unknown: looked up first" if decision is LOST else "stops"


TABLE = Table(ROOT / "docs/errors.md", "troubles", table)


def quoted() -> list[str]:
    """Return the messages that the page explains: the first cells of its tables of messages."""
    page = TABLE.text().partition("## What a preview cannot know")[0]
    cells = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", page, re.MULTILINE)
    quotes = [quote for cell in cells for quote in cell.split("<br>")]
    return [quote for quote in quotes if quote not in {"message", "---"}]
