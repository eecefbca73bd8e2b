"""The roles and workspaces of a Marketo instance, and what grants mean against them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketo_resources.lifecycles.fields import recordable
from marketo_resources.lifecycles.properties import Problem
from marketo_resources.lifecycles.role_grants import ALL_WORKSPACES, Grant, Pair, arranged
from marketo_resources.lifecycles.unknown import Unknown
from marketo_resources.marketo.models import Role, UserRoleWorkspace, Workspace

__all__ = ["Catalogue", "near"]

_ALL_WORKSPACES_NAME = "AllZones"


@dataclass(frozen=True)
class Catalogue:
    """The roles and workspaces of an instance, against which grants are read."""

    roles: Sequence[Role]
    workspaces: Sequence[Workspace]

    def resolve(
        self, grants: Sequence[Grant | Unknown]
    ) -> tuple[list[Grant | Unknown], list[Problem]]:
        """Return the grants with ids and names as far as known, and what is wrong with them."""
        resolved: list[Grant | Unknown] = []
        problems: list[Problem] = []
        seen: set[Pair | None] = set()
        for index, grant in enumerate(grants):
            read, found = self._resolve_one(grant, f"roles[{index}]")
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

        They have the order of the recorded ones; Marketo does not say in which order it answers.
        """
        held = {self._held_one(pair) for pair in live}
        return arranged(sorted(held, key=_order), recorded)

    def role_named(self, name: str) -> list[Role]:
        """Return the roles of exactly this name (Marketo does not say that there is only one)."""
        return [role for role in self.roles if role.name.strip() == name]

    def role_with(self, role_id: str) -> Role | None:
        """Return the role of this id."""
        return next((role for role in self.roles if str(role.id) == role_id), None)

    def near_matches(self, name: str) -> str:
        """Return a sentence that names roles of a similar name."""
        return near(name, [role.name for role in self.roles])

    def _resolve_one(
        self, grant: Grant | Unknown, path: str
    ) -> tuple[Grant | Unknown, list[Problem]]:
        if isinstance(grant, Unknown):
            return grant, []
        role, problem = self._role(grant, path)
        if problem:
            return grant, [problem]
        if role:
            parts = {"role_id": str(role.id), "role_name": recordable(role.name)}
            grant = grant.model_copy(update=parts)
        workspace_id, problem = self._workspace_id(grant, role, path)
        if problem:
            return grant, [problem]
        if workspace_id is None:
            return grant, []
        return grant.model_copy(update=self._workspace_parts(workspace_id)), []

    def _held_one(self, live: UserRoleWorkspace) -> Grant:
        role = self.role_with(str(live.access_role_id))
        workspace_id = self._normal(role, live.workspace_id)
        parts = self._workspace_parts(workspace_id)
        parts["workspace"] = parts["workspace"] or recordable(live.workspace_name)
        name = recordable(role.name if role else live.access_role_name)
        return Grant(role_id=str(live.access_role_id), role_name=name, **parts)

    def _role(self, grant: Grant, path: str) -> tuple[Role | None, Problem | None]:
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
        named = self.role_named(grant.role_name)
        if len(named) == 1:
            return named[0], None
        if not named and isinstance(grant.role_id, Unknown):
            return None, None  # an ApiOnlyRole that is still waited for
        return None, Problem(f"{path}.role_name", self.role_problem(grant.role_name, named))

    def role_problem(self, name: str, named: Sequence[Role]) -> str:
        """Return why a name stands for no role, or for several, and what to do."""
        if named:
            ids = ", ".join(str(role.id) for role in named)
            return (
                f"{len(named)} roles are named {name!r} (ids {ids}): rename all but one in Admin > "
                "Users & Roles > Roles, or grant the one meant by marketo.RoleGrant(role_id=…)"
            )
        return f"Marketo has no role named {name!r}. {self.near_matches(name)}"

    def _workspace_id(
        self, grant: Grant, role: Role | None, path: str
    ) -> tuple[int | None, Problem | None]:
        if isinstance(grant.workspace_id, Unknown) or isinstance(grant.workspace, Unknown):
            return None, None
        if grant.workspace_id is None and grant.workspace is None:
            return self._default_workspace(role, path)
        workspace_id = self._find_workspace(grant)
        if workspace_id is None:
            wanted = grant.workspace_id or grant.workspace
            known = near(str(wanted), [w.name for w in self.workspaces])
            return None, Problem(
                f"{path}.workspace", f"Marketo has no workspace {wanted!r}. {known}"
            )
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

    def _find_workspace(self, grant: Grant) -> int | None:
        if isinstance(grant.workspace_id, str):
            known = {workspace.id for workspace in self.workspaces} | {ALL_WORKSPACES}
            return int(grant.workspace_id) if int(grant.workspace_id) in known else None
        if grant.workspace == _ALL_WORKSPACES_NAME:
            return ALL_WORKSPACES
        named = [w.id for w in self.workspaces if w.name.strip() == grant.workspace]
        return named[0] if len(named) == 1 else None

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
        named = {workspace.id: recordable(workspace.name) for workspace in self.workspaces}
        return {"workspace_id": str(workspace_id), "workspace": named.get(workspace_id)}


def near(name: str, known: Sequence[str]) -> str:
    """Return a sentence that names what is similar to `name`, or all there is if it is little."""
    for candidate in known:
        if candidate.casefold() == name.casefold():
            return f"There is {candidate!r}, which differs only in case or blanks: write it so."
    if close := difflib.get_close_matches(name, known, n=3, cutoff=0.6):
        return f"Did you mean {' or '.join(map(repr, close))}?"
    return f"There are: {', '.join(map(repr, sorted(known)[:10]))}." if known else "There is none."


def _order(grant: Grant | Unknown) -> Pair:
    return (grant.pair if isinstance(grant, Grant) else None) or (0, 0)
