"""Find a role by its name, wait for a person to make it, record it, forget it.

Marketo has no call that makes, edits or deletes a role, and none that shows a role's permissions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketo_resources import permissions
from marketo_resources.api_only_role.properties import ApiOnlyRoleInputs, ApiOnlyRoleOutputs
from marketo_resources.core import notices
from marketo_resources.core.clicks import listed
from marketo_resources.core.fields import recordable
from marketo_resources.core.finding import find_role, meant, named
from marketo_resources.core.lifecycle import Lifecycle
from marketo_resources.core.properties import (
    Declared,
    Partial,
    Problem,
    Properties,
)
from marketo_resources.core.waiting import FOR_A_PERSON, wait_for
from marketo_resources.errors import ResourceError
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import Role

__all__ = ["ApiOnlyRoleLifecycle"]


class ApiOnlyRoleLifecycle(Lifecycle[ApiOnlyRoleInputs, ApiOnlyRoleOutputs]):
    """Find, wait for, record and forget a role."""

    noun = "ApiOnlyRole"
    inputs = ApiOnlyRoleInputs
    outputs = ApiOnlyRoleOutputs

    def verify(
        self,
        declared: Declared[ApiOnlyRoleInputs],
        before: Declared[ApiOnlyRoleInputs] | None,
    ) -> tuple[Declared[ApiOnlyRoleInputs], list[Problem]]:
        """Look the role up; a missing one is refused unless it is waited for."""
        self._warn_of_unknown_permissions(declared.values)
        if not declared.knows("role_name"):
            return declared, []
        name = declared.known.role_name
        declared = declared.replace(declared_name=name)
        found = Catalogue.of(self.instance).role_named(name)
        if before is not None and before.knows("role_name") and (before.known.role_name == name):
            found = meant(found, [before.known.role_id])
        if len(found) == 1:
            return declared.replace(role_id=str(found[0].id)), []
        if not found and not declared.knows("wait_for_creation"):
            return declared, []  # it may be waited for
        if not found and declared.known.wait_for_creation:
            self._announce(declared.known)
            return declared, []
        return declared, [Problem("role_name", self._missing(declared.known, found, before))]

    def verify_offline(
        self,
        declared: Declared[ApiOnlyRoleInputs],
        before: Declared[ApiOnlyRoleInputs] | None,
    ) -> tuple[Declared[ApiOnlyRoleInputs], list[Problem]]:
        """Report unknown permissions, which needs no call."""
        self._warn_of_unknown_permissions(declared.values)
        if declared.knows("role_name"):
            declared = declared.replace(declared_name=declared.known.role_name)
        return self.carry_over(declared, before), []

    @staticmethod
    def carry_over(
        declared: Declared[ApiOnlyRoleInputs], before: Declared[ApiOnlyRoleInputs] | None
    ) -> Declared[ApiOnlyRoleInputs]:
        """Keep the role's id as long as its name is the same."""
        if before is None or not (declared.knows("role_name") and before.knows("role_name")):
            return declared
        if declared.known.role_id or declared.known.role_name != before.known.role_name:
            return declared
        return declared.replace(role_id=before.known.role_id)

    def create(self, inputs: ApiOnlyRoleInputs) -> tuple[str, ApiOnlyRoleOutputs]:
        """Find the role; where asked to, wait until a person has made it."""
        role = self._find(inputs.role_name) or self._wait(inputs)
        return str(role.id), self._outputs(inputs, role)

    def read(self, id_: str, state: Partial[ApiOnlyRoleOutputs]) -> ApiOnlyRoleOutputs | None:
        """Return the role of this id, or None if a second look does not find it either."""
        role = Catalogue.of(self.instance).role_with(id_)
        if role is None and not self.instance.roles(again=True):
            raise ResourceError(_NO_ROLES)
        role = role or Catalogue.of(self.instance).role_with(id_)
        if role is None:
            text = _GONE_BY_HAND.format(_identified(id_, state))
            notices.say_once(self.describe(state), text)
            return None
        return self._outputs(state.known, role)

    def get(self, id_: str, state: Partial[Properties]) -> tuple[str, ApiOnlyRoleOutputs]:
        """Look a role up by its id or its name."""
        role = find_role(self.instance, id_)
        inputs = ApiOnlyRoleInputs(
            role_name=role.name,
            context=self._here(state),
        )
        return str(role.id), self._outputs(inputs, role)

    def update(
        self, id_: str, state: Partial[ApiOnlyRoleOutputs], inputs: ApiOnlyRoleInputs
    ) -> ApiOnlyRoleOutputs:
        """Record what is declared now: there is nothing that could be sent to Marketo."""
        role = Catalogue.of(self.instance).role_with(id_)
        if role is None:
            raise ResourceError(_GONE.format(_identified(id_, state)))
        if inputs.role_id not in (None, id_):
            renamed_here = inputs.role_name != (state.known.declared_name or _name(id_, state))
            text = _ANOTHER_NAME if renamed_here else _ANOTHER_ROLE
            raise ResourceError(text.format(inputs.role_name, inputs.role_id, id_))
        return self._outputs(inputs, role)

    def delete(self, id_: str, state: Partial[ApiOnlyRoleOutputs]) -> None:
        """Forget the role, and say that Marketo keeps it."""
        notices.say(
            self.describe(state),
            f"the role {_identified(id_, state)} is no longer managed here. Marketo has no call "
            "to delete a role, so it keeps it; a person can delete it in Admin > Users & Roles > "
            "Roles once no user holds it.",
        )

    def _find(self, name: str, *, since: float | None = None) -> Role | None:
        found = named(self.instance.roles(again=since is not None, since=since), name)
        if len(found) > 1:
            raise ResourceError(Catalogue.of(self.instance).role_problem(name, found))
        return found[0] if found else None

    def _wait(self, inputs: ApiOnlyRoleInputs) -> Role:
        resource, name = self.describe(inputs), inputs.role_name
        if inputs.wait_for_creation:
            notices.say_once(resource, _not_yet(inputs))  # `check` has said it, unless it could not
            notices.say(
                resource,
                f"waiting up to {inputs.wait_for_creation} seconds for the role {name!r} "
                "(interrupting twice stops the wait and breaks nothing).",
            )
        role = wait_for(
            lambda since: self._find(name, since=since),
            seconds=inputs.wait_for_creation,
            pauses=FOR_A_PERSON,
            clock=self.instance.clock,
            announce=lambda left: notices.say(
                resource, f"still waiting for the role {name!r}, for {left:.0f} more seconds."
            ),
        )
        if role is None:
            raise ResourceError(
                f"the role {name!r} was not made within {inputs.wait_for_creation} seconds. "
                f"{_clicks(inputs)}\n{_AGAIN}"
            )
        notices.say(resource, f"the role {name!r} is there now, with the id {role.id}.")
        return role

    def _missing(
        self,
        declared: ApiOnlyRoleInputs,
        found: Sequence[Role],
        before: Declared[ApiOnlyRoleInputs] | None,
    ) -> str:
        catalogue = Catalogue.of(self.instance)
        if found:
            return catalogue.role_problem(declared.role_name, found)
        recorded_id = (before.known.role_id if before else None) or ""
        recorded = catalogue.role_with(recorded_id) if before else None
        stood_for = ""
        if before is not None and recorded is not None:
            if declared.role_name == (
                before.known.declared_name or _name(recorded_id, before.values)
            ):
                return _RENAMED.format(declared.role_name, recorded.id, recorded.name)
            stood_for = _STOOD_FOR.format(recorded.id, recorded.name)
        return (
            f"{catalogue.role_problem(declared.role_name, found, stood_for)} {_clicks(declared)}\n"
            "Then run again; or set wait_for_creation, and `up` waits for it."
        )

    def _announce(self, inputs: ApiOnlyRoleInputs) -> None:
        resource = self.describe(inputs)
        notices.say_once(resource, _not_yet(inputs))
        notices.say_once(
            resource,
            f"`up` waits up to {inputs.wait_for_creation} seconds until it is there. What depends "
            "on it cannot be checked before.",
        )

    def _warn_of_unknown_permissions(self, inputs: Partial[ApiOnlyRoleInputs]) -> None:
        for warning in permissions.unknown_names(inputs.get("permissions", ()) or ()):
            notices.say_once(self.describe(inputs), str(warning))

    def _outputs(self, inputs: ApiOnlyRoleInputs, role: Role) -> ApiOnlyRoleOutputs:
        return ApiOnlyRoleOutputs(
            context=self._here(inputs),
            role_name=recordable(role.name) or f"role {role.id}",
            permissions=inputs.permissions,
            wait_for_creation=inputs.wait_for_creation,
            role_id=str(role.id),
            declared_name=inputs.declared_name,
            description=role.description,
            type=role.type,
            only_all_workspaces=role.only_all_zones,
        )


