"""Check that docs/marketo-api.md has every open question of Adobe's pages, and names real tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support.pages.adobes_open_questions import CONTRADICTIONS, UNKNOWNS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/marketo-api.md").read_text("utf-8")
REFERENCE = ROOT.parent / "shared/marketo/reference.md"


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    section = re.split(r"^## .*\n", PAGE.split(f"## {heading}", 1)[1], flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][2:]
    return [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in lines]


@pytest.mark.parametrize("heading", ["Facts", "Contradictions", "Unknown"])
def test_each_row_names_tests_that_exist(heading: str) -> None:
    """Each fact has a test."""
    listed = rows(heading)
    assert listed
    for row in listed:
        named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", row[-1])
        assert named, row
        for path, test in named:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            assert test in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, row


@pytest.mark.parametrize(
    ("heading", "questions"), [("Contradictions", CONTRADICTIONS), ("Unknown", UNKNOWNS)]
)
def test_each_open_question_has_its_row(heading: str, questions: dict[str, str]) -> None:
    """By its first cell, so that none is lost when the page is edited."""
    assert set(questions.values()) - {row[0] for row in rows(heading)} == set()


@pytest.mark.parametrize(("mark", "questions"), [("X", CONTRADICTIONS), ("U", UNKNOWNS)])
def test_each_mark_of_the_reference_is_treated(mark: str, questions: dict[str, str]) -> None:
    """Every place that is marked as unknown or contradictory is one of the questions."""
    if not REFERENCE.is_file():
        pytest.skip("the reference is not next to this checkout")
    text = REFERENCE.read_text("utf-8").split("## 0.", 1)[1]
    text = re.sub(r"^## 8\..*?(?=^## 9\.)", "", text, flags=re.DOTALL | re.MULTILINE)
    marks = list(re.finditer(rf"\[{mark}(?: [^\]]*|, [^\]]*)?\]", text))
    before = [text[max(0, found.start() - 120) : found.start()] for found in marks]
    assert [words[-60:] for words in before if not words.endswith(tuple(questions))] == []
    assert len(marks) == len(questions)
