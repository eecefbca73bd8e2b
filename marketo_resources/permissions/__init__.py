"""Name what an API-only role may allow: permissions, profiles, the least set for given calls.

    >>> from marketo_resources import permissions
    >>> permissions.permissions_for(["POST /rest/v1/leads.json", "GET /rest/v1/lists.json"])
    ('Read-Write Person',)

Marketo has no call that sets or returns a role's permissions, so these names are what a person
ticks in Admin > Users & Roles > Roles.
"""

from __future__ import annotations

from marketo_resources.permissions.endpoints import UnknownOperationError, permissions_for
from marketo_resources.permissions.names import (
    ALIASES,
    CATALOGUE,
    GROUPS,
    PermissionName,
    UnknownName,
    by_group,
    canonical,
    canonical_names,
    unknown_names,
)
from marketo_resources.permissions.profiles import (
    CONTENT,
    CUSTOM_ACTIVITIES,
    EVENTS,
    PEOPLE_AND_OBJECTS,
    PEOPLE_SYNC,
    PRIVACY,
    PROFILES,
    USER_ADMINISTRATION,
    WAREHOUSE_READ,
    Profile,
    ProfileName,
)

__all__ = [
    "ALIASES",
    "CATALOGUE",
    "CONTENT",
    "CUSTOM_ACTIVITIES",
    "EVENTS",
    "GROUPS",
    "PEOPLE_AND_OBJECTS",
    "PEOPLE_SYNC",
    "PRIVACY",
    "PROFILES",
    "USER_ADMINISTRATION",
    "WAREHOUSE_READ",
    "PermissionName",
    "Profile",
    "ProfileName",
    "UnknownName",
    "UnknownOperationError",
    "by_group",
    "canonical",
    "canonical_names",
    "permissions_for",
    "unknown_names",
]
