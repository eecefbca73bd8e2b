"""Keep track of which resource of a command declares, has, has made or has left which user.

One user belongs to one resource. Only a look at all resources shows two that have the same one:
the engine asks about each by itself, from four threads and in a process for each provider.
A resource is known by its URN; where state of 0.1.0 or a test has none, by its name.

What is known here is a reason to refuse a resource or to leave a user in Marketo. Nothing is
deleted because of it, so an entry too many does no harm.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from marketo_resources.core.command_journal import CommandJournal, Entry

__all__ = ["Ownership", "named", "told_apart"]


@dataclass
class _Known:
    """Hold what all entries together say, in the journal's order."""

    declared: dict[str, str] = field(default_factory=dict)
    """The first resource that declared an address."""
    addresses: dict[str, str] = field(default_factory=dict)
    """The address that a resource declares."""
    recorded: dict[str, list[str]] = field(default_factory=dict)
    """The resources in whose state an address stands."""
    begun: dict[str, set[str]] = field(default_factory=dict)
    """How a resource was checked: "with state", "anew", or both ways, as one that is replaced."""
    holders: dict[str, list[str]] = field(default_factory=dict)
    """The declared resources in whose state a userid stands."""
    makers: dict[str, str] = field(default_factory=dict)
    """The resource for which this command made or took over a user."""
    adopted: set[str] = field(default_factory=set)
    """The users that a delete of this command left in Marketo because they were adopted."""
    left: dict[str, str] = field(default_factory=dict)
    """The resource for which a delete of this command left a user in Marketo."""
    deleted: dict[str, list[str]] = field(default_factory=dict)
    """The users that are deleted through a provider, by its name."""

    def add(self, entry: Entry) -> None:
        kind, resource, user = entry
        if kind == "declares":
            self.declared.setdefault(user, resource)
            self.addresses[resource] = user
        elif kind == "records":
            _include(self.recorded, user, resource)
        elif kind in {"with state", "anew"}:
            self.begun.setdefault(resource, set()).add(kind)
        elif kind == "has":
            _include(self.holders, user, resource)
        elif kind == "makes":
            self.makers.setdefault(user, resource)
        elif kind == "leaves adopted":
            self.adopted.add(user)
        elif kind == "leaves":
            self.left[user] = resource
        elif kind in {"counts", "uncounts"}:
            self._count(resource, user, is_deleted=kind == "counts")
        elif kind == "deletes":
            self.makers.pop(user, None)
            self.holders.pop(user, None)

    def _count(self, provider: str, user: str, *, is_deleted: bool) -> None:
        _include(self.deleted, provider, user)
        if not is_deleted:
            self.deleted[provider].remove(user)

    def is_replaced(self, resource: str) -> bool:
        return len(self.begun.get(resource, ())) == len(_BEGUN)

    def has_none_yet(self, resource: str) -> bool:
        return self.begun.get(resource) == {"anew"} and resource not in self.makers.values()


_BEGUN = ("with state", "anew")


def _include(resources: dict[str, list[str]], user: str, resource: str) -> None:
    known = resources.setdefault(user, [])
    if resource not in known:
        known.append(resource)


