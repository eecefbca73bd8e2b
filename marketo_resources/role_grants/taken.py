"""Turn the roles that a program gives a user into grants that the engine accepts."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any, Protocol

import pulumi
from pulumi.dynamic import Resource

from marketo_resources.errors import ResourceError
from marketo_resources.role_grants.declared import GrantedRole, RoleGrant, RoleGrantDict

__all__ = ["DeclaredGrants", "Grantable", "declared_grants", "note_role"]


class Grantable(Protocol):
    """A role that may be given in place of its grant."""

    def grant(self) -> RoleGrant:
        """Return the grant without a workspace."""


DeclaredGrants = Sequence[pulumi.Input[RoleGrant | RoleGrantDict | GrantedRole] | Grantable]
"""What may be declared as a user's roles: grants, roles, or what another user holds."""

_roles: weakref.WeakSet[Grantable] = weakref.WeakSet()


def note_role(role: Grantable) -> None:
    """Remember a role of this program, so that its outputs are recognised where a grant belongs."""
    _roles.add(role)


def declared_grants(resource: str, roles: Any) -> Any:  # noqa: ANN401 - a program gives anything
    """Return a list of grants; a role in it is granted as `role.grant()` does.

    Args:
        resource: The kind and name of the user, for the error.
        roles: What the program gives. What is neither a list nor a role is left to the check.

    Raises:
        ResourceError: if an entry is an output of a role, or a role is given instead of a list.
    """
    if isinstance(roles, Resource):
        raise ResourceError(f"{resource}: roles is a role, not a list: give `roles=[role]`")
    if isinstance(roles, str) or not isinstance(roles, Sequence):
        return roles
    return [_declared_grant(resource, index, one) for index, one in enumerate(roles)]


def _declared_grant(resource: str, index: int, given: Any) -> Any:  # noqa: ANN401 - same
    for role in _roles:
        if given is role:
            return given.grant()
        # By identity, because equality of outputs would be an output itself.
        for name in ("id", "role_name", "urn"):
            if given is getattr(role, name):
                raise ResourceError(_NO_GRANT.format(resource, index, name))
    return given


_NO_GRANT = (
    "{0}: roles[{1}] is `role.{2}`, not a role grant: give the role itself (`roles=[role]`), or "
    "role.grant(workspace=…) for one workspace"
)
