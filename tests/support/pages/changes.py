"""Make the table of docs/changes.md: a row for each argument, from the marks on the fields."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from pydantic.fields import FieldInfo

import marketo_resources as marketo
from marketo_resources.api_only_role.properties import ApiOnlyRoleInputs
from marketo_resources.api_only_user.properties import ApiOnlyUserInputs
from marketo_resources.core.properties import (
    NotCompared,
    Properties,
    RecordedOnly,
    ReplaceOnChange,
)
from marketo_resources.custom_service.properties import CustomServiceInputs
from tests.support.pages.table import Table
from tests.support.project import ROOT

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
    """Return what the marks on a field say."""
    updates, records, verifies, replaces, nothing = STEPS
    # The name is how a role is found; what is compared is the role's id.
    decisive = "role_id" if name == "role_name" else name
    marks = {type(mark) for mark in fields[decisive].metadata}
    if ReplaceOnChange in marks:
        return replaces
    if NotCompared in marks:
        return nothing
    if RecordedOnly in marks:
        return records
    return verifies if noun == "CustomService" else updates


def table() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| argument | its change | |"
    yield "| --- | --- | --- |"
    for row, what in rows():
        yield f"| `{row}` | {what} | {NOTES.get(row, '')} |"


TABLE = Table(ROOT / "docs/changes.md", "changes", table)
