"""Read from Marketo what an access review needs: users in full, roles, and calls by day.

It takes one call a user, because expiry, lock and last login are in no list, and a few others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property

from marketo_resources.api_only_user.reading import read_user
from marketo_resources.cli.in_parallel import in_parallel
from marketo_resources.cli.states import States
from marketo_resources.core.finding import is_standard
from marketo_resources.core.instance import Instance
from marketo_resources.marketo.errors import NotFoundError, RefusedError
from marketo_resources.marketo.models import Role, Usage, User, UserSummary, Workspace
from marketo_resources.role_grants.resolution import Catalogue

__all__ = ["Day", "Facts", "FactsReader", "plain"]

DAYS = 7
"""A review shows the calls of this many days, today among them."""

_CENTRAL = timezone(timedelta(hours=-6))
"""Marketo's days begin at midnight Central Standard Time."""

Progress = Callable[[int, int], None]
"""Takes how many users have been read, and how many there are to read."""


@dataclass(frozen=True)
class Day:
    """The calls of one day.

    Attributes:
        date: The day, as Marketo counts days.
        total: All calls of the subscription.
        by_caller: The calls of each userid or address, in lower case.
    """

    date: date
    total: int = 0
    by_caller: Mapping[str, int] = field(default_factory=dict)

    def calls_of(self, *names: str) -> int:
        """Return the calls of a user, by its userid and its address."""
        return sum(self.by_caller.get(name, 0) for name in set(map(plain, names)))


@dataclass(frozen=True)
class Facts:
    """What Marketo held when the review read it.

    Attributes:
        instance: The host of the Marketo instance.
        read_at: When it was read.
        users: The users that the review is about, in full.
        listed: Every user, as the list of users shows it.
        roles: The roles.
        days: The calls of the last days, oldest first.
        own_user: The userid or address of the user behind the credentials in use.
        invited: The userids of users of stacks whose invitation nobody has accepted yet.
        workspaces: Returns the workspaces; asks Marketo at its first use.
    """

    instance: str
    read_at: datetime
    users: Sequence[User]
    listed: Sequence[UserSummary]
    roles: Sequence[Role]
    days: Sequence[Day]
    own_user: str
    invited: frozenset[str]
    workspaces: Callable[[], Sequence[Workspace]]

    @cached_property
    def standard_roles(self) -> frozenset[int]:
        """The ids of the roles that Marketo comes with, which are for persons."""
        return frozenset(role.id for role in self.roles if is_standard(role))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The roles and workspaces, against which grants are compared; this asks for the latter."""
        return Catalogue(self.roles, self.workspaces())

    @property
    def people_left_out(self) -> int:
        """The number of people's users that the review leaves out."""
        read = {user.userid for user in self.users}
        return sum(not one.api_only and one.userid not in read for one in self.listed)

    @property
    def callers_that_are_no_users(self) -> list[str]:
        """Those who made calls and are not in Marketo's list of users: deleted since, perhaps."""
        known = {plain(name) for one in self.listed for name in (one.userid, one.email_address)}
        callers = {caller for day in self.days for caller in day.by_caller}
        return sorted(callers - known)


@dataclass(frozen=True)
class FactsReader:
    """Reads what a review needs.

    Attributes:
        instance: The Marketo instance.
        states: What stacks manage: their users are read even if they are not API-only.
        include_people: Whether people's users are read too.
        at_once: How many calls may run at once.
    """

    instance: Instance
    states: States
    include_people: bool = False
    at_once: int = 4

    def read(self, progress: Progress) -> Facts:
        """Read everything; the order is that in which it is likeliest to fail.

        Raises:
            MarketoError: A call failed.
        """
        read_at = datetime.now(UTC)
        listed = self.instance.users()
        roles = self.instance.roles()
        days = self._days(read_at)
        chosen = [one for one in listed if self._is_reviewed(one, days)]
        return Facts(
            instance=self.instance.host,
            read_at=read_at,
            users=sorted(self._in_full(chosen, progress), key=lambda one: one.email_address),
            listed=listed,
            roles=roles,
            days=days,
            own_user=self.instance.client.token_owner(),
            invited=frozenset(self._invited(listed)),
            workspaces=self.instance.workspaces,
        )

    def _is_reviewed(self, user: UserSummary, days: Iterable[Day]) -> bool:
        names = user.userid, user.email_address
        return (
            user.api_only
            or self.include_people
            or bool(self.states.users_with(*names))
            or any(day.calls_of(*names) for day in days)
        )

    def _in_full(self, chosen: Sequence[UserSummary], progress: Progress) -> Iterator[User]:
        progress(0, len(chosen))
        found = in_parallel(self._user, chosen, self.at_once)
        for done, user in enumerate(found, start=1):
            progress(done, len(chosen))
            if user is not None:
                yield user

    def _user(self, listed: UserSummary) -> User | None:
        try:
            return read_user(self.instance, listed.userid)
        except NotFoundError:  # deleted since the list was read
            return None

    def _invited(self, listed: Iterable[UserSummary]) -> Iterator[str]:
        """Yield those that a stack manages and no list shows: their invitation is pending."""
        shown = {one.userid.lower() for one in listed}
        for managed in self.states.users:
            if managed.user_id.lower() not in shown:
                # Adobe identity may refuse to say, which means that none is pending.
                with suppress(NotFoundError, RefusedError):
                    yield self.instance.client.get_invited_user(managed.user_id).userid

    def _days(self, now: datetime) -> list[Day]:
        answered = self.instance.client.get_usage_of_last_days()
        days = {day.date: day for day in _days_of(answered)}
        today = now.astimezone(_CENTRAL).date()
        if max(days, default=date.min) < today:  # Adobe does not say whether today is among them
            days |= {day.date: day for day in _days_of(self._usage_of_today())}
        last = max([today, *days])
        return [days.get(day, Day(day)) for day in _ending_with(last)]

    def _usage_of_today(self) -> list[Usage]:
        try:
            return [self.instance.client.get_usage()]
        except NotFoundError:  # an empty answer: nobody has called yet
            return []


def _days_of(usage: Iterable[Usage]) -> Iterator[Day]:
    for one in usage:
        with suppress(ValueError):  # without a date, calls belong to no day
            yield Day(date.fromisoformat(one.date[:10]), one.total, _by_caller(one))


def _by_caller(usage: Usage) -> dict[str, int]:
    calls: dict[str, int] = {}
    for user in usage.users:
        calls[plain(user.user_id)] = calls.get(plain(user.user_id), 0) + user.count
    return calls


def _ending_with(last: date) -> Iterator[date]:
    return (last - timedelta(days=ago) for ago in reversed(range(DAYS)))


def plain(name: str) -> str:
    """Return a userid or address in the form in which two of them compare."""
    # Adobe's pages show the userids of Adobe identity with this ending and without it.
    return name.strip().lower().removesuffix("@adobe.com")
