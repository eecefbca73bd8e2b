"""Refuse a user that two resources of the stack would have."""

from __future__ import annotations

from collections.abc import Iterator

from marketo_resources.api_only_user.properties import ApiOnlyUserInputs
from marketo_resources.core.ownership import Ownership, told_apart
from marketo_resources.core.properties import Declared, Problem
from marketo_resources.errors import ResourceError

__all__ = ["check_owner", "note_checked", "note_user"]

DeclaredUser = Declared[ApiOnlyUserInputs]


def note_checked(ownership: Ownership, declared: DeclaredUser, before: DeclaredUser | None) -> None:
    """Note what a resource declares and what its state has, before anything can fail."""
    ownership.note_checked(
        declared.values.resource,
        declares=_address(declared),
        records=_address(before),
        is_new=before is None,
    )


def check_owner(
    ownership: Ownership, declared: DeclaredUser, before: DeclaredUser | None
) -> Iterator[Problem]:
    """Yield why a declared user would be another resource's too; either may be checked first."""
    resource, new, old = declared.values.resource, _address(declared), _address(before)
    if old and (other := ownership.recording(old, besides=resource)):
        yield Problem("email_address", _in_state_twice(old, other, resource))
    elif new and (other := ownership.declaring(new, besides=resource)):
        yield Problem("email_address", _DECLARED_TWICE.format(new, *told_apart(other, resource)))
    elif new and (other := ownership.recording(new, besides=resource)):
        names = told_apart(other, resource)
        yield Problem("email_address", _ONE_AFTER_THE_OTHER.format(new, *names))
    elif old and (other := ownership.declaring(old, besides=resource)):
        names = told_apart(resource, other)
        yield Problem("email_address", _ONE_AFTER_THE_OTHER.format(old, *names))


def note_user(ownership: Ownership, declared: DeclaredUser, userid: str) -> None:
    """Note which user a declared resource has in its state.

    Raises:
        ResourceError: if another one has it too. Their addresses may differ, so that no check can
            see it.
    """
    resource, address = declared.values.resource, _address(declared)
    if address and (other := ownership.note_user(resource, address, userid)):
        raise ResourceError(_in_state_twice(userid, other, resource))


def _address(declared: DeclaredUser | None) -> str | None:
    return declared.values.get("email_address", None) if declared else None


def _in_state_twice(user: str, one: str, other: str) -> str:
    return _IN_STATE_TWICE.format(user, *told_apart(one, other), one, other)


_DECLARED_TWICE = (
    "{} is declared by the resource {} too, and by {} here: one e-mail address is one user, so "
    "remove one of the two, or give it another address"
)
_IN_STATE_TWICE = (
    "{0} is one user in Marketo, but two resources have it in the state of this stack: {1} and "
    "{2}. Version 0.1.0 could leave it so. Nothing was deleted. Keep one of the two. Remove the "
    "other from the program, and from the state with the command for it, which leaves the user "
    "in Marketo: `pulumi state delete '{3}'` or `pulumi state delete '{4}'`"
)
_ONE_AFTER_THE_OTHER = (
    "{} is still the address of the user that the resource {} manages, and the resource {} "
    "declares it too: apply the change of address first, and the other resource after it"
)
