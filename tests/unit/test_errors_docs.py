"""The table of docs/errors.md says what the code does; run this file as a program to write it."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator

from marketo_resources.marketo.troubles import LOST, TROUBLES, Again, Decision

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


def test_the_messages_it_explains_are_in_the_code() -> None:
    """Each quoted message of the page is one that the package can say."""
    quoted = re.findall(r"^### (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    package = pathlib.Path(__file__).parents[2] / "marketo_resources"
    source = " ".join(path.read_text("utf-8") for path in package.rglob("*.py"))
    joined = re.sub(r"\s+", " ", re.sub(r'"\s*\n\s*f?"', "", source))
    assert quoted
    assert [words for words in quoted if words not in joined] == []


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
