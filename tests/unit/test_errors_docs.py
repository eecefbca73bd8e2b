"""The table of docs/errors.md says what the code does; run this file as a program to write it."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator

from marketo_resources.marketo.error_table import LOST, TROUBLES, Again, Decision
from tests.unit.said_by_the_package import messages, said

PAGE = pathlib.Path(__file__).parents[2] / "docs/errors.md"


def table() -> Iterator[str]:
    """Every trouble, and what is done about it."""
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


def with_table(page: str) -> str:
    """The page with the table after its marker."""
    lines = "\n".join(table())
    return re.sub(r"(<!-- troubles -->\n)(?:\|.*\n)*", lambda marker: f"{marker[1]}{lines}\n", page)


def test_the_table_is_as_the_code_has_it() -> None:
    """Else: run this file as a program."""
    page = PAGE.read_text("utf-8")
    assert "<!-- troubles -->" in page
    assert with_table(page) == page


def quoted() -> list[str]:
    """The messages that the page explains: the first cells of its tables of messages."""
    page = PAGE.read_text("utf-8").partition("## What a preview cannot know")[0]
    cells = re.findall(r"^\| (.+?) \| .+ \| .+ \|$", page, re.MULTILINE)
    quotes = [quote for cell in cells for quote in cell.split("<br>")]
    return [quote for quote in quotes if quote not in {"message", "---"}]


def test_every_message_of_the_package_is_explained() -> None:
    """A message that is missing here goes into a table of docs/errors.md, what to do included."""
    explained = quoted()
    missing = [
        f"{place}: {text}"
        for place, text in messages()
        if not any(quote in text for quote in explained)
    ]
    assert missing == []


def test_every_message_that_is_explained_is_one_of_the_package() -> None:
    """One that the code no longer has leaves the page."""
    texts = [text for _, text in said()] + [row.meaning for row in TROUBLES.values()]
    assert [quote for quote in quoted() if not any(quote in text for text in texts)] == []


def test_the_page_explains_more_than_a_hundred_messages() -> None:
    """So that nobody empties both sides unseen."""
    assert len(quoted()) > 100


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
