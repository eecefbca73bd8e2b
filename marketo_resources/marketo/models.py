"""Define what the user management API takes and answers, by the nouns of Adobe's specification.

Answers are read tolerantly: both spellings of a field, every date form, numbers and flags as text,
fields that are missing, null or unknown. Requests are written as the specification says.
Attributes are snake_case; Marketo's own spelling of each is its alias.
"""

from typing import Annotated, Any

from pydantic import AliasChoices, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from .dates import MarketoDate

Id = Annotated[int, Field(ge=-(2**31), lt=2**31)]
"""A role or workspace id: the specification says int32."""


def _none_is_empty(value: object) -> object:
    return "" if value is None else value


def _none_is_false(value: object) -> object:
    return False if value is None else value


def _none_is_zero(value: object) -> object:
    return 0 if value is None else value


def _none_is_none_of_them(value: object) -> object:
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_none_is_empty)]
Flag = Annotated[bool, BeforeValidator(_none_is_false)]
Count = Annotated[int, BeforeValidator(_none_is_zero)]


class Answer(BaseModel):
    """Base of what Marketo answers; fields we do not know are left out."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        coerce_numbers_to_str=True,
        extra="ignore",
        frozen=True,
    )


class UserRoleWorkspace(Answer):
    """A role that a user holds in a workspace; workspace 0 stands for all of them."""

    access_role_id: Id
    access_role_name: Text = ""
    workspace_id: Id
    workspace_name: Text = ""


class UserSummary(Answer):
    """A user as the list of all users shows it.

    `api_only` is false where Marketo leaves it out: a user not known to be API-only is treated as
    a person's, which nothing here ever touches.
    """

    userid: str = Field(min_length=1)
    email_address: str
    first_name: Text = ""
    last_name: Text = ""
    api_only: Flag = False


class User(UserSummary):
    """A user with roles and state. Dates are in UTC, to the second; None means never."""

    expires_at: MarketoDate = None
    last_login_at: MarketoDate = None
    is_locked: Flag = False
    locked_reason: Text = ""
    failed_logins: Count = 0
    user_role_workspaces: Annotated[
        list[UserRoleWorkspace], BeforeValidator(_none_is_none_of_them)
    ] = Field(default_factory=list)


class InvitedUser(Answer):
    """A pending invitation.

    Its `invitation_expires_at` (Marketo: `expiresAt`) is the end of the invitation. It says
    nothing about the expiry of the user.
    """

    userid: str = Field(min_length=1)
    email_address: str
    first_name: Text = ""
    last_name: Text = ""
    status: Text = ""
    subscription_id: Text = ""
    invitation_expires_at: MarketoDate = Field(default=None, alias="expiresAt")


class Role(Answer):
    """A role. Adobe's guide says `hidden` and `onlyAllZones`, its specification `is…`."""

    id: Id
    name: str
    description: Text = ""
    type: Text = ""
    hidden: Flag = Field(default=False, validation_alias=AliasChoices("hidden", "isHidden"))
    only_all_zones: Flag = Field(
        default=False,
        validation_alias=AliasChoices("onlyAllZones", "isOnlyAllZones", "only_all_zones"),
    )


class Workspace(Answer):
    """A workspace."""

    id: Id
    name: str
    description: Text = ""
    status: Text = ""


class UserUsage(Answer):
    """The calls of one user on one day."""

    user_id: Text = ""
    count: int = 0


class Usage(Answer):
    """The calls of one day, counted against the daily quota of the whole instance.

    The guide writes `date` as 2015-10-17, the specification as a date with a time.
    """

    date: Text = ""
    total: int = 0
    users: Annotated[list[UserUsage], BeforeValidator(_none_is_none_of_them)] = Field(
        default_factory=list
    )


class _Request(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
    )

    def body(self) -> dict[str, Any]:
        """Return the fields that were set, under Marketo's names; dates stay instants."""
        return self.model_dump(by_alias=True, exclude_none=True)


class UserRoleWorkspaceId(_Request):
    """A role in a workspace, by their ids; workspace 0 stands for all workspaces."""

    access_role_id: Id
    workspace_id: Id


class InviteUserRequest(_Request):
    """A new user. `userid` is never sent: Adobe's pages disagree on what it must be."""

    email_address: str = Field(min_length=1)
    first_name: str
    last_name: str
    user_role_workspaces: list[UserRoleWorkspaceId]
    api_only: bool = False
    expires_at: AwareDatetime | None = None
    reason: str | None = None


class UpdateUserAttributesRequest(_Request):
    """The attributes of a user to change; None leaves an attribute alone."""

    email_address: str | None = Field(default=None, min_length=1)
    first_name: str | None = None
    last_name: str | None = None
    expires_at: AwareDatetime | None = None
    api_only: bool | None = None
