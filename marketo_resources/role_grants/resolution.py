"""Resolve grants against the roles and workspaces of a Marketo instance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from marketo_resources.core.fields import recordable
from marketo_resources.core.finding import meant, named, near, near_roles, told_apart, with_ids
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Problem
from marketo_resources.core.unknown import Unknown
from marketo_resources.role_grants.grant import ALL_WORKSPACES, Grant, Pair, arranged
from marketo_resources.spelling import similar

if TYPE_CHECKING:
    from marketo_resources.marketo.models import Role, UserRoleWorkspace, Workspace

__all__ = ["Catalogue"]

_ALL_WORKSPACES_NAME = "AllZones"


@dataclass(frozen=True)
class Catalogue:
    """Hold the roles and workspaces of an instance, against which grants are resolved."""

    roles: Sequence[Role]
    workspaces: Sequence[Workspace]

    @classmethod
    def of(cls, instance: Instance) -> Self:
        """Return the roles and workspaces of an instance, which are fetched once."""
        return cls(instance.roles(), instance.workspaces())

    def resolve(
        self, grants: Sequence[Grant | Unknown], before: Sequence[Grant | Unknown] = ()
    ) -> tuple[list[Grant | Unknown], list[Problem]]:
        """Return the grants with ids and names as far as known, and what is wrong with them.

        The grants before show what a name stood for that Marketo no longer knows.
        """
        recorded = [grant for grant in before if isinstance(grant, Grant)]
        resolved: list[Grant | Unknown] = []
        problems: list[Problem] = []
        seen: set[Pair | None] = set()
        for index, grant in enumerate(grants):
            read, found = self._resolve_one(grant, f"roles[{index}]", recorded)
            problems.extend(found)
            pair = read.pair if isinstance(read, Grant) else None
            if pair and pair in seen:
                problems.append(
                    Problem(f"roles[{index}]", f"grants {read} a second time: remove one")
                )
            resolved.append(read)
            seen.add(pair)
        return resolved, problems

    def held(
        self, live: Iterable[UserRoleWorkspace], recorded: Sequence[Grant | Unknown] = ()
    ) -> list[Grant | Unknown]:
        """Return the grants that Marketo says a user holds, in the form `resolve` gives them.

        They have the order of the recorded ones, because Marketo promises none.
        """
        held = {self._held_one(pair) for pair in live}
        return arranged(sorted(held, key=_order), recorded)

    def role_named(self, name: str) -> list[Role]:
        """Return the roles of this name; Marketo does not promise that there is only one."""
        return named(self.roles, name)

    def role_with(self, role_id: str) -> Role | None:
        """Return the role of this id."""
        return next((role for role in self.roles if str(role.id) == role_id), None)

    def _resolve_one(
        self, grant: Grant | Unknown, path: str, recorded: Sequence[Grant]
    ) -> tuple[Grant | Unknown, list[Problem]]:
        if isinstance(grant, Unknown):
            return grant, []
        role, wrong_role = self._role(grant, path, recorded)
        if role:
            parts = {"role_id": str(role.id), "role_name": recordable(role.name)}
            grant = grant.model_copy(update=parts)
        workspace_id, wrong_workspace = self._workspace_id(grant, role, path, recorded)
        problems = [problem for problem in (wrong_role, wrong_workspace) if problem]
        if problems or workspace_id is None:
            return grant, problems
        return grant.model_copy(update=self._workspace_parts(workspace_id)), []

    def _held_one(self, live: UserRoleWorkspace) -> Grant:
        role = self.role_with(str(live.access_role_id))
        workspace_id = self._normal(role, live.workspace_id)
        parts = self._workspace_parts(workspace_id)
        parts["workspace"] = parts["workspace"] or recordable(live.workspace_name)
        name = recordable(role.name if role else live.access_role_name)
        return Grant(role_id=str(live.access_role_id), role_name=name, **parts)

    def _role(
        self, grant: Grant, path: str, recorded: Sequence[Grant]
    ) -> tuple[Role | None, Problem | None]:
        if isinstance(grant.role_id, str):
            if role := self.role_with(grant.role_id):
                return role, None
            return None, Problem(
                f"{path}.role_id",
                f"no role of Marketo has the id {grant.role_id}: name the role by role_name, "
                "or take the grant from its ApiOnlyRole with role.grant()",
            )
        if not isinstance(grant.role_name, str):
            return None, None
        return self._role_of_name(grant, grant.role_name, path, recorded)

    def _role_of_name(
        self, grant: Grant, name: str, path: str, recorded: Sequence[Grant]
    ) -> tuple[Role | None, Problem | None]:
        stood_for = [old.role_id for old in recorded if old.role_name == name]
        found = meant(self.role_named(name), stood_for)
        if len(found) == 1:
            return found[0], None
        if not found and isinstance(grant.role_id, Unknown):
            return None, None  # an ApiOnlyRole that is still waited for
        if not found and (renamed := with_ids(self.roles, stood_for)):
            text = _RENAMED_ROLE.format(name, renamed[0].id, renamed[0].name)
            return None, Problem(f"{path}.role_name", text)
        made_by = "" if found or self.role_with(name) else f" {_MADE_BY_A_PERSON}"
        return None, Problem(f"{path}.role_name", self.role_problem(name, found) + made_by)

    def role_problem(self, name: str, found: Sequence[Role], remedy: str = "") -> str:
        """Return why a name stands for no role, or for several, and what to do.

        A `remedy` stands before the names that are similar.
        """
        if found:
            return (
                f"{len(found)} roles are named {name!r} ({told_apart(found)}): rename all but one "
                "in Admin > Users & Roles > Roles, or grant the one meant by "
                "marketo.RoleGrant(role_id=…)"
            )
        missing = f"Marketo has no role named {name!r}. {remedy}".rstrip()
        if role := self.role_with(name):
            return f"{missing} {name} is the id of the role {role.name!r}: give it as role_id"
        return f"{missing} {near_roles(self.roles, name)}"

    def _workspace_id(
        self, grant: Grant, role: Role | None, path: str, recorded: Sequence[Grant]
    ) -> tuple[int | None, Problem | None]:
        if isinstance(grant.workspace_id, Unknown) or isinstance(grant.workspace, Unknown):
            return None, None
        if grant.workspace_id is None and grant.workspace is None:
            return self._default_workspace(role, path)
        stood_for = [old.workspace_id for old in recorded if old.workspace == grant.workspace]
        workspace_id = self._find_workspace(grant, stood_for)
        if workspace_id is None:
            part = "workspace" if grant.workspace_id is None else "workspace_id"
            return None, Problem(f"{path}.{part}", self._workspace_problem(grant, stood_for))
        if role and role.only_all_zones and workspace_id != ALL_WORKSPACES:
            return None, Problem(
                f"{path}.workspace",
                f"the role {role.name!r} can only be granted for all workspaces: "
                "leave the workspace out",
            )
        return self._normal(role, workspace_id), None

    def _default_workspace(self, role: Role | None, path: str) -> tuple[int | None, Problem | None]:
        if role is None:
            return None, None  # whether it is only for all workspaces is not known yet
        if role.only_all_zones or not self.workspaces:
            return ALL_WORKSPACES, None
        if len(self.workspaces) == 1:
            return self.workspaces[0].id, None
        names = ", ".join(repr(workspace.name) for workspace in self.workspaces)
        return None, Problem(
            f"{path}.workspace",
            f"there are several workspaces ({names}): name the one in which the user "
            f"shall hold {role.name!r}",
        )

    def _workspace_problem(self, grant: Grant, stood_for: Sequence[object]) -> str:
        wanted = str(grant.workspace_id or grant.workspace)
        found = [] if grant.workspace_id else named(self.workspaces, wanted)
        renamed = [] if grant.workspace_id else with_ids(self.workspaces, stood_for)
        if found:
            return (
                f"{len(found)} workspaces are named {wanted!r} ({told_apart(found)}): rename all "
                "but one in Admin > Workspaces & Partitions, or give the one meant as workspace_id"
            )
        if renamed:
            return _RENAMED_WORKSPACE.format(wanted, renamed[0].id, renamed[0].name)
        if same_id := with_ids(self.workspaces, [wanted]):
            return (
                f"Marketo has no workspace {wanted!r}. {wanted} is the id of the workspace "
                f"{same_id[0].name!r}: give it as workspace_id"
            )
        names = [workspace.name for workspace in self.workspaces]
        if similar(wanted, [_ALL_WORKSPACES_NAME], form=str.casefold):
            names.append(_ALL_WORKSPACES_NAME)
        return f"Marketo has no workspace {wanted!r}. {near(wanted, names)}"

    def _find_workspace(self, grant: Grant, stood_for: Sequence[object]) -> int | None:
        if isinstance(grant.workspace_id, str):
            known = {workspace.id for workspace in self.workspaces} | {ALL_WORKSPACES}
            return int(grant.workspace_id) if int(grant.workspace_id) in known else None
        if grant.workspace == _ALL_WORKSPACES_NAME:
            return ALL_WORKSPACES
        found = meant(named(self.workspaces, str(grant.workspace)), stood_for)
        return found[0].id if len(found) == 1 else None

    def _normal(self, role: Role | None, workspace_id: int) -> int:
        # With one workspace, "all" and "the only one" are the same to a user of the API, and
        # Adobe does not say which of the two Marketo answers.
        if role and role.only_all_zones:
            return workspace_id
        only = self.workspaces[0].id if len(self.workspaces) == 1 else None
        return only if only is not None and workspace_id == ALL_WORKSPACES else workspace_id

    def _workspace_parts(self, workspace_id: int) -> dict[str, str | None]:
        if workspace_id == ALL_WORKSPACES:
            return {"workspace_id": str(workspace_id), "workspace": _ALL_WORKSPACES_NAME}
        names = {workspace.id: recordable(workspace.name) for workspace in self.workspaces}
        return {"workspace_id": str(workspace_id), "workspace": names.get(workspace_id)}


def _order(grant: Grant | Unknown) -> Pair:
    return (grant.pair if isinstance(grant, Grant) else None) or (0, 0)


_MADE_BY_A_PERSON = (
    "A new role is made by a person, because Marketo has no call for it: Admin > Users & Roles > "
    "Roles > New Role."
)
_RENAMED_ROLE = (
    "the role {0!r} ({1}) is now called {2!r} in Marketo: declare role_name={2!r}, or rename it "
    "back in Admin > Users & Roles > Roles"
)
_RENAMED_WORKSPACE = (
    "the workspace {0!r} ({1}) is now called {2!r} in Marketo: declare workspace={2!r}, or rename "
    "it back in Admin > Workspaces & Partitions"
)
