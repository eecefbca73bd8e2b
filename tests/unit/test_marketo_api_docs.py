"""Every test that docs/marketo-api.md names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_tests_that_hold_the_facts_exist() -> None:
    """A fact without its test is an opinion."""
    page = (ROOT / "docs/marketo-api.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w/.]+)`", page))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