def _name(id_: str, state: Partial[ApiOnlyRoleInputs]) -> str:
    return state.get("role_name", id_)


def _identified(id_: str, state: Partial[ApiOnlyRoleInputs]) -> str:
    return f"{state.known.role_name!r} ({id_})" if state.knows("role_name") else id_


def _not_yet(inputs: ApiOnlyRoleInputs) -> str:
    return f"Marketo has no role named {inputs.role_name!r} yet. {_clicks(inputs)}"


def _clicks(inputs: ApiOnlyRoleInputs) -> str:
    boxes = [
        _box(group, name)
        for group, names in permissions.by_group(inputs.permissions or []).items()
        for name in names
    ] or ["Permissions: under Access API those that the integration needs"]
    begin = "Admin > Users & Roles > Roles > New Role"
    clicks = listed([begin, f"Role Name: {inputs.role_name}", *boxes, "Create"])
    return f"Marketo has no call to make a role, so a person must:{clicks}"


def _box(group: str, name: str) -> str:
    if not group:
        return f"Permissions: {name}, wherever it is shown"
    return f"Permissions: {group}" if name == group else f"Permissions: {group} > {name}"


_NO_ROLES = (
    "Marketo answered that it has no roles at all, and every instance has some. Nothing was "
    "recorded. Run the same command again; if that stays, something between here and Marketo "
    "answers in its place"
)
_RENAMED = (
    "the role {0!r} ({1}) is now called {2!r} in Marketo: declare role_name={2!r}, or rename it "
    "back in Admin > Users & Roles > Roles"
)
_STOOD_FOR = (
    "So far this resource is the role {0}, which Marketo calls {1!r}: to keep that one, declare "
    "role_name={1!r}."
)
_GONE_BY_HAND = (
    "the role {} is gone from Marketo, and no user holds it any more. If the program "
    "declares it, a preview and `up` look for a role of this name again."
)
_GONE = (
    "the role {} is gone from Marketo: run `pulumi up --refresh`, which looks for a role "
    "of this name again"
)
_ANOTHER_ROLE = (
    "the name {0!r} stands for the role {1} and no longer for {2}, which replaces this resource. "
    "A preview with marketo:offlinePreview cannot show that: run without it"
)
_ANOTHER_NAME = (
    "the program now names {0!r}, which is the role {1} and not {2}, so this resource is to be "
    "replaced. A preview with marketo:offlinePreview cannot show that: run without it"
)
_AGAIN = "Then run `pulumi up` again: it continues from here."
