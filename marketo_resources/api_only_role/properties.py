"""Define what is declared and what is recorded of a role."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from marketo_resources.core.fields import Identifier, Name
from marketo_resources.core.permission_list import PermissionList
from marketo_resources.core.properties import (
    EmptyWhenUnset,
    NotCompared,
    Properties,
    RecordedOnly,
    ReplaceOnChange,
)

__all__ = ["ApiOnlyRoleInputs", "ApiOnlyRoleOutputs"]

_LONGEST_WAIT = 3600
"""Longest wait for a person, in seconds."""


class ApiOnlyRoleInputs(Properties):
    """Hold what a program declares of a role."""

    role_name: Name = Field(description="the role's exact name in Admin > Users & Roles > Roles")
    permissions: Annotated[PermissionList, RecordedOnly()] = None
    wait_for_creation: Annotated[int, Field(ge=0, le=_LONGEST_WAIT), RecordedOnly()] = 0
    role_id: Annotated[Identifier | None, ReplaceOnChange()] = None
    """Which role the name stands for; `verify` looks it up, a program does not give it."""
    declared_name: Annotated[str | None, NotCompared()] = Field(
        default=None, alias="__declared_name"
    )
    """The name in the program; a refresh puts Marketo's into `role_name`."""


class ApiOnlyRoleOutputs(ApiOnlyRoleInputs):
    """Hold what is recorded of a role."""

    description: Annotated[str | None, EmptyWhenUnset("")] = None
    type: Annotated[str | None, EmptyWhenUnset("")] = None
    only_all_workspaces: bool = False
