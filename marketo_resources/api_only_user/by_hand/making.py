"""Let a person make a user, and continue with it as soon as it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketo_resources.api_only_user.by_hand.procedure import to_make
from marketo_resources.api_only_user.by_hand.refusals import Cause, Refusal, always_why
from marketo_resources.api_only_user.by_hand.waiting import Look, Task, done_by_a_person
from marketo_resources.api_only_user.invitation import find_pending
from marketo_resources.api_only_user.properties import ApiOnlyUserInputs
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.core import notices
from marketo_resources.core.identity import Identity
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Partial
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.errors import NotFoundError, cause_in_words

if TYPE_CHECKING:
    from marketo_resources.marketo.models import User, UserSummary

__all__ = ["announce", "made_by_a_person", "why_a_person_must"]

_WHOLE_LIST_EVERY = 60.0
"""Seconds between reads of the whole list of users, where it has many pages."""
_FIRST_PAUSE = 30.0
"""Seconds until an invitation is asked for again; each later pause is twice as long."""


def announce(instance: Instance, resource: str, inputs: Partial[ApiOnlyUserInputs]) -> None:
    """Say in a preview that a person makes the user, and how, where no program ever does."""
    waits = inputs.get("wait_for_person", 0)
    then = _WILL_WAIT.format(waits) if waits else _WILL_FAIL
    notices.say_once(resource, _request(instance, inputs, always_why("make")))
    notices.say_once(resource, then)


def why_a_person_must(instance: Instance, inputs: ApiOnlyUserInputs, refusal: Refusal) -> str:
    """Return why a person must make a user whose invitation was refused.

    Users and invitations of its address were looked for before.

    Raises:
        MarketoError: if the caller's role lacks a permission.
        ResourceError: if it is not clear whether a value is wrong.
    """
    if refusal.cause is Cause.PERMISSION:
        refusal.error.remedy = f"{refusal.error.remedy} {_ROLE_IS_RIGHT}"
        raise refusal.error
    if refusal.cause is Cause.UNCLEAR:
        clicks = to_make(Partial(inputs), instance.identity())
        raise ResourceError(_UNCLEAR.format(cause_in_words(refusal.error), clicks, _CONTINUES))
    instance.by_hand.note_refused("make", refusal.answer)
    return f"Marketo lets no program make this user ({refusal.answer})"


def made_by_a_person(instance: Instance, inputs: ApiOnlyUserInputs, why: str) -> User:
    """Wait for the user that a person makes.

    Raises:
        ResourceError: if it is not there in time; the text says what to click.
    """
    email = inputs.email_address
    hint = "" if instance.by_hand.always else f" {_ALL_AT_ONCE}"
    task = Task(
        resource=f'ApiOnlyUser "{inputs.logical_name}"',
        seconds=inputs.wait_for_person,
        what=f"the user {email} to be made",
        request=_request(instance, Partial(inputs), why),
        afterwards=f"{_NEVER if inputs.adopt is False else _CONTINUES}{hint}",
        done=f"the user {email} is there now.",
    )
    look = _LookForUser(instance, email, task)
    return done_by_a_person(instance, task, look, look.user)


class _LookForUser(Look):
    """Look for a user with an address, in a list that all share, until one is API-only."""

    def __init__(self, instance: Instance, email: str, task: Task) -> None:
        super().__init__(task)
        self._instance = instance
        self._email = email
        self._read_whole_at = float("-inf")
        self._invited = ""
        self._ask_for_invitation_at = float("-inf")
        self._pause = _FIRST_PAUSE

    def user(self, since: float) -> User | None:
        """Return the user, if it is there and API-only."""
        user = self._found(since)
        if user is not None and user.api_only:
            self.note("")
            return user
        is_persons = user is not None
        self.note(_API_ONLY_NOT_TICKED.format(self._email) if is_persons else self._invitation())
        return None

    def _invitation(self) -> str:
        """Return what is wrong if there is an invitation instead of the user.

        The list of users has no invitations. On Adobe identity people are not invited in Marketo.
        """
        now = self._instance.clock.now()
        is_due = now >= self._ask_for_invitation_at
        if is_due and self._instance.identity() is not Identity.ADOBE:
            self._ask_for_invitation_at, self._pause = now + self._pause, self._pause * 2
            is_invited = find_pending(self._instance, self._email) is not None
            self._invited = _INVITED.format(self._email) if is_invited else ""
        return self._invited

    def _found(self, since: float) -> User | None:
        listed = self._instance.users_with(self._email) or self._asked_for(since)
        if len(listed) > 1:
            ids = ", ".join(user.userid for user in listed)
            raise ResourceError(
                f"{self._email} belongs to {len(listed)} users in Marketo ({ids}): delete one"
            )
        try:
            return read_user(self._instance, listed[0].userid) if listed else None
        except NotFoundError:
            self._instance.users(again=True)  # it was deleted again
            return None

    def _asked_for(self, since: float) -> list[UserSummary]:
        now = self._instance.clock.now()
        whole = now >= self._read_whole_at + _WHOLE_LIST_EVERY
        self._read_whole_at = now if whole else self._read_whole_at
        return self._instance.new_users_with(self._email, since=since, whole=whole)


def _request(instance: Instance, inputs: Partial[ApiOnlyUserInputs], why: str) -> str:
    return f"{why}. A person must:{to_make(inputs, instance.identity())}"


_CONTINUES = "Then run `pulumi up` again: it continues with this user."
_NEVER = (
    "With adopt=False only a user that appears while `up` waits is this resource's: set "
    "wait_for_person, or take adopt=False out of the program."
)
_WILL_WAIT = "`up` waits up to {} seconds for it."
_WILL_FAIL = "`up` fails until it is there."
_ALL_AT_ONCE = (
    "A preview lists the clicks for all users after `pulumi config set marketo:usersByHand always`."
)
_ROLE_IS_RIGHT = (
    "The same credentials read the list of users, which needs the same permissions. So if the role "
    "has them, Marketo lets no program make users here: set marketo:usersByHand to always, and the "
    "preview says what a person clicks instead."
)
_UNCLEAR = (
    "{0}. If these words are about a value, correct it in the program. Otherwise Marketo lets no "
    "program make this user, and a person must:{1}\n{2}"
)
_INVITED = (
    "{0} is invited and must accept an invitation first, as a person does, so API Only was "
    "probably not ticked: delete that invitation (Admin > Users & Roles > Users; select {0}; "
    "Delete User) and invite {0} again with API Only ticked"
)
_API_ONLY_NOT_TICKED = (
    "the user {} is there, but API Only is not ticked, so it is a person's user: tick API Only in "
    "Admin > Users & Roles > Users"
)
