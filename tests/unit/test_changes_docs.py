"""Check the rows of docs/changes.md, made from the marks on the fields, and try each."""

from __future__ import annotations

import pytest

from tests.support.engine.stories import STORIES, Names
from tests.support.pages.changes import STEPS, TABLE, rows


def test_the_table_is_as_the_fields_are_marked() -> None:
    """If not: `python -m tests.support.pages`."""
    TABLE.assert_is_written()


@pytest.mark.parametrize(("row", "what"), list(rows()))
def test_a_story_on_the_engine_tries_each_row(row: str, what: str) -> None:
    """The story expects the preview to list what the row says."""
    tried = [one for stories in STORIES for one in stories(Names()) if one.about == row]
    assert tried, f"tests/support/engine/stories.py has no story about {row}"
    noun = row.partition(".")[0]
    for story in tried:
        steps = {step for resource, step in story.steps.items() if resource.startswith(noun)}
        assert steps == ({STEPS[what]} if STEPS[what] else set())
        assert bool(story.changed) is (what == "updates the user in Marketo")
