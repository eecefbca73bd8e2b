"""ApiOnlyRole: a role for API-only users, found by its name or waited for.

Marketo has no call that makes, edits or deletes a role, and none that shows a role's permissions.
So this resource finds the role that a person made, records it, notices when it changes, and says
which clicks are missing when it is not there.
"""

# Without `from __future__ import annotations`: Pulumi evaluates them again for each resource.
from collections.abc import Callable, Sequence
from typing import Self, cast

import pulumi
from pulumi.dynamic import Resource

from marketo_resources.declaration import fitting_options, urn_of
from marketo_resources.permissions.names import PermissionName
from marketo_resources.pickled import ProviderReference
from marketo_resources.required_arguments import missing_is_reported_by_check
from marketo_resources.role_grants.declared import RoleGrant
from marketo_resources.role_grants.taken import note_role

__all__ = ["ApiOnlyRole"]


class ApiOnlyRole(Resource, module="marketo", name="ApiOnlyRole"):
    """A role that API-only users of this stack hold.

    ```python
    role = marketo.ApiOnlyRole("warehouse", role_name="Warehouse API",
                               permissions=marketo.permissions.WAREHOUSE_READ)
    user = marketo.ApiOnlyUser("warehouse", roles=[role.grant(workspace="Default")], ...)
    ```
    """

    role_name: pulumi.Output[str]
    """The role's name."""
    permissions: pulumi.Output[Sequence[str]]
    """What the role is meant to allow, as declared: Marketo shows no program what it allows."""
    wait_for_creation: pulumi.Output[int]
    """How many seconds an `up` waits for a person to make the role."""
    description: pulumi.Output[str]
    """The role's description in Marketo; empty if it has none."""
    type: pulumi.Output[str]
    """`system` for the roles that Marketo comes with, `custom` for those that people made."""
    only_all_workspaces: pulumi.Output[bool]
    """Whether the role can only be granted for all workspaces at once."""
    instance: pulumi.Output[str]
    """The host of the Marketo instance."""

    @missing_is_reported_by_check
    def __init__(
        self,
        resource_name: str,
        *,
        role_name: pulumi.Input[str],
        permissions: pulumi.Input[Sequence[pulumi.Input[PermissionName | str]]] | None = None,
        wait_for_creation: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a role.

        Args:
            resource_name: The resource's name in the program.
            role_name: The role's exact name in Marketo.
            permissions: The permissions that it is meant to have, as the role editor names them
                (`marketo.permissions` has profiles). They are shown to whoever makes the role.
            wait_for_creation: How many seconds, up to 3600, `up` waits for a person to make the
                role if it is missing. With 0, the default, the preview refuses a missing role.
            opts: Pulumi's options.
        """
        opts = fitting_options(self, resource_name, opts)
        super().__init__(
            ProviderReference("ApiOnlyRole"),
            resource_name,
            {
                "__name": resource_name,
                "__urn": urn_of(type(self), resource_name, opts),
                "role_name": role_name,
                "permissions": permissions,
                "wait_for_creation": wait_for_creation,
                "role_id": None,
                "description": None,
                "type": None,
                "only_all_workspaces": None,
                "instance": None,
            },
            opts,
        )
        note_role(self)

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],  # noqa: A002 - Pulumi's name for it in every SDK
        opts: pulumi.ResourceOptions | None = None,
    ) -> Self:
        """Read a role that exists, without managing it; `id` is its id or its name."""
        read = cast("Callable[..., Self]", cls)  # what `get` leaves out is read from Marketo
        found = pulumi.ResourceOptions(id=id)
        return read(resource_name, opts=pulumi.ResourceOptions.merge(opts, found))

    @property
    def role_id(self) -> pulumi.Output[str]:
        """Marketo's id of the role."""
        return self.id

    def grant(
        self,
        workspace: pulumi.Input[str] | None = None,
        *,
        workspace_id: pulumi.Input[str] | None = None,
    ) -> RoleGrant:
        """Return the entry for `ApiOnlyUser.roles` that grants this role.

        Args:
            workspace: The workspace's name. Leave it out for a role that can only be granted for
                all workspaces; it may be left out where there is only one.
            workspace_id: The workspace's id instead.
        """
        grant = RoleGrant(
            role_name=self.role_name,
            role_id=self.id,
            workspace=workspace,
            workspace_id=workspace_id,
        )
        grant.role_instance = self.instance
        return grant
