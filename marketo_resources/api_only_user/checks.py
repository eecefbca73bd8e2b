"""Find what Marketo would refuse of a declared user, as far as a preview can know it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from marketo_resources.api_only_user import adoption
from marketo_resources.api_only_user.access_state import (
    has_passed,
    say_expiry,
    say_lock,
    was_no_longer_api_only,
)
from marketo_resources.api_only_user.by_hand import changing, making
from marketo_resources.api_only_user.comparison import (
    differences,
    held,
    is_unchanged,
    takes_away,
)
from marketo_resources.api_only_user.owner import check_owner
from marketo_resources.api_only_user.properties import ATTRIBUTES, ApiOnlyUserInputs
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.api_only_user.refused_changes import (
    NO_LONGER_API_ONLY,
    OWN_USER,
    expiry_cannot_be_removed,
)
from marketo_resources.core import notices
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Declared, Problem
from marketo_resources.expiry import instant_of
from marketo_resources.marketo.errors import NotFoundError
from marketo_resources.role_grants.grant import Grant, is_resolved
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import User

__all__ = ["announce_offline", "check_declaration", "check_roles_are_here", "check_user"]

DeclaredUser = Declared[ApiOnlyUserInputs]


def check_user(
    instance: Instance, resource: str, declared: DeclaredUser, before: DeclaredUser | None
) -> Iterator[Problem]:
    """Yield what is wrong with a declared user whose grants are resolved."""
    problems = list(check_declaration(instance, resource, declared, before))
    yield from problems
    if "email_address" in {problem.property for problem in problems}:
        return
    if declared.knows("email_address") and not is_unchanged(declared, before, "email_address"):
        yield from _check_address(instance, resource, declared, before)
    if before is not None:
        yield from _check_own_user(instance, declared, before)
        if instance.by_hand.always and not problems:
            _announce_change(instance, resource, declared, before)


def check_roles_are_here(host: str, declared: DeclaredUser) -> Problem | None:
    """Return what is wrong with grants of roles that were found on another instance."""
    elsewhere = [
        one
        for one in (declared.known.roles_on or "").split()
        if declared.knows("roles_on") and one != host
    ]
    if not elsewhere:
        return None
    return Problem(
        "roles",
        f"grants a role that is on {', '.join(elsewhere)}, but the user is on {host}, where its id "
        "means another role or none: give role and user the same provider",
    )


def check_declaration(
    instance: Instance, resource: str, declared: DeclaredUser, before: DeclaredUser | None
) -> Iterator[Problem]:
    """Yield what is wrong with a user by itself or with the program's other users; make no call."""
    if before is not None and was_no_longer_api_only(before.known):
        email = before.values.get("email_address", before.values.logical_name)
        yield Problem("", NO_LONGER_API_ONLY.format(email))
    yield from _check_expiry(instance, resource, declared, before)
    yield from _check_repeated(declared)
    yield from check_owner(instance.ownership, declared, before)


def _check_repeated(declared: DeclaredUser) -> Iterator[Problem]:
    grants = declared.known.roles if declared.knows("roles") else []
    for index, grant in enumerate(grants):
        # Those whose ids are known were compared by them, when they were resolved.
        is_known = isinstance(grant, Grant) and not is_resolved([grant])
        if is_known and grant in grants[:index]:
            yield Problem(f"roles[{index}]", f"grants {grant} a second time: remove one")


def _check_expiry(
    instance: Instance, resource: str, declared: DeclaredUser, before: DeclaredUser | None
) -> Iterator[Problem]:
    if not declared.knows("expires_at"):
        return
    expires_at = declared.known.expires_at
    if is_unchanged(declared, before, "expires_at"):
        say_expiry(resource, expires_at, instance.expiry_notice)
        return
    recorded = before.known.expires_at if before and before.knows("expires_at") else None
    if expires_at is None:
        if recorded is not None and _may_hold_expiry(instance, declared, before):
            yield Problem("expires_at", expiry_cannot_be_removed(recorded))
    elif not has_passed(expires_at):
        if recorded is not None and has_passed(recorded):
            notices.say_once(resource, _GIVES_BACK.format(recorded, expires_at))
    elif _may_equal_marketo(instance, declared, before):
        say_expiry(resource, expires_at, instance.expiry_notice)
    else:
        yield Problem("expires_at", _PAST)


