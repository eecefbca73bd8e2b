"""Define what is declared and what is recorded of a custom service."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from marketo_resources.core.fields import EmailAddress, Name, Opaque
from marketo_resources.core.permission_list import PermissionList
from marketo_resources.core.properties import (
    EmptyWhenUnset,
    NotCompared,
    Properties,
    RecordedOnly,
    ReplaceOnChange,
)

__all__ = ["CustomServiceInputs", "CustomServiceOutputs"]

_LONGEST_WAIT = 3600
"""Longest wait for a person, in seconds."""


def _not_empty(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().strip():
        raise ValueError("is empty: give the Client Secret that LaunchPoint > View Details shows")
    return secret


class CustomServiceInputs(Properties):
    """Hold what a program declares of a custom service."""

    service_name: Name = Field(description="give the name that Admin > LaunchPoint shows")
    user_id: Opaque = Field(description="give the user_id of the ApiOnlyUser that it acts as")
    email_address: EmailAddress = Field(description="give the e-mail address of that user")
    client_id: Annotated[Opaque, ReplaceOnChange()] = Field(
        description="give the Client Id that LaunchPoint > View Details shows"
    )
    client_secret: Annotated[SecretStr, AfterValidator(_not_empty)] = Field(
        description="give the Client Secret that LaunchPoint > View Details shows"
    )
    permissions: PermissionList = None
    wait_for_deletion: Annotated[int, Field(ge=0, le=_LONGEST_WAIT), RecordedOnly()] = 0
    found_by_refresh: Annotated[str | None, NotCompared()] = None
    """What a refresh found, in words, so that the next preview shows what its update is about."""


class CustomServiceOutputs(CustomServiceInputs):
    """Hold what is recorded of a custom service."""

    base_url: str = ""
    identity_url: str = ""
    unverified_permissions: Annotated[list[str] | None, EmptyWhenUnset(())] = None
    unfinished: Annotated[list[str] | None, EmptyWhenUnset(())] = None
    acts_as: Annotated[str | None, NotCompared()] = Field(default=None, alias="__acts_as")
    """The user that the service acted as when it was declared to act as another one."""
    acts_as_until: Annotated[str | None, NotCompared()] = Field(
        default=None, alias="__acts_as_until"
    )
    """When that token ends, in UTC; from then on the service must act as the declared user."""
