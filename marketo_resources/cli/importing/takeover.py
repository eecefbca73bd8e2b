"""Take users over: choose them, name them, read them, and find the roles that they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from marketo_resources.cli.importing.naming import by_name, role_names, user_names
from marketo_resources.cli.importing.reading import Reader, Recorded
from marketo_resources.cli.importing.selection import (
    LeftOut,
    address_of,
    is_pattern,
    select,
)
from marketo_resources.cli.pulumi_command import StackPlace
from marketo_resources.cli.states import States
from marketo_resources.core.instance import Instance
from marketo_resources.marketo.models import UserSummary
from marketo_resources.role_grants.resolution import Catalogue
from marketo_resources.settings import Settings

__all__ = ["GivenStacks", "TakenOver", "take_over"]


@dataclass(frozen=True)
class GivenStacks:
    """What the given stacks manage already on an instance.

    Attributes:
        destination: What the stack holds that takes the users in.
        all: What all of them hold, the destination among them.
    """

    destination: States
    all: States

    @classmethod
    def read(cls, stacks: Sequence[StackPlace], files: Iterable[Path], host: str) -> Self:
        """Read the states of stacks, of which the first is the destination, and exported ones.

        Raises:
            MarketoResourcesError: if one cannot be read.
        """
        destination, others = States.read(stacks[:1]), States.read(stacks[1:], files)
        both = States([*destination.resources, *others.resources])
        return cls(destination.on(host), both.on(host))

    def hold(self, user: UserSummary) -> bool:
        """Return whether one of the stacks manages a user."""
        return bool(self.all.users_with(user.userid, user.email_address))


@dataclass(frozen=True)
class TakenOver:
    """The roles and users to declare, and the users that are left out.

    Attributes:
        host: The instance that everything was read from.
        day: The day on which it was, in UTC.
        catalogue: Its roles and workspaces.
        roles: The roles to declare.
        users: The users to declare; they may hold other roles too.
        held: The addresses of users that a given stack manages already.
        people: The addresses of people's users that were asked for.
        left_out: The other users that were asked for and cannot be declared.
    """

    host: str
    day: date
    catalogue: Catalogue
    roles: Sequence[Recorded] = ()
    users: Sequence[Recorded] = ()
    held: Sequence[str] = ()
    people: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()


def take_over(
    settings: Settings,
    instance: Instance,
    stacks: GivenStacks,
    patterns: Sequence[str],
    announce: Callable[[int, int], None],
) -> TakenOver:
    """Read the API-only users of some addresses, and their roles; change nothing.

    Args:
        settings: The settings that the instance was made of.
        instance: Where the users live.
        stacks: The given stacks; users that they manage are left out.
        patterns: What an address may look like.
        announce: Takes how many users have been read, and of how many.

    Raises:
        MarketoResourcesError: if something cannot be read.
    """
    selection = select(instance.users(), patterns, stacks.hold)
    names = user_names(map(address_of, selection.chosen), {one.name for one in stacks.all.users})
    reader = Reader(settings, instance)
    users, refused = reader.read_users(selection.chosen, names, announce)
    catalogue = Catalogue.of(instance)
    return TakenOver(
        host=instance.host,
        day=datetime.now(UTC).date(),
        catalogue=catalogue,
        roles=list(_roles(reader, users, stacks.destination)),
        users=users,
        held=selection.held,
        people=selection.people,
        left_out=[*selection.left_out, *refused, *_invited(reader, instance, patterns)],
    )


def _roles(reader: Reader, users: Iterable[Recorded], destination: States) -> Iterator[Recorded]:
    held = {role.id for role in destination.roles}
    grants = [grant for user in users for grant in user.outputs["roles"]]
    granted = {one["role_id"]: one["role_name"] for one in grants if one["role_id"] not in held}
    names = role_names(granted.items(), {role.name for role in destination.roles})
    for role_id, role_name in sorted(granted.items(), key=lambda one: (by_name(one[1]), one[0])):
        if role := reader.find_role(names[role_id], role_name):
            yield role


def _invited(reader: Reader, instance: Instance, patterns: Iterable[str]) -> list[LeftOut]:
    # Marketo lists no invitations, so only one whose address is given can be found.
    addresses = {one.strip().lower() for one in patterns if not is_pattern(one)}
    return reader.find_invited(sorted(one for one in addresses if not instance.users_with(one)))
