"""Adobe Marketo Engage API access as Pulumi resources."""

from importlib import import_module
from typing import TYPE_CHECKING

from marketo_resources import permissions
from marketo_resources.access_period import access_period_end
from marketo_resources.api_only_role import ApiOnlyRole
from marketo_resources.api_only_user import ApiOnlyUser
from marketo_resources.custom_service import CustomService
from marketo_resources.errors import MarketoResourcesError, ResourceError, SettingsError
from marketo_resources.integration import Integration
from marketo_resources.provider import Provider
from marketo_resources.role_grant import GrantedRole, RoleGrant

if TYPE_CHECKING:
    from marketo_resources.lookups import (
        RoleResult,
        UserResult,
        UserSummaryResult,
        WorkspaceResult,
        get_role,
        get_role_output,
        get_roles,
        get_roles_output,
        get_user,
        get_user_output,
        get_users,
        get_users_output,
        get_workspace,
        get_workspace_output,
        get_workspaces,
        get_workspaces_output,
    )
    from marketo_resources.marketo.errors import MarketoError

__all__ = [
    "ApiOnlyRole",
    "ApiOnlyUser",
    "CustomService",
    "GrantedRole",
    "Integration",
    "MarketoError",
    "MarketoResourcesError",
    "Provider",
    "ResourceError",
    "RoleGrant",
    "RoleResult",
    "SettingsError",
    "UserResult",
    "UserSummaryResult",
    "WorkspaceResult",
    "access_period_end",
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
    "permissions",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what needs the client when it is first used: the client is slow to import."""
        if name == "MarketoError":
            return import_module("marketo_resources.marketo.errors").MarketoError
        if name in __all__:
            return getattr(import_module("marketo_resources.lookups"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """Return the public names too that are not imported yet."""
        return sorted({*globals(), *__all__})
