"""Look up roles, workspaces and users of Marketo, with functions for a program.

They use the stack's configuration (or the environment) and share the pace with everything else. One
run of a program reads each list once; the next run, and each call of a script without an engine,
reads it again. Every function has an `…_output` form that takes inputs and returns an output, as
Pulumi's own SDKs have it. These forms can ask another instance too, with
`opts=pulumi.InvokeOptions(provider=…)`, or that of a component with `InvokeOptions(parent=…)`; the
plain ones cannot, because the settings of a `Provider` may only be known later, and are secrets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import pulumi
from pulumi.runtime.config import get_config

from marketo_resources.api_only_user.invitation import find_pending
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.configuration_warnings import announce
from marketo_resources.core.finding import find_role, find_workspace, only_user, users_meant
from marketo_resources.core.instance import Instance
from marketo_resources.declaration import inherited_provider
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.connection_settings import is_loopback
from marketo_resources.program_run import current_run, is_mocked
from marketo_resources.provider import Provider
from marketo_resources.settings import Get, Settings

if TYPE_CHECKING:
    from marketo_resources.marketo.models import InvitedUser, Role, User, UserSummary, Workspace

__all__ = [
    "RoleResult",
    "UserResult",
    "UserSummaryResult",
    "WorkspaceResult",
    "get_role",
    "get_role_output",
    "get_roles",
    "get_roles_output",
    "get_user",
    "get_user_output",
    "get_users",
    "get_users_output",
    "get_workspace",
    "get_workspace_output",
    "get_workspaces",
    "get_workspaces_output",
]

Found = TypeVar("Found")
Given = TypeVar("Given")
InvokeOptions = pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None


@dataclass(frozen=True)
class RoleResult:
    """A role of Marketo."""

    role_id: str
    role_name: str
    description: str
    type: str
    only_all_workspaces: bool


@dataclass(frozen=True)
class WorkspaceResult:
    """A workspace of Marketo."""

    workspace_id: str
    name: str
    description: str
    status: str


@dataclass(frozen=True)
class UserSummaryResult:
    """A user of Marketo, a person's or API-only, as the list of all users shows it."""

    user_id: str
    email_address: str
    first_name: str
    last_name: str
    api_only: bool


@dataclass(frozen=True)
class UserResult(UserSummaryResult):
    """A user of Marketo in full.

    Attributes:
        expires_at: when its access ends; None for never.
        is_locked: whether Marketo lets it do nothing.
        roles: pairs of role name and workspace name.
        locked_reason: why it is locked, in Marketo's words; empty where Marketo gives none.
        last_login_at: when it last logged in or, as far as Marketo counts that, got a token; None
            for never.
        failed_logins: how many logins failed since the last successful one.
        pending: whether it is an invitation that nobody has accepted. Marketo shows only its
            address and names then, and neither roles nor whether it is API-only.
    """

    expires_at: str | None
    is_locked: bool
    roles: tuple[tuple[str, str], ...]
    locked_reason: str = ""
    last_login_at: str | None = None
    failed_logins: int = 0
    pending: bool = False


def get_roles() -> list[RoleResult]:
    """Return all roles. Raises MarketoError if Marketo cannot be asked, as all lookups do."""
    with _instance() as instance:
        return _roles(instance)


def get_role(role: str) -> RoleResult:
    """Return the role of this id or exact name.

    Raises:
        ResourceError: if there is none, or several have the name.
    """
    with _instance() as instance:
        return _find_role(instance, role)


def get_workspaces() -> list[WorkspaceResult]:
    """Return all workspaces."""
    with _instance() as instance:
        return _workspaces(instance)


def get_workspace(workspace: str) -> WorkspaceResult:
    """Return the workspace of this id or exact name.

    Raises:
        ResourceError: if there is none.
    """
    with _instance() as instance:
        return _find_workspace(instance, workspace)


def get_users(*, api_only: bool | None = None) -> list[UserSummaryResult]:
    """Return all users; with `api_only` only the API-only ones (True) or only people's (False)."""
    with _instance() as instance:
        return _users(instance, api_only)


def get_user(user: str) -> UserResult:
    """Return the user or the pending invitation of this userid or e-mail address, in full.

    Raises:
        ResourceError: if there is neither, or several users have the address.
    """
    with _instance() as instance:
        return _find_user(instance, user)


def get_roles_output(opts: InvokeOptions = None) -> pulumi.Output[list[RoleResult]]:
    """Return what `get_roles` returns as an output."""
    return _output(None, lambda instance, _: _roles(instance), opts)


def get_role_output(
    role: pulumi.Input[str], opts: InvokeOptions = None
) -> pulumi.Output[RoleResult]:
    """Return what `get_role` returns as an output; the role may be an output too."""
    return _output(role, _find_role, opts)


def get_workspaces_output(opts: InvokeOptions = None) -> pulumi.Output[list[WorkspaceResult]]:
    """Return what `get_workspaces` returns as an output."""
    return _output(None, lambda instance, _: _workspaces(instance), opts)


def get_workspace_output(
    workspace: pulumi.Input[str], opts: InvokeOptions = None
) -> pulumi.Output[WorkspaceResult]:
    """Return what `get_workspace` returns as an output; the workspace may be an output too."""
    return _output(workspace, _find_workspace, opts)


