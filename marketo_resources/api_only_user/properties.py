"""What is declared and what is recorded of an API-only user, and what Marketo holds of one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from marketo_resources.core.fields import (
    EmailAddress,
    Instant,
    Name,
    Remark,
    composed,
)
from marketo_resources.core.properties import EmptyWhenUnset, NotCompared, Properties, Unique
from marketo_resources.expiry import instant_of
from marketo_resources.marketo.models import User
from marketo_resources.role_grants.grant import AsSetOfGrants, DeclaredGrant
from marketo_resources.role_grants.resolution import Catalogue

__all__ = ["HELD_BY_MARKETO", "NOT_API_ONLY", "ApiOnlyUserInputs", "ApiOnlyUserOutputs", "held"]

NOT_API_ONLY = "no longer API-only"
HELD_BY_MARKETO = ("email_address", "first_name", "last_name", "expires_at", "roles")
"""The properties that Marketo holds and answers; the others are recorded in state only."""


def _not_empty(roles: list[DeclaredGrant]) -> list[DeclaredGrant]:
    if not roles:
        raise ValueError(
            "is empty, and a user without a role can call nothing: give at least one grant, "
            "role.grant(workspace=…)"
        )
    return roles


class ApiOnlyUserInputs(Properties):
    """What a program declares of a user."""

    email_address: Annotated[EmailAddress, Unique()] = Field(
        description="give the e-mail address of the user; no mail needs to arrive there"
    )
    first_name: Name = Field(description="give the first name that Admin > Users shows")
    last_name: Name = Field(description="give the last name that Admin > Users shows")
    roles: Annotated[list[DeclaredGrant], AfterValidator(_not_empty), AsSetOfGrants()] = Field(
        description="give at least one grant, role.grant(workspace=…)"
    )
    expires_at: Instant | None = None
    reason: Annotated[Remark | None, EmptyWhenUnset("")] = None
    adopt: Annotated[bool | None, NotCompared()] = None
    """What is done about a user that exists when this one is made; means nothing later."""
    delete_adopted: bool = False
    api_only: Annotated[bool | None, NotCompared()] = None
    """False where a refresh by 0.1.0 found that it is not API-only; no program declares it."""
    found_by_refresh: Annotated[str | None, NotCompared()] = None
    """What a refresh found that no other property shows, in words; no program declares it."""
    roles_on: Annotated[str | None, NotCompared()] = Field(default=None, alias="__roles_on")
    """The instances that the roles were found on, as the program knows them; never recorded."""
    in_order: Annotated[bool | None, NotCompared()] = Field(default=None, alias="__in_order")
    """Whether the grants have the program's order: 0.1.0 sorted them by their ids."""


class ApiOnlyUserOutputs(ApiOnlyUserInputs):
    """What is recorded of a user; nothing that changes by itself, so that refresh stays quiet."""

    user_id: str = ""
    adopted: bool = False
    unfinished: Annotated[list[str] | None, EmptyWhenUnset(())] = None
    """The properties in which Marketo was left different from what was declared."""


def held(user: User, catalogue: Catalogue, recorded: Properties) -> ApiOnlyUserOutputs:
    """Return a user as Marketo holds it; what Marketo does not answer is taken from `recorded`."""
    # Constructed, not validated: people make users in Admin that no declaration could describe.
    return ApiOnlyUserOutputs.model_construct(
        logical_name=recorded.logical_name,
        urn=recorded.urn,
        instance=recorded.instance,
        email_address=user.email_address.strip().lower(),
        first_name=composed(user.first_name),
        last_name=composed(user.last_name),
        roles=catalogue.held(user.user_role_workspaces, getattr(recorded, "roles", ())),
        in_order=getattr(recorded, "in_order", None),
        expires_at=instant_of(user.expires_at),
        reason=getattr(recorded, "reason", None),
        adopt=getattr(recorded, "adopt", None),
        delete_adopted=getattr(recorded, "delete_adopted", False),
        api_only=None,
        found_by_refresh=None if user.api_only else NOT_API_ONLY,
        user_id=user.userid,
        adopted=getattr(recorded, "adopted", False),
        unfinished=None,
    )
