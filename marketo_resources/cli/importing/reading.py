"""Read users and roles as a refresh does, and leave out users that a preview would change.

The records come from the operations that a stack uses, and nothing of them is put together here. So
the first preview after the import compares like with like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketo_resources.api_only_role.lifecycle import ApiOnlyRoleLifecycle
from marketo_resources.api_only_user.invitation import find_pending
from marketo_resources.api_only_user.lifecycle import ApiOnlyUserLifecycle
from marketo_resources.cli.importing.selection import LeftOut, address_of
from marketo_resources.cli.in_parallel import in_parallel
from marketo_resources.core.instance import Instance
from marketo_resources.core.lifecycle import Lifecycle
from marketo_resources.dynamic.state_form import StateForm, StoredFound
from marketo_resources.marketo.models import UserSummary
from marketo_resources.settings import Settings

__all__ = ["Reader", "Recorded"]

Wire = Mapping[str, Any]
_DECLARED = ("email_address", "first_name", "last_name", "roles", "expires_at", "adopt")
"""The arguments of `ApiOnlyUser` that the program gives."""


@dataclass(frozen=True)
class Recorded:
    """A role or user as the state will have it.

    Attributes:
        noun: Its resource type.
        name: Its name in the program.
        id: Its id in Marketo.
        inputs: What the program declares, in the form that a state keeps.
        outputs: What Marketo holds, in the form that a state keeps.
    """

    noun: str
    name: str
    id: str
    inputs: Wire = field(repr=False)
    outputs: Wire = field(repr=False)


class Reader:
    """Reads from one instance with the operations of its resources.

    Args:
        settings: The settings that the instance was made of.
        instance: Where the users live.
    """

    def __init__(self, settings: Settings, instance: Instance) -> None:
        # An offline preview would compare nothing.
        self._settings = settings.model_copy(update={"offline_preview": False})
        self._instance = instance
        self._users = self._operations(ApiOnlyUserLifecycle)
        self._roles = self._operations(ApiOnlyRoleLifecycle)

    def read_users(
        self,
        users: Sequence[UserSummary],
        names: Mapping[str, str],
        announce: Callable[[int, int], None],
    ) -> tuple[list[Recorded], list[LeftOut]]:
        """Read each user, one call each, as many at once as the settings allow.

        Args:
            users: The users.
            names: The resource name by e-mail address.
            announce: Takes how many users have been read, and of how many.

        Raises:
            MarketoResourcesError: if one of them cannot be read.
        """
        # These lists are read once, before several threads need them.
        self._instance.roles()
        self._instance.workspaces()
        announce(0, len(users))
        found: list[Recorded | LeftOut] = []
        named = [(user, names[address_of(user)]) for user in users]
        for one in in_parallel(self._read_user, named, self._at_once):
            found.append(one)
            announce(len(found), len(users))
        recorded = [one for one in found if isinstance(one, Recorded)]
        recorded.sort(key=lambda one: str(one.inputs["email_address"]))
        return recorded, [one for one in found if isinstance(one, LeftOut)]

    def find_role(self, name: str, role_name: str) -> Recorded | None:
        """Return the role of a name; None if no program can declare it by that name."""
        checked = self._roles.check({"__name": name, "role_name": role_name}, None)
        if checked.problems:
            return None
        # `create` of a role only looks it up: Marketo has no call that makes one.
        found = self._roles.create(checked.properties)
        return Recorded("ApiOnlyRole", name, found.id, checked.properties, found.outputs)

    def find_invited(self, addresses: Iterable[str]) -> list[LeftOut]:
        """Return those of the addresses, none of which a user has, that are invited."""
        return [
            LeftOut(address, _INVITED)
            for address in addresses
            if find_pending(self._instance, address)
        ]

    @property
    def _at_once(self) -> int:
        return self._settings.connect_with().concurrent_calls

    def _read_user(self, user_and_name: tuple[UserSummary, str]) -> Recorded | LeftOut:
        user, name = user_and_name
        address = address_of(user)
        found = self._users.read(user.userid, _as_adopted(name, self._instance.host))
        if found is None:
            return LeftOut(address, _GONE)
        if found.inputs is None or "email_address" not in found.outputs:
            return LeftOut(address, _INVITED)
        if reason := self._refused(found, found.inputs):
            return LeftOut(address, reason)
        return Recorded("ApiOnlyUser", name, found.id, found.inputs, found.outputs)

    def _refused(self, found: StoredFound, inputs: Wire) -> str | None:
        """Return what the first preview would refuse or change, if anything."""
        declared = {key: inputs[key] for key in ("__name", *_DECLARED) if key in inputs}
        checked = self._users.check(declared, dict(inputs))
        if checked.problems:
            return "; ".join(f"{one.property} {one.reason}".strip() for one in checked.problems)
        if self._users.diff(found.id, found.outputs, checked.properties).changed is not False:
            return _DIFFERS
        return None

    def _operations(self, lifecycle: type[Lifecycle[Any, Any]]) -> StateForm:
        return StateForm(
            lifecycle, lambda: self._settings, lambda _settings, _is_offline: self._instance
        )


def _as_adopted(name: str, host: str) -> dict[str, Any]:
    # What a state of this version has, and no answer of Marketo's.
    return {
        "__name": name,
        "__in_order": True,
        "__instance": host,
        "instance": host,
        "adopt": True,
        "adopted": True,
    }


_GONE = "it was deleted while this ran"
_INVITED = "it is a pending invitation: Marketo shows neither its roles nor whether it is API-only"
_DIFFERS = "what Marketo holds cannot be written in a program"
