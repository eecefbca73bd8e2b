"""docs/changes.md has a row for each argument, made from the marks on the fields; each is tried.

Run this file as a program to write the table.
"""

from __future__ import annotations

import inspect
import pathlib
import re
from collections.abc import Iterator

import pytest
from pydantic.fields import FieldInfo

import marketo_resources as marketo
from marketo_resources.api_only_role.properties import ApiOnlyRoleInputs
from marketo_resources.api_only_user.properties import (
    HELD_BY_MARKETO,
    ApiOnlyUserInputs,
)
from marketo_resources.core.properties import NotCompared, Properties, ReplaceOnChange
from marketo_resources.custom_service.properties import RECORDED_ONLY, CustomServiceInputs
from tests.engine.stories import STORIES

PAGE = pathlib.Path(__file__).parents[2] / "docs/changes.md"
RESOURCES: dict[str, tuple[type[Properties], type]] = {
    "ApiOnlyUser": (ApiOnlyUserInputs, marketo.ApiOnlyUser),
    "ApiOnlyRole": (ApiOnlyRoleInputs, marketo.ApiOnlyRole),
    "CustomService": (CustomServiceInputs, marketo.CustomService),
}
STEPS = {
    "updates the user in Marketo": "update",
    "updates the resource: it is recorded, and nothing is sent": "update",
    "updates the resource: the service is verified again": "update",
    "replaces the resource": "replace",
    "changes nothing by itself": "",
}
NOTES = {
    "ApiOnlyUser.email_address": "the userid stays",
    "ApiOnlyUser.expires_at": "taking it out is refused: Marketo has no call for it",
    "ApiOnlyUser.roles": "grants are added before others are removed",
    "ApiOnlyRole.role_name": "a name that stands for the same role, renamed, updates it",
    "ApiOnlyUser.reason": "it is sent with the invitation only",
}


def rows() -> Iterator[tuple[str, str]]:
    """Yield each argument of each resource, and what its change does."""
    for noun, (inputs, resource) in RESOURCES.items():
        for name in inspect.signature(resource).parameters:
            if name in inputs.model_fields:
                yield f"{noun}.{name}", effect(noun, name, inputs.model_fields)


def effect(noun: str, name: str, fields: dict[str, FieldInfo]) -> str:
    """What the marks on a field say."""
    updates, records, verifies, replaces, nothing = STEPS
    # A role is what its name stands for; the name alone is only how it is found.
    decisive = "role_id" if name == "role_name" else name
    marks = {type(mark) for mark in fields[decisive].metadata}
    if ReplaceOnChange in marks:
        return replaces
    if NotCompared in marks:
        return nothing
    if noun == "CustomService":
        return records if name in RECORDED_ONLY else verifies
    return updates if noun == "ApiOnlyUser" and name in HELD_BY_MARKETO else records


def with_table(page: str) -> str:
    """The page with the table after its marker."""
    lines = ["| argument | its change | |", "| --- | --- | --- |"]
    lines += [f"| `{row}` | {what} | {NOTES.get(row, '')} |" for row, what in rows()]
    table = "\n".join(lines)
    return re.sub(r"(<!-- changes -->\n)(?:\|.*\n)*", lambda mark: f"{mark[1]}{table}\n", page)


def test_the_table_is_as_the_fields_are_marked() -> None:
    """Else: run this file as a program."""
    page = PAGE.read_text("utf-8")
    assert "<!-- changes -->" in page
    assert with_table(page) == page


@pytest.mark.parametrize(("row", "what"), list(rows()))
def test_a_story_on_the_engine_tries_each_row(row: str, what: str) -> None:
    """What the row says is what the story expects the preview to list of this resource."""
    told = [story for story in STORIES if story.about == row]
    assert told, f"tests/engine/stories.py has no story about {row}"
    noun = row.partition(".")[0]
    for story in told:
        steps = {step for resource, step in story.steps.items() if resource.startswith(noun)}
        assert steps == ({STEPS[what]} if STEPS[what] else set())
        assert bool(story.changed) is (what == "updates the user in Marketo")


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