def get_users_output(
    api_only: pulumi.Input[bool | None] = None, opts: InvokeOptions = None
) -> pulumi.Output[list[UserSummaryResult]]:
    """Return what `get_users` returns as an output; `api_only` may be an output too."""
    return _output(api_only, _users, opts)


def get_user_output(
    user: pulumi.Input[str], opts: InvokeOptions = None
) -> pulumi.Output[UserResult]:
    """Return what `get_user` returns as an output; the user may be an output too."""
    return _output(user, _find_user, opts)


def _output(
    given: pulumi.Input[Given], look: Callable[[Instance, Given], Found], opts: InvokeOptions
) -> pulumi.Output[Found]:
    provider = _provider(opts)
    if provider is None:
        return pulumi.Output.from_input(given).apply(
            lambda known: _looked_up(get_config, look, known)
        )
    both = pulumi.Output.all(given, provider.lookup_settings())
    return both.apply(lambda known: _looked_up(known[1].get, look, known[0]))


def _provider(opts: InvokeOptions) -> Provider | None:
    provider = opts.provider if opts else None
    if provider is None:
        return inherited_provider("a lookup", opts.parent if opts else None)
    if not isinstance(provider, Provider):
        raise ResourceError("a lookup's provider must be a marketo.Provider")
    return provider


def _looked_up(get: Get, look: Callable[[Instance, Given], Found], known: Given) -> Found:
    with _instance(get) as instance:
        return look(instance, known)


@contextmanager
def _instance(get: Get = get_config) -> Iterator[Instance]:
    """Yield the instance of this run of the program; without a run, one for this call alone."""
    announce(has_provider=get is not get_config)
    settings = _settings(get)
    connection = settings.connect_with()

    def connected() -> Instance:
        return Instance(connection, settings.instance or "", provider=settings.provider)

    if run := current_run():
        yield run.share(connection, connected)
    else:
        with closing(connected()) as instance:
            yield instance


def _settings(get: Get) -> Settings:
    settings = Settings.resolve(get)
    if settings.offline_preview and pulumi.runtime.is_dry_run():
        raise ResourceError(
            f"{settings.origins['offlinePreview'].name} is set, so nothing can be looked up in "
            "Marketo: give the value itself, or take the setting away"
        )
    if is_mocked() and not _is_on_this_machine(settings):
        raise ResourceError(_UNDER_MOCKS)
    return settings


def _is_on_this_machine(settings: Settings) -> bool:
    return is_loopback(urlsplit(f"//{settings.instance or ''}").hostname or "")


_UNDER_MOCKS = (
    "a lookup asks no real Marketo under pulumi.runtime.set_mocks: to test a program that looks "
    "up, start a marketo_simulator.Simulator and set MARKETO_BASE_URL, MARKETO_CLIENT_ID and "
    "MARKETO_CLIENT_SECRET to its base_url, client_id and client_secret (docs/simulator.md shows "
    "one)"
)


def _roles(instance: Instance) -> list[RoleResult]:
    return [_role(role) for role in instance.roles()]


def _find_role(instance: Instance, role: str) -> RoleResult:
    return _role(find_role(instance, role))


def _workspaces(instance: Instance) -> list[WorkspaceResult]:
    return [_workspace(workspace) for workspace in instance.workspaces()]


def _find_workspace(instance: Instance, workspace: str) -> WorkspaceResult:
    return _workspace(find_workspace(instance, workspace))


def _users(instance: Instance, api_only: bool | None) -> list[UserSummaryResult]:  # noqa: FBT001 - a filter, given by position to `_output`
    users = instance.users()
    return [_summary(user) for user in users if api_only in (None, user.api_only)]


def _find_user(instance: Instance, user: str) -> UserResult:
    found = users_meant(instance, user)
    if not found and (invited := find_pending(instance, user)):
        return _invited(invited)
    return _user(read_user(instance, only_user(instance, user, found).userid))


def _role(role: Role) -> RoleResult:
    return RoleResult(str(role.id), role.name, role.description, role.type, role.only_all_zones)


def _workspace(one: Workspace) -> WorkspaceResult:
    return WorkspaceResult(str(one.id), one.name, one.description, one.status)


def _summary(user: UserSummary) -> UserSummaryResult:
    return UserSummaryResult(
        user.userid, user.email_address, user.first_name, user.last_name, user.api_only
    )


def _user(user: User) -> UserResult:
    grants = ((grant.access_role_name, grant.workspace_name) for grant in user.user_role_workspaces)
    return UserResult(
        user.userid,
        user.email_address,
        user.first_name,
        user.last_name,
        user.api_only,
        _instant(user.expires_at),
        user.is_locked,
        tuple(sorted(grants)),
        user.locked_reason,
        _instant(user.last_login_at),
        user.failed_logins,
    )


def _invited(one: InvitedUser) -> UserResult:
    return UserResult(
        one.userid,
        one.email_address,
        one.first_name,
        one.last_name,
        api_only=False,
        expires_at=None,  # the date that Marketo shows is the invitation's own
        is_locked=False,
        roles=(),
        pending=True,
    )


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
