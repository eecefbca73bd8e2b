"""Adobe Marketo Engage API access as Pulumi resources.

Each public name is imported when it is first used. So importing the package imports no Pulumi, and
a program imports no client: both are slow to import, and not every importer needs them.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketo_resources import permissions
    from marketo_resources.api_only_role.resource import ApiOnlyRole
    from marketo_resources.api_only_user.resource import ApiOnlyUser
    from marketo_resources.custom_service.resource import CustomService
    from marketo_resources.errors import MarketoResourcesError, ResourceError, SettingsError
    from marketo_resources.expiry import access_period_end
    from marketo_resources.integration import Integration
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
    from marketo_resources.provider import Provider
    from marketo_resources.role_grants.declared import GrantedRole, RoleGrant, RoleGrantDict

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
    "RoleGrantDict",
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


_HOMES = {
    "ApiOnlyRole": "api_only_role.resource",
    "ApiOnlyUser": "api_only_user.resource",
    "CustomService": "custom_service.resource",
    "GrantedRole": "role_grants.declared",
    "Integration": "integration",
    "MarketoError": "marketo.errors",
    "MarketoResourcesError": "errors",
    "Provider": "provider",
    "ResourceError": "errors",
    "RoleGrant": "role_grants.declared",
    "RoleGrantDict": "role_grants.declared",
    "SettingsError": "errors",
    "access_period_end": "expiry",
}
"""Module of each public name, below `marketo_resources`; the other names are in `lookups`."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, and keep it."""
        if name not in __all__:
            text = f"module {__name__!r} has no attribute {name!r}"
            # Python suggests a name that is similar, if it knows where to look.
            raise AttributeError(text, name=name, obj=sys.modules[__name__])
        if name == "permissions":
            return import_module("marketo_resources.permissions")
        home = import_module(f"marketo_resources.{_HOMES.get(name, 'lookups')}")
        globals()[name] = getattr(home, name)
        return globals()[name]

    def __dir__() -> list[str]:
        """Return the names of this module, with public ones that are not imported yet."""
        return sorted({*globals(), *__all__})