class Ownership:
    """Know which resource has which user, as far as this command's resources were checked by now.

    Args:
        journal: Shares it with the command's other provider processes; None keeps it to this one.
    """

    def __init__(self, journal: CommandJournal | None = None) -> None:
        self._journal = journal
        self._known = _Known()
        self._lock = threading.Lock()

    def note_checked(
        self, resource: str, *, declares: str | None, records: str | None, is_new: bool
    ) -> None:
        """Note a resource that the program declares.

        Args:
            resource: Its URN.
            declares: The address that it declares, if that is known.
            records: The address that its state has, if it has one.
            is_new: Whether it has no state; one that is replaced is checked both ways.
        """
        entries = [("anew" if is_new else "with state", resource, "")]
        if records is not None:
            entries.append(("records", resource, _plain(records)))
        if declares is not None:
            entries.append(("declares", resource, _plain(declares)))
        with self._lock:
            self._exchange(entries)

    def declaring(self, address: str, *, besides: str) -> str | None:
        """Return the first resource that declared an address, if it is another one."""
        return _other(filter(None, [self._now().declared.get(_plain(address))]), besides)

    def recording(self, address: str, *, besides: str) -> str | None:
        """Return another resource of the program whose state has the user of an address."""
        return _other(self._now().recorded.get(_plain(address), ()), besides)

    def note_user(self, resource: str, address: str, userid: str) -> str | None:
        """Note which user a declared resource has; return another that has the same one.

        A refresh asks about resources too, by the URN of the last update. Those are not counted: a
        resource must have been checked with this very address.
        """
        with self._lock:
            self._exchange([])
            if self._known.addresses.get(resource) != _plain(address):
                return None
            self._exchange([("has", resource, userid)])
            return _other(self._known.holders.get(userid, ()), resource)

    def note_made(self, resource: str, userid: str) -> str | None:
        """Note for which resource a user is made or taken over; return another that has it."""
        with self._lock:
            self._exchange([("makes", resource, userid)])
            holders = self._known.holders.get(userid, ())
            return _other([self._known.makers[userid], *holders], resource)

    def keeper(self, userid: str, address: str, *, deleted: str) -> str | None:
        """Return the resource for which a delete must leave a user in Marketo.

        A resource that the program declares is only deleted where it is replaced. So each other one
        that has the user keeps it. The deleted one need not be known by its URN, because after a
        rename state still has the old URN.

        Args:
            userid: The user.
            address: Its address in the state of the resource that is deleted.
            deleted: That resource's URN, as its state has it.
        """
        known = self._now()
        if maker := known.makers.get(userid):
            return maker
        for holder in known.holders.get(userid, ()):
            if not known.is_replaced(holder):
                return holder
        declaring = known.declared.get(_plain(address))
        if declaring and declaring != deleted and known.has_none_yet(declaring):
            with self._lock:
                self._exchange([("leaves", declaring, userid)])
            return declaring
        return None

    def was_left_for(self, resource: str, userid: str) -> bool:
        """Return whether a delete of this command left a user because this resource declares it."""
        return self._now().left.get(userid) == resource

    def note_left_adopted(self, userid: str) -> None:
        """Note a user that a delete left in Marketo because it was adopted."""
        with self._lock:
            self._exchange([("leaves adopted", "", userid)])

    def was_left_adopted(self, userid: str) -> bool:
        """Return whether a delete of this command left an adopted user in Marketo."""
        return userid in self._now().adopted

    def note_deleted(self, userid: str) -> None:
        """Note that a user is gone, so that its userid may be another's from now on."""
        with self._lock:
            self._exchange([("deletes", "", userid)])

    def counts_delete(self, provider: str, userid: str, most: int) -> bool:
        """Count a user to be deleted through a provider; return whether the limit allows it."""
        with self._lock:
            self._exchange([("counts", provider, userid)])
            is_allowed = userid in self._known.deleted[provider][:most]
            if not is_allowed:
                self._exchange([("uncounts", provider, userid)])
            return is_allowed

    def uncount_delete(self, provider: str, userid: str) -> None:
        """Note that a user that was counted is not deleted after all."""
        with self._lock:
            self._exchange([("uncounts", provider, userid)])

    def _now(self) -> _Known:
        with self._lock:
            self._exchange([])
            return self._known

    def _exchange(self, entries: list[Entry]) -> None:
        for entry in self._journal.exchange(entries) if self._journal else entries:
            self._known.add(entry)


def named(resource: str) -> str:
    """Return how to name a resource to a person: its name, and the types of its parents."""
    if not resource.startswith("urn:pulumi:"):
        return repr(resource)
    *_, kinds, name = resource.split("::", 3)
    parents = kinds.split("$")[:-1]
    place = f"in {' > '.join(parents)}"
    return f"{name!r} ({place})" if parents else repr(name)


def told_apart(one: str, other: str) -> tuple[str, str]:
    """Return how to name two resources so that they can be told apart."""
    names = named(one), named(other)
    return names if names[0] != names[1] else (f"{names[0]} ({one})", f"{names[1]} ({other})")


def _other(resources: Iterable[str], besides: str) -> str | None:
    return next((resource for resource in resources if resource != besides), None)


def _plain(address: str) -> str:
    return address.strip().casefold()
