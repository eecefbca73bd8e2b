"""Lay source code out so that a formatter changes nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketo_resources.cli.importing.source_code import (
    WIDTH,
    Bracketed,
    Code,
    comment,
    layout,
    literal,
)

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = [
    "plain",
    'one "quoted" word',
    "it's",
    'it\'s "both"',
    '""\' three',
    "back\\slash",
    "{braces}",
    "tab\tand\nline",
    "🎉 👩‍👩‍👧",
    "שלום",
    "日本語",
    "zero\u200bwidth",
    "mark\u200f",
    "e\u0301",
    "\xa0",
]


def formatted(program: str, width: int) -> str:
    """Return what ruff makes of a program, with its own settings except for the width."""
    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", f"--line-length={width}", "-"]
    outcome = subprocess.run(  # noqa: S603 - our own words
        ruff, input=program, capture_output=True, encoding="utf-8", check=True
    )
    return outcome.stdout


def statements(lines: Iterable[str]) -> str:
    """Return lines as a program."""
    return "\n".join(lines) + "\n"


@RELAXED
@given(st.text(max_size=40))
def test_a_literal_evaluates_to_the_text(text: str) -> None:
    """Whatever Marketo holds reaches the program unchanged."""
    assert ast.literal_eval(literal(text)) == text


def test_an_invisible_character_is_written_by_its_number() -> None:
    """A reviewer sees it, and no editor turns the line around."""
    assert literal("a\u200fb\u202e") == '"a\\u200fb\\u202e"'


@pytest.mark.parametrize("width", [WIDTH, 100])
def test_a_formatter_leaves_every_literal(width: int) -> None:
    """In calls that are short, and in those that are too long by one letter."""
    program = statements(
        line
        for text in TEXTS
        for repeated in (1, 2, 3, 8)
        for line in layout(
            Bracketed("call = role.grant(", (f"workspace={literal(text * repeated)}", "b=1"), ")")
        )
    )
    assert formatted(program, width) == program


@pytest.mark.parametrize("width", [WIDTH, 100])
def test_a_formatter_leaves_every_length(width: int) -> None:
    """A call and a list in it are split exactly where the formatter would split them."""

    def user(length: int) -> Code:
        grants = Bracketed(
            "roles=[", (f"a{'b' * length}", Bracketed("c.grant(", ("x=1",), ")")), "]"
        )
        return Bracketed("f(", (literal("name"), grants), ")", is_split=True)

    def role(length: int) -> Code:
        return Bracketed("role = g(", (literal("x" * length), "y=2"), ")")

    lines = [line for n in range(40, 110) for one in (user(n), role(n)) for line in layout(one)]
    program = statements(lines)
    assert formatted(program, width) == program
    assert any(len(line) == WIDTH for line in lines)


def test_a_comment_stays_one() -> None:
    """Whatever is in it: a line break would turn the rest into code."""
    lines = list(comment("- a\nimport os\x1b[2J\u202e " + "word " * 30))
    assert all(line.startswith("# ") and len(line) <= WIDTH for line in lines)
    assert all(line.startswith("#   ") for line in lines[1:])
    assert all(character.isprintable() for line in lines for character in line)
