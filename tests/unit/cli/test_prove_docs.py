"""Check that `prove` tries every open question about Marketo, or the page says why not."""

from __future__ import annotations

import re

import pytest

from marketo_resources.cli.proving.run import QUESTIONS
from marketo_resources.cli.proving.subject import FIRST_NAME
from marketo_resources.cli.proving.untried import UNTRIED
from tests.support.pages.proving import PROVE, TABLES
from tests.support.project import ROOT


def open_questions() -> set[str]:
    """Return the first cells of both tables of open questions."""
    page = (ROOT / "docs/marketo-api.md").read_text("utf-8")
    rows = set()
    for heading in ("Contradictions", "Unknown"):
        section = page.partition(f"\n## {heading}")[2].partition("\n## ")[0]
        lines = [line for line in section.splitlines() if line.startswith("| ")][2:]
        rows |= {line.strip("| ").partition(" | ")[0] for line in lines}
    return rows


def test_every_open_question_is_tried_or_has_a_reason() -> None:
    """And no reason is about a question that is not on the page."""
    tried = {row for one in QUESTIONS for row in one.settles}
    assert tried | UNTRIED.keys() == open_questions()
    assert tried & UNTRIED.keys() == set()


def test_names_of_readings_are_told_apart() -> None:
    """Each is a key of the file."""
    assert len({one.name for one in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_of_the_code(name: str) -> None:
    """What hides what is found by trying."""
    TABLES[name].assert_is_written()


def test_the_page_names_the_user_that_may_be_deleted() -> None:
    """A person who makes that user must write its name the same."""
    assert f"`{FIRST_NAME}`" in PROVE.read_text("utf-8")


def test_every_option_is_on_the_page() -> None:
    """Except for the two that each verb has."""
    page = PROVE.read_text("utf-8")
    from marketo_resources.cli.proving.command import command  # noqa: PLC0415 - it needs the extra

    options = {word for one in command.params for word in one.opts}
    assert options - {"--cwd"} - set(re.findall(r"--[a-z-]+", page)) == set()
