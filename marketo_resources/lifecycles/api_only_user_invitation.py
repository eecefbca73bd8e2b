"""Making an API-only user: invite, find, read back.

Marketo answers an invitation without the new user's id, and Adobe does not say how soon the user
is visible. The engine keeps nothing of a create that was cut off, so every step can be run again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import cast

from marketo_resources.errors import ResourceError
from marketo_resources.lifecycles import notices
from marketo_resources.lifecycles.api_only_user_changes import read_user
from marketo_resources.lifecycles.api_only_user_properties import ApiOnlyUserInputs
from marketo_resources.lifecycles.instance import Instance
from marketo_resources.lifecycles.instants import parse_instant
from marketo_resources.lifecycles.role_grants import as_request, pairs
from marketo_resources.lifecycles.waiting import wait_for
from marketo_resources.marketo.errors import (
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    UnexpectedAnswerError,
)
from marketo_resources.marketo.models import InvitedUser, InviteUserRequest, User, UserSummary

__all__ = ["find_made_meanwhile", "find_pending", "invite"]

_VISIBLE_WITHIN = 60.0
_LOOK_EVERY = 2.0


Found = User | InvitedUser


def invite(instance: Instance, inputs: ApiOnlyUserInputs) -> Found:
    """Make the user and return it as Marketo then holds it, or its invitation if it is pending.

    Raises:
        ResourceError: if the user does not appear.
        RefusedError: if Marketo refuses, as it may where the e-mail address is used already.
    """
    try:
        instance.client.invite_user(_request(inputs))
    except (OutcomeUnknownError, UnexpectedAnswerError):
        return _find(instance, inputs.email_address, lost=True)
    return _find(instance, inputs.email_address, lost=False)


def find_made_meanwhile(instance: Instance, email: str, refusal: RefusedError) -> list[UserSummary]:
    """Return the users of an address whose invitation was refused.

    One that an earlier `up` made may not be visible yet. It is waited for where Marketo's words
    speak of something that exists; Adobe documents no code for it.
    """
    is_there = "exist" in refusal.marketo_message.casefold()
    found = wait_for(
        lambda: instance.new_users_with(email) or None,
        seconds=_VISIBLE_WITHIN if is_there else 0,
        every=_LOOK_EVERY,
        clock=instance.clock,
    )
    return found or []


def find_pending(instance: Instance, userid: str) -> InvitedUser | None:
    """Return the pending invitation of a userid, if there is one.

    On Adobe identity the call may simply fail, which Adobe's pages do not agree on; so a refusal
    means that there is none.
    """
    try:
        return instance.client.get_invited_user(userid)
    except (NotFoundError, RefusedError):
        return None


def _request(inputs: ApiOnlyUserInputs) -> InviteUserRequest:
    return InviteUserRequest(
        email_address=inputs.email_address,
        first_name=inputs.first_name,
        last_name=inputs.last_name,
        api_only=True,
        expires_at=parse_instant(inputs.expires_at) if inputs.expires_at else None,
        reason=inputs.reason,
        user_role_workspaces=as_request(pairs(inputs.roles)),
    )


def _find(instance: Instance, email: str, *, lost: bool) -> Found:
    look = partial(_look, instance, email)
    waited = wait_for(look, seconds=_VISIBLE_WITHIN, every=_LOOK_EVERY, clock=instance.clock)
    found = cast("Found | None", waited)
    if found is None:
        happened = (
            "the answer to the invitation was lost, and no user"
            if lost
            else "Marketo accepted the invitation, but no user"
        )
        raise ResourceError(
            f"{happened} of {email} appeared within {_VISIBLE_WITHIN:.0f} seconds. Nothing is "
            "recorded yet. Run `pulumi up` again in a minute or two: it looks for the user first, "
            "goes on with it if it is there, and makes no second one"
        )
    if lost:
        notices.say("", f"the answer to the invitation of {email} was lost; the user is there.")
    return found


def _look(instance: Instance, email: str) -> Found | None:
    # On Marketo identity the userid is the e-mail address, which saves reading the list.
    user = _read_if_there(instance, email) if instance.userid_is_email() else None
    if user and user.email_address.strip().lower() == email.lower():
        instance.add_user(user)
        return user
    for summary in _only_api_only(instance.new_users_with(email)):
        return _read_if_there(instance, summary.userid)
    if not instance.userid_is_email():
        return None
    return find_pending(instance, email)


def _read_if_there(instance: Instance, userid: str) -> User | None:
    try:
        return read_user(instance, userid)
    except NotFoundError:
        return None


def _only_api_only(users: Iterable[UserSummary]) -> Iterable[UserSummary]:
    found = list(users)
    if any(not user.api_only for user in found):
        raise ResourceError(
            f"the user {found[0].userid} that Marketo now has for this address is not API-only, "
            "so it is left alone. See Admin > Users & Roles > Users"
        )
    return found
