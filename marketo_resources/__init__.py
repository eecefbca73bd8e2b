"""Adobe Marketo Engage API access as Pulumi resources."""

from marketo_resources import permissions
from marketo_resources.api_only_role import ApiOnlyRole
from marketo_resources.api_only_user import ApiOnlyUser
from marketo_resources.lifecycles.lifecycle import ResourceError
from marketo_resources.provider import Provider
from marketo_resources.role_grant import GrantedRole, RoleGrant

__all__ = [
    "ApiOnlyRole",
    "ApiOnlyUser",
    "GrantedRole",
    "Provider",
    "ResourceError",
    "RoleGrant",
    "permissions",
]
