"""Make an API-only user: invite it, find it, read it back.

Marketo answers an invitation without the new user's id, and Adobe does not say how soon the user
is visible. So it is looked for, at longer and longer intervals, and users that are looked for at
the same time share the answers. The engine keeps nothing of an interrupted create, so every step
can be run again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from marketo_resources import marketo
from marketo_resources.api_only_user.by_hand.refusals import Refusal, refusal_of
from marketo_resources.api_only_user.properties import ApiOnlyUserInputs, half_made
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.core import notices
from marketo_resources.core.instance import Instance
from marketo_resources.core.lifecycle import HalfMade
from marketo_resources.core.user_list import Moment
from marketo_resources.core.waiting import Pauses, wait_for
from marketo_resources.errors import ResourceError
from marketo_resources.expiry import parse_instant
from marketo_resources.marketo.errors import (
    MarketoError,
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    UnexpectedAnswerError,
    cause_in_words,
)
from marketo_resources.role_grants.grant import as_request, pairs

if TYPE_CHECKING:
    from marketo_resources.marketo.models import InvitedUser, InviteUserRequest, User, UserSummary

    Found = User | InvitedUser

__all__ = ["find_made_meanwhile", "find_pending", "invite"]

_VISIBLE_WITHIN = 60.0
"""Look for a new user for this many seconds."""
_PAUSES = Pauses(first=5.0, growth=2.0)
"""Seconds between two looks."""
_LET_OTHERS_COME = 2.0
"""Seconds between an invitation whose answer was lost and the first look for its user. Invitations
of other resources get lost at the same time, and one look then serves all of them."""
_FRESH = 1.0
"""Age in seconds that the list may have in the last look, so that simultaneous looks share it."""


def invite(instance: Instance, inputs: ApiOnlyUserInputs) -> Found | Refusal:
    """Make the user and return it as Marketo then holds it, or its invitation if it is pending.

    Returns:
        The user or invitation; or why Marketo refuses, as it may where the e-mail address is used
        already.

    Raises:
        ResourceError: if the user does not appear.
        MarketoError: if the invitation was not sent for another reason.
    """
    asked = instance.moment()
    try:
        instance.client.invite_user(_request(inputs))
    except MarketoError as lost:
        if refusal := refusal_of(lost, of_existing=False):
            return refusal
        if not isinstance(lost, OutcomeUnknownError | UnexpectedAnswerError):
            raise
        instance.clock.sleep(_LET_OTHERS_COME)
        return _find(instance, inputs, _Looks(instance, inputs.email_address, asked), lost)
    looks = _Looks(instance, inputs.email_address, instance.moment())
    return _find(instance, inputs, looks, None)


def find_made_meanwhile(instance: Instance, email: str, refusal: MarketoError) -> list[UserSummary]:
    """Return the users of an address whose invitation was refused.

    One that an earlier `up` made may not be visible yet. It is waited for where Marketo's words
    speak of something that exists; Adobe documents no code for it.
    """
    is_there = "exist" in refusal.marketo_message.casefold()
    looks = _Looks(instance, email, instance.moment())
    found = wait_for(
        lambda since: looks.users(since) or None,
        seconds=_VISIBLE_WITHIN + _FRESH if is_there else 0,
        pauses=_PAUSES,
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
    return marketo.models.InviteUserRequest(
        email_address=inputs.email_address,
        first_name=inputs.first_name,
        last_name=inputs.last_name,
        api_only=True,
        expires_at=parse_instant(inputs.expires_at) if inputs.expires_at else None,
        reason=inputs.reason,
        user_role_workspaces=as_request(pairs(inputs.roles)),
    )


class _Looks:
    """Look for a new user: thoroughly first and last, in between cheaply and shared with others.

    Args:
        instance: Where the user may be.
        email: Its address.
        asked: A moment before the user was there.
    """

    def __init__(self, instance: Instance, email: str, asked: Moment) -> None:
        self._instance = instance
        self._email = email
        self._asked = asked
        self._end = instance.clock.now() + _VISIBLE_WITHIN
        self.is_first = True
        """Whether nobody has looked yet."""
        self.is_thorough = True
        """Whether the last call of `users` began a thorough look."""

    def users(self, since: float) -> list[UserSummary]:
        """Begin another look: return the users with the address in Marketo's list."""
        if self.is_first:
            self.is_first = False
            return self._instance.new_users_with(self._email, after=self._asked)
        now = self._instance.clock.now()
        self.is_thorough = now >= self._end
        since = now - _FRESH if self.is_thorough else since
        return self._instance.new_users_with(self._email, since=since, whole=self.is_thorough)


def _find(
    instance: Instance, inputs: ApiOnlyUserInputs, looks: _Looks, lost: MarketoError | None
) -> Found:
    email = inputs.email_address
    waited = wait_for(
        partial(_look, instance, inputs, looks, was_answered=lost is None),
        seconds=_VISIBLE_WITHIN + _FRESH,
        pauses=_PAUSES,
        clock=instance.clock,
    )
    found = cast("Found | None", waited)
    if found is None:
        happened = "Marketo accepted the invitation" if lost is None else cause_in_words(lost)
        raise ResourceError(
            f"{happened}, and no user of {email} appeared within {_VISIBLE_WITHIN:.0f} seconds. "
            "Nothing is recorded yet. Run `pulumi up` again in a minute or two: it looks for the "
            "user first, goes on with it if it is there, and makes no second one"
        )
    if lost is not None:
        cause = notices.after_colon(cause_in_words(lost))
        text = f"{cause}, but the user {email} is there, so it goes on."
        notices.say(f'ApiOnlyUser "{inputs.logical_name}"', text)
    return found


def _look(
    instance: Instance,
    inputs: ApiOnlyUserInputs,
    looks: _Looks,
    since: float,
    *,
    was_answered: bool,
) -> Found | None:
    email = inputs.email_address
    # On Marketo identity the userid is the e-mail address, which saves reading the list.
    by_email = instance.userid_is_email()
    direct = was_answered and by_email and looks.is_first
    user = _read_if_there(instance, inputs, email) if direct else None
    if user and user.email_address.strip().casefold() == email.casefold():
        instance.add_user(user)
        return user
    for summary in _only_api_only(looks.users(since)):
        return _read_if_there(instance, inputs, summary.userid)
    return find_pending(instance, email) if by_email and looks.is_thorough else None


def _read_if_there(instance: Instance, inputs: ApiOnlyUserInputs, userid: str) -> User | None:
    try:
        return read_user(instance, userid)
    except NotFoundError:
        return None
    except MarketoError as failure:
        raise HalfMade(failure, userid, half_made(inputs, userid, adopted=False)) from None


def _only_api_only(users: Iterable[UserSummary]) -> Iterable[UserSummary]:
    found = list(users)
    if any(not user.api_only for user in found):
        raise ResourceError(
            f"the user {found[0].userid} that Marketo now has for this address is not API-only, "
            "so it is left alone. See Admin > Users & Roles > Users"
        )
    return found
