"""Declare which role a user shall hold in which workspace: an entry of `ApiOnlyUser.roles`."""

from __future__ import annotations

from typing import TypedDict

import pulumi

__all__ = ["GrantedRole", "RoleGrant", "RoleGrantDict"]


class RoleGrantDict(TypedDict, total=False):
    """A `RoleGrant` written as a dictionary."""

    role_name: pulumi.Input[str]
    role_id: pulumi.Input[str]
    workspace: pulumi.Input[str]
    workspace_id: pulumi.Input[str]


@pulumi.input_type
class RoleGrant:
    """A role that a user shall hold, and in which workspace.

    Name the role by `role_name` or `role_id`, the workspace by `workspace` (its name) or
    `workspace_id`. Without a workspace: all workspaces for a role that is only valid so, the only
    workspace if there is one; otherwise the preview asks which one.
    """

    # Pulumi sends what is in `__dict__`: where the role was found is for `ApiOnlyUser` alone.
    __slots__ = ("__dict__", "__weakref__", "role_instance")

    def __init__(
        self,
        *,
        role_name: pulumi.Input[str] | None = None,
        role_id: pulumi.Input[str] | None = None,
        workspace: pulumi.Input[str] | None = None,
        workspace_id: pulumi.Input[str] | None = None,
    ) -> None:
        self.role_instance: pulumi.Output[str] | None = None
        for key, value in (
            ("role_name", role_name),
            ("role_id", role_id),
            ("workspace", workspace),
            ("workspace_id", workspace_id),
        ):
            if value is not None:
                pulumi.set(self, key, value)

    @property
    @pulumi.getter(name="role_name")
    def role_name(self) -> pulumi.Input[str] | None:
        """The role's name as Marketo has it."""
        return pulumi.get(self, "role_name")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="role_id")
    def role_id(self) -> pulumi.Input[str] | None:
        """The role's id; decides when a name is given too."""
        return pulumi.get(self, "role_id")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="workspace")
    def workspace(self) -> pulumi.Input[str] | None:
        """The workspace's name."""
        return pulumi.get(self, "workspace")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="workspace_id")
    def workspace_id(self) -> pulumi.Input[str] | None:
        """The workspace's id; "0" means all workspaces."""
        return pulumi.get(self, "workspace_id")  # type: ignore[no-any-return]


@pulumi.output_type
class GrantedRole(dict[str, str]):
    """A role that a user holds, and in which workspace."""

    role_id: str = pulumi.property("role_id")
    """The role's id."""
    role_name: str = pulumi.property("role_name")
    """The role's name when it was last read."""
    workspace_id: str = pulumi.property("workspace_id")
    """The workspace's id; "0" means all workspaces."""
    workspace: str = pulumi.property("workspace")
    """The workspace's name when it was last read."""
