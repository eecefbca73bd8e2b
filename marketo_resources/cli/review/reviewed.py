"""Combine facts and states into what rules look at: each user, its calls, and who manages it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self

from marketo_resources.cli.review.against_states import differences_of, gone
from marketo_resources.cli.review.facts import Facts, plain
from marketo_resources.cli.states import ManagedResource, States
from marketo_resources.marketo.models import User, UserRoleWorkspace
from marketo_resources.role_grants.grant import ALL_WORKSPACES

__all__ = ["Reviewed", "ReviewedUser", "Thresholds"]

ASSUMED_DAILY_QUOTA = 50_000
"""Calls a day that most subscriptions have (Adobe, "Integration Best Practices")."""


@dataclass(frozen=True)
class Thresholds:
    """The limits from which on some rules are broken.

    Attributes:
        daily_quota: The calls that the subscription has a day; None if it is not given.
        not_used_days: A user without a login for more than this many days is not used.
        ends_within_days: An access that ends within this many days ends soon.
    """

    daily_quota: int | None = None
    not_used_days: int = 90
    ends_within_days: int = 30

    @property
    def calls_a_day(self) -> int:
        """The daily quota: as given, or else assumed."""
        return ASSUMED_DAILY_QUOTA if self.daily_quota is None else self.daily_quota


@dataclass(frozen=True)
class ReviewedUser:
    """A user as the rules see it.

    Attributes:
        user: What Marketo holds.
        read_at: When it was read.
        calls: Its calls of each day, oldest first.
        managed_by: The resources of stacks that manage it.
        services: The custom services that act as it, as far as stacks know them.
        differences: What its stack records differently, in words.
        standard_roles: The ids of roles that are for persons.
        is_own: Whether it is the user behind the credentials in use.
    """

    user: User
    read_at: datetime
    calls: Sequence[int]
    managed_by: Sequence[ManagedResource]
    services: Sequence[ManagedResource]
    differences: Sequence[str]
    standard_roles: frozenset[int]
    is_own: bool = False

    @property
    def address(self) -> str:
        """Its e-mail address, by which people know it."""
        return self.user.email_address or self.user.userid

    @property
    def all_calls(self) -> int:
        """Its calls of all days together."""
        return sum(self.calls)

    @property
    def is_in_use(self) -> bool:
        """Whether it made calls, counted or not: the review itself calls as the own user."""
        return self.is_own or self.all_calls > 0

    @property
    def has_expired(self) -> bool:
        """Whether its access has ended."""
        return self.user.expires_at is not None and self.user.expires_at <= self.read_at

    @property
    def left(self) -> timedelta | None:
        """How much longer its access lasts; None if it has no end."""
        return None if self.user.expires_at is None else self.user.expires_at - self.read_at

    @property
    def standard_grants(self) -> list[str]:
        """Its grants of roles that are not API-only."""
        pairs = self.user.user_role_workspaces
        return [_grant_in_words(one) for one in pairs if one.access_role_id in self.standard_roles]


@dataclass(frozen=True)
class Reviewed:
    """Everything that the rules look at.

    Attributes:
        facts: What Marketo held.
        states: What stacks manage on this instance.
        has_states: Whether any state was given.
        elsewhere: How many resources of the states live on other instances.
        thresholds: The limits from which on some rules are broken.
    """

    facts: Facts
    states: States
    has_states: bool
    elsewhere: int
    thresholds: Thresholds

    @classmethod
    def of(cls, facts: Facts, states: States, thresholds: Thresholds) -> Self:
        """Combine facts and states; resources of other instances are only counted."""
        here = states.on(facts.instance)
        elsewhere = len(states.resources) - len(here.resources)
        return cls(facts, here, bool(states.sources), elsewhere, thresholds)

    @cached_property
    def users(self) -> list[ReviewedUser]:
        """The users, by address."""
        return [self._reviewed(user) for user in self.facts.users]

    @cached_property
    def gone(self) -> list[ManagedResource]:
        """The users and roles that stacks manage and Marketo no longer has."""
        return list(gone(self.states, self.facts))

    def _reviewed(self, user: User) -> ReviewedUser:
        names = user.userid, user.email_address
        managed_by = self.states.users_with(*names)
        return ReviewedUser(
            user=user,
            read_at=self.facts.read_at,
            calls=[day.calls_of(*names) for day in self.facts.days],
            managed_by=managed_by,
            services=self.states.services_of(*names),
            differences=[
                text for one in managed_by for text in differences_of(one, user, self.facts)
            ],
            standard_roles=self.facts.standard_roles,
            is_own=plain(self.facts.own_user) in set(map(plain, names)),
        )


def _grant_in_words(pair: UserRoleWorkspace) -> str:
    """Return a grant as a person reads it."""
    role = pair.access_role_name or f"role {pair.access_role_id}"
    if pair.workspace_id == ALL_WORKSPACES:
        return f"{role} in all workspaces"
    return f"{role} in {pair.workspace_name or f'workspace {pair.workspace_id}'}"
