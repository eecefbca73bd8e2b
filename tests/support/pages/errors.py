"""Make the last table of docs/errors.md from the error table, and read its other tables."""

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


ENOUGH = 4
"""Words of its own that a quote needs to stand for a longer message."""
_OWN_WORD = re.compile(r"[^\s…]*[A-Za-z][^\s…]*")


def quoted() -> list[str]:
    """Return the messages that the page explains: the first cells of its tables of messages."""
    quotes = [quote.strip() for cell, _, _ in _rows() for quote in cell.split("<br>")]
    return [quote for quote in quotes if quote not in {"message", "---"}]


def written_in_remedies() -> set[str]:
    """Return the code, names and commands that the explanations of messages hold."""
    explanations = "\n".join(f"{meaning}\n{remedy}" for _, meaning, remedy in _rows())
    return set(re.findall(r"`([^`]+)`", explanations))


def _rows() -> list[tuple[str, str, str]]:
    page = TABLE.text().partition("## What a preview cannot know")[0]
    return re.findall(r"^\| (.+?) \| (.+) \| (.+) \|$", page, re.MULTILINE)


def quote_of(text: str, quotes: list[str]) -> str | None:
    """Return the longest quote that stands for this message, if one does."""
    fitting = [quote for quote in quotes if _stands_for(quote, text)]
    return max(fitting, key=len, default=None)


def _stands_for(quote: str, text: str) -> bool:
    """Let a short quote, whose words may be in any message, stand for the whole message only."""
    if len(_OWN_WORD.findall(quote)) < ENOUGH:
        return quote == text.strip()
    return quote in text


def quoted_elsewhere(page: str) -> list[str]:
    """Return the parts of the messages that another page quotes, with … for what is filled in."""
    text = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    quotes = [quote for quote in re.findall(r"`([^`\n{]*…[^`\n{]*)`", text) if " " in quote]
    parts = [part for quote in quotes for part in quote.split("…")]
    return [part for part in parts if len(_OWN_WORD.findall(part)) >= ENOUGH - 1]
