"""Define what is declared and what is recorded of a user, and which of it Marketo holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from marketo_resources.core.fields import (
    EmailAddress,
    Instant,
    Name,
    Remark,
)
from marketo_resources.core.properties import (
    EmptyWhenUnset,
    NotCompared,
    Properties,
    RecordedOnly,
    Unique,
    held_fields,
)
from marketo_resources.role_grants.grant import AsSetOfGrants, DeclaredGrant

__all__ = [
    "ATTRIBUTES",
    "HELD_BY_MARKETO",
    "NOT_API_ONLY",
    "ApiOnlyUserInputs",
    "ApiOnlyUserOutputs",
    "half_made",
]

NOT_API_ONLY = "no longer API-only"
"""What a refresh records in `found_by_refresh` of a user that lost the tick *API Only*."""
_LONGEST_WAIT = 14_400
"""Longest wait for a person, in seconds: all users of a command share one, and may be many."""


def _not_empty(roles: list[DeclaredGrant]) -> list[DeclaredGrant]:
    if not roles:
        raise ValueError(
            "is empty, and a user without a role can call nothing: give at least one grant, "
            "role.grant(workspace=…)"
        )
    return roles


def _adopted_if_unreadable(value: object, read: ValidatorFunctionWrapHandler) -> bool:
    # A user that was not adopted is deleted with its resource, so what nobody can read keeps it.
    try:
        return bool(read(value))
    except ValidationError:
        return True


class ApiOnlyUserInputs(Properties):
    """Hold what a program declares of a user."""

    email_address: Annotated[EmailAddress, Unique()] = Field(
        description="give the e-mail address of the user; no mail needs to arrive there"
    )
    first_name: Name = Field(description="give the first name that Admin > Users shows")
    last_name: Name = Field(description="give the last name that Admin > Users shows")
    expires_at: Instant | None = None
    roles: Annotated[list[DeclaredGrant], AfterValidator(_not_empty), AsSetOfGrants()] = Field(
        description="give at least one grant, role.grant(workspace=…)"
    )
    reason: Annotated[Remark | None, EmptyWhenUnset(""), RecordedOnly()] = None
    adopt: Annotated[bool | None, NotCompared()] = None
    """What a create does if the user exists already; it means nothing later."""
    delete_adopted: Annotated[bool, RecordedOnly()] = False
    wait_for_person: Annotated[int, Field(ge=0, le=_LONGEST_WAIT), RecordedOnly()] = 0
    api_only: Annotated[bool | None, NotCompared()] = None
    """False where a refresh by 0.1.0 found that it is not API-only; no program declares it."""
    found_by_refresh: Annotated[str | None, NotCompared()] = None
    """What a refresh found that no other property shows, in words; no program declares it."""
    roles_on: Annotated[str | None, NotCompared()] = Field(default=None, alias="__roles_on")
    """The instances that the roles were found on, as the program knows them; never recorded."""
    in_order: Annotated[bool | None, NotCompared()] = Field(default=None, alias="__in_order")
    """Whether the grants have the program's order: 0.1.0 sorted them by their ids."""


HELD_BY_MARKETO = held_fields(ApiOnlyUserInputs)
"""The properties that Marketo holds and answers."""
ATTRIBUTES = tuple(name for name in HELD_BY_MARKETO if name != "roles")
"""Those of them that the update call and the admin page's *Edit User* can change."""


class ApiOnlyUserOutputs(ApiOnlyUserInputs):
    """Hold what is recorded of a user; nothing that changes by itself, or a refresh lists it."""

    user_id: str = ""
    adopted: Annotated[bool, WrapValidator(_adopted_if_unreadable)] = False
    unfinished: Annotated[list[str] | None, EmptyWhenUnset(())] = None
    """The properties in which Marketo was left different from what was declared."""


def half_made(inputs: ApiOnlyUserInputs, userid: str, *, adopted: bool) -> ApiOnlyUserOutputs:
    """Return what state should keep of a user that is there, but not yet seen to be as declared."""
    return ApiOnlyUserOutputs.model_construct(
        **dict(inputs), user_id=userid, adopted=adopted, unfinished=list(HELD_BY_MARKETO)
    )
