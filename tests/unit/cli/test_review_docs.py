"""The table of docs/review.md is that of the rules; run this file as a program to write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from marketo_resources.cli.review.command import command
from marketo_resources.cli.review.rules import RULES

PAGE = Path(__file__).parents[3] / "docs/review.md"
MARK = "<!-- rules -->\n"


def table() -> Iterator[str]:
    """Yield every rule with its meaning and remedy."""
    yield "| rule | weight | breaks it | why it matters | what to do |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in RULES.values():
        states = " (needs a state)" if rule.needs_states else ""
        yield (
            f"| `{rule.name}` | {rule.weight} | {rule.title}{states} | {rule.meaning} "
            f"| {rule.remedy} |"
        )


def with_table(page: str) -> str:
    """Return the page with the table after its mark."""
    lines = "\n".join(table())
    return re.sub(rf"({MARK}\n)(?:\|.*\n)*\n*", lambda found: f"{found[1]}{lines}\n\n", page)


def test_the_table_on_the_page_is_that_of_the_rules() -> None:
    """Else: `python -m tests.unit.cli.test_review_docs`."""
    page = PAGE.read_text("utf-8")
    assert MARK in page
    assert with_table(page) == page


def test_the_page_names_every_option_and_no_other() -> None:
    """And no rule that there is not, in its commands."""
    page = PAGE.read_text("utf-8")
    options = {name for option in command.params for name in option.opts if name[:2] == "--"}
    named = set(re.findall(r"--[a-z][a-z-]+", page)) - {"--refresh"}
    assert named == options
    [counted] = re.findall(r"--fail-on ([a-z,-]+) \\", page)
    assert set(counted.split(",")) <= RULES.keys()
    assert isinstance(command, click.Command)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
