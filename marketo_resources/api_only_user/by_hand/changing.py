"""Let a person change attributes of a user that Marketo lets no program change."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from marketo_resources.api_only_user.by_hand.procedure import to_change, to_free
from marketo_resources.api_only_user.by_hand.refusals import Cause, Refusal, always_why
from marketo_resources.api_only_user.by_hand.waiting import Look, Task, done_by_a_person
from marketo_resources.api_only_user.comparison import difference_in_words, differences, held
from marketo_resources.api_only_user.properties import ApiOnlyUserInputs
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.api_only_user.refused_changes import NO_LONGER_API_ONLY
from marketo_resources.core import notices
from marketo_resources.core.identity import Identity
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Partial
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.errors import MarketoError, cause_in_words
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import User

    Send = Callable[[], User]

__all__ = ["NO_EXPIRY", "Change", "Edit", "announce", "changed_by_a_person", "why_a_person_must"]

NO_EXPIRY = "expiry"
"""The act that is noted as refused where neither a call nor a dialog sets an expiry."""
_TRIED_AGAIN_EVERY = 60.0
"""Seconds between tries of a call that fails as long as a custom service uses the user."""


@dataclass(frozen=True)
class Edit:
    """Hold what a person edits of a user in the admin pages.

    Attributes:
        instance: Where the user lives.
        before: What the user has, as far as it is known.
        inputs: What is declared, as far as it is known.
        names: The attributes to edit.
    """

    instance: Instance
    before: Partial[ApiOnlyUserInputs]
    inputs: Partial[ApiOnlyUserInputs]
    names: Collection[str]

    @property
    def clicks(self) -> str:
        """Return what a person clicks, with each value before and after."""
        note = f"\n{_EMAIL_MAY_STAY}" if "email_address" in self.names else ""
        return f"{to_change(self.before, self.inputs, self.names)}{note}"

    @property
    def names_in_dialogs(self) -> list[str]:
        """Return the attributes that the dialogs of this identity can change.

        Adobe's page of the dialog for API-only users shows no expiry.
        """
        has_expiry = self.instance.identity() is Identity.MARKETO
        return [name for name in self.names if name != "expires_at" or has_expiry]


@dataclass(frozen=True)
class Change:
    """Hold a change of a user's attributes that a person is to make.

    Attributes:
        instance: Where the user lives.
        user: The user as Marketo holds it.
        inputs: What is declared, as far as it is known.
        names: The attributes that differ.
    """

    instance: Instance
    user: User
    inputs: Partial[ApiOnlyUserInputs]
    names: Collection[str]

    @property
    def edit(self) -> Edit:
        """Return what a person edits, from what Marketo holds."""
        before = held(self.user, Catalogue.of(self.instance), self.inputs)
        return Edit(self.instance, Partial(before), self.inputs, self.names)

    def left_in(self, user: User) -> str:
        """Return in words in which of the attributes a user differs from what is declared."""
        outputs = held(user, Catalogue.of(self.instance), self.inputs)
        left = differences(self.inputs, outputs, self.names)
        return "; ".join(difference_in_words(name, self.inputs, outputs) for name in left)


def announce(resource: str, edit: Edit) -> None:
    """Say in a preview that a person changes the user, and how, where no program ever does."""
    waits = edit.inputs.get("wait_for_person", 0)
    then = f"`up` waits up to {waits} seconds for it." if waits else "`up` fails until then."
    if not edit.names_in_dialogs:
        then = _NOT_WAITED_FOR
    notices.say_once(resource, _REQUEST.format(always_why("change"), edit.clicks))
    notices.say_once(resource, then)


def why_a_person_must(change: Change, refusal: Refusal) -> str:
    """Return why a person must make a change that was refused.

    Raises:
        MarketoError: if the caller's role lacks a permission.
        ResourceError: if another user has the address, or a value may be wrong.
    """
    instance, user = change.instance, change.user
    if "email_address" in change.names:
        _refuse_taken_address(change)
    if refusal.cause is Cause.PERMISSION:
        raise refusal.error
    if refusal.cause is Cause.UNCLEAR:
        cause = cause_in_words(refusal.error)
        raise ResourceError(_UNCLEAR.format(cause, change.edit.clicks, _AFTERWARDS))
    if refusal.cause is Cause.PROGRAMS:
        instance.by_hand.note_refused("change", refusal.answer)
        return f"Marketo lets no program change this user ({refusal.answer})"
    free = to_free(instance.services.of(user.userid, user.email_address))
    text = _IN_USE if refusal.cause is Cause.SERVICE else _IN_USE_OR_NOT
    return text.format(refusal.answer, free)


def changed_by_a_person(change: Change, why: str, send: Send | None = None) -> User:
    """Wait until a person has made a change; return the user as it is then.

    Args:
        change: The change.
        why: Why a person must.
        send: Sends the change again, where a custom service was in the way.

    Raises:
        ResourceError: if it is not made in time; the text says what to click.
    """
    waited_for = change.names if send else change.edit.names_in_dialogs
    if "expires_at" in change.names and "expires_at" not in waited_for:
        change.instance.by_hand.note_refused(NO_EXPIRY, why)
    if not waited_for:
        return change.user
    email = change.user.email_address
    task = Task(
        resource=f'ApiOnlyUser "{change.inputs.logical_name}"',
        seconds=change.inputs.known.wait_for_person,
        what=f"the user {email} to be changed",
        request=_REQUEST.format(why, change.edit.clicks),
        afterwards=_AFTERWARDS,
        done=f"the user {email} is as declared now.",
    )
    look = _LookAtChange(replace(change, names=waited_for), task)
    return done_by_a_person(change.instance, task, look, partial(look.user, send))


class _LookAtChange(Look):
    """Look at one user until it is as declared."""

    def __init__(self, change: Change, task: Task) -> None:
        super().__init__(task)
        self._change = change
        self._before = change.left_in(change.user)
        self._tried_at = change.instance.clock.now()

    def user(self, send: Send | None, _since: float) -> User | None:
        """Return the user, if it is as declared; now and then the change is sent again."""
        user = read_user(self._change.instance, self._change.user.userid)
        if not user.api_only:
            raise ResourceError(NO_LONGER_API_ONLY.format(user.userid))
        left = self._change.left_in(user)
        if not left:
            return user
        now = self._change.instance.clock.now()
        if send is not None and now >= self._tried_at + _TRIED_AGAIN_EVERY:
            self._tried_at = now
            return _sent(send)
        # What differed before the clicks is in the request already.
        self.note("" if left == self._before else f"not right yet: {left}")
        return None


def _sent(send: Send) -> User | None:
    try:
        return send()
    except MarketoError:
        return None


def _refuse_taken_address(change: Change) -> None:
    email = change.inputs.known.email_address
    for other in change.instance.new_users_with(email):
        if other.userid != change.user.userid:
            raise ResourceError(_ADDRESS_IS_TAKEN.format(email, other.userid))


_REQUEST = "{}. A person must:{}"
_AFTERWARDS = "Then run `pulumi up` again: it goes on from what Marketo holds."
_NOT_WAITED_FOR = (
    "if that page shows no expiry, nobody can set it: `up` goes on without it, warns of it, and "
    "records it as unfinished."
)
_EMAIL_MAY_STAY = (
    "If that page lets nobody change the e-mail address, declare a second user with the new one "
    "instead (docs/relink-a-service.md)."
)
_ADDRESS_IS_TAKEN = (
    "{0} already belongs to the user {1} in Marketo, so no other user can get this address: use "
    "another one, or have that user deleted in Admin > Users & Roles > Users"
)
_UNCLEAR = (
    "{0}. If these words are about a value, correct it in the program. Otherwise Marketo lets no "
    "program change this user, and a person must:{1}\n{2}"
)
_IN_USE = (
    "Marketo refuses to change a user that a custom service uses ({0}). For the time of the "
    "change, link the service to another user:{1}\nThen `pulumi up` changes it. Or it can be "
    "changed in the admin pages"
)
_IN_USE_OR_NOT = (
    "Marketo refuses to change this user ({0}). Either a custom service uses it. Then link the "
    "service to another user for the time of the change:{1}\nOr Marketo lets no program change "
    "users here"
)