def _may_hold_expiry(
    instance: Instance, declared: DeclaredUser, before: DeclaredUser | None
) -> bool:
    """Return whether Marketo may hold an expiry; where nobody could set it, it holds none."""
    user = None if instance.is_offline else _only_user(instance, before or declared)
    return user is None or user.expires_at is not None


def _may_equal_marketo(
    instance: Instance, declared: DeclaredUser, before: DeclaredUser | None
) -> bool:
    """Return whether a past expiry is the one that the user has, so that it takes nothing away."""
    properties = (before or declared).values
    if instance.is_offline:
        # `up` asks before it makes anything.
        return before is None and properties.get("adopt", None) is True
    user, expires_at = _only_user(instance, before or declared), declared.known.expires_at
    return user is not None and expires_at == instant_of(user.expires_at)


def _only_user(instance: Instance, declared: DeclaredUser) -> User | None:
    email_address = declared.values.get("email_address", None)
    found = instance.users_with(email_address) if email_address else []
    if len(found) != 1 or not found[0].api_only:
        return None
    try:
        return read_user(instance, found[0].userid)
    except NotFoundError:
        return None


def _check_address(
    instance: Instance, resource: str, declared: DeclaredUser, before: DeclaredUser | None
) -> Iterator[Problem]:
    email = declared.known.email_address
    found = instance.users_with(email)
    if not found:
        if before is None and instance.by_hand.always:
            making.announce(instance, resource, declared.values)
        return
    if before is not None:
        yield Problem(
            "email_address",
            f"{email} already belongs to the user {found[0].userid} in Marketo. Use another "
            "address. If that is the user of this very resource, run `pulumi refresh` first",
        )
    elif _no_resource_has(instance, email) and declared.knows("adopt"):
        verdict = adoption.judge(instance, found, declared.values)
        yield from verdict.problems
        if verdict.notice:
            notices.say_once(resource, verdict.notice)
        if verdict.user is not None:
            if instance.by_hand.always and not verdict.problems:
                _announce_difference(instance, resource, declared, verdict.user)
            say_expiry(resource, instant_of(verdict.user.expires_at), instance.expiry_notice)
            say_lock(resource, verdict.user)


def announce_offline(
    instance: Instance, resource: str, declared: DeclaredUser, before: DeclaredUser | None
) -> None:
    """Say what a person has to click, as far as program and state show it."""
    if before is None:
        making.announce(instance, resource, declared.values)
    elif changed := _changed_attributes(declared, before):
        edit = changing.Edit(instance, before.values, declared.values, changed)
        changing.announce(resource, edit)


def _announce_change(
    instance: Instance, resource: str, declared: DeclaredUser, before: DeclaredUser
) -> None:
    changed = _changed_attributes(declared, before)
    if not changed:
        return
    for email in (one.values.get("email_address", "") for one in (before, declared)):
        for found in instance.users_with(email)[:1]:
            with suppress(NotFoundError):
                user = read_user(instance, found.userid)
                _announce_difference(instance, resource, declared, user, changed)
            return


def _changed_attributes(declared: DeclaredUser, before: DeclaredUser) -> list[str]:
    return [
        name
        for name in ATTRIBUTES
        if name in declared.unknown
        or (declared.knows(name) and not is_unchanged(declared, before, name))
    ]


def _announce_difference(
    instance: Instance,
    resource: str,
    declared: DeclaredUser,
    user: User,
    names: Collection[str] = ATTRIBUTES,
) -> None:
    inputs = declared.values
    differing = differences(inputs, held(user, Catalogue.of(instance), inputs), names)
    # What is known only during `up` may differ then, and a person has to prepare for it.
    if left := [name for name in names if name in declared.unknown or name in differing]:
        changing.announce(resource, changing.Change(instance, user, inputs, left).edit)


def _no_resource_has(instance: Instance, email: str) -> bool:
    return instance.ownership.recording(email, besides="") is None


_PAST = (
    "is in the past, and Marketo locks a user whose access has ended, so that it can call nothing: "
    "give a later date"
)
_GIVES_BACK = "expired on {}, and the later date {} gives access back."


def _check_own_user(
    instance: Instance, declared: DeclaredUser, before: DeclaredUser
) -> Iterator[Problem]:
    for name in takes_away(before.values, declared.values):
        if before.knows("email_address") and instance.is_own_user(before.known.email_address):
            yield Problem(name, OWN_USER.format(before.known.email_address))
