"""Let a person delete a user that Marketo lets no program delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from marketo_resources.api_only_user.by_hand.procedure import to_delete, to_delete_unused, to_free
from marketo_resources.api_only_user.by_hand.refusals import Cause, Refusal
from marketo_resources.api_only_user.by_hand.waiting import Look, Task, done_by_a_person
from marketo_resources.core.instance import Instance
from marketo_resources.marketo.errors import MarketoError

__all__ = ["Doomed", "deleted_by_a_person", "request_of", "why_a_person_must"]

_TRIED_AGAIN_EVERY = 60.0
"""Seconds between tries of a call that fails as long as a custom service uses the user."""


class Doomed(NamedTuple):
    """A user that is to be deleted.

    Attributes:
        resource: The resource that has it, as notices name it.
        userid: The user.
        email_address: Its address, by which the admin pages list it.
        wait_for_person: How many seconds a command waits for people.
        is_there: Asks Marketo whether the user or its invitation is there still.
    """

    resource: str
    userid: str
    email_address: str
    wait_for_person: int
    is_there: Callable[[], bool]


def why_a_person_must(instance: Instance, doomed: Doomed, refusal: Refusal) -> str:
    """Return why a person must free or delete a user whose deletion was refused.

    Raises:
        MarketoError: if it was refused for a reason that no click removes.
    """
    if refusal.cause in {Cause.PERMISSION, Cause.UNCLEAR}:
        raise refusal.error
    if refusal.cause is Cause.PROGRAMS:
        instance.by_hand.note_refused("delete", refusal.answer)
        why = f"Marketo lets no program delete this user ({refusal.answer})"
        return request_of(instance, doomed, why)
    services = instance.services.of(doomed.userid, doomed.email_address)
    text = _IN_USE if refusal.cause is Cause.SERVICE else _IN_USE_OR_NOT
    return text.format(
        doomed.userid, refusal.answer, to_free(services), to_delete_unused(doomed.email_address)
    )


def request_of(instance: Instance, doomed: Doomed, why: str) -> str:
    """Return what a person is asked to do where no program may delete users."""
    services = instance.services.of(doomed.userid, doomed.email_address)
    return _REQUEST.format(why, to_delete(doomed.email_address, services))


def deleted_by_a_person(
    instance: Instance, doomed: Doomed, request: str, send: Callable[[], None] | None
) -> None:
    """Wait until a person has deleted a user, or has freed it so that it can be deleted.

    Args:
        instance: Where the user lives.
        doomed: The user.
        request: Why a person must, and the clicks.
        send: Sends the deletion again, where a custom service is in the way.

    Raises:
        ResourceError: if the user is still there when the time is over.
    """
    task = Task(
        resource=doomed.resource,
        seconds=doomed.wait_for_person,
        what=f"the user {doomed.email_address} to be deleted",
        request=request,
        afterwards=_AFTERWARDS,
        done=f"the user {doomed.email_address} is gone now.",
    )
    look = _LookWhetherGone(instance, doomed, send, task)
    done_by_a_person(instance, task, look, look.gone)


class _LookWhetherGone(Look):
    """Look whether a user is gone; now and then send its deletion again."""

    def __init__(
        self, instance: Instance, doomed: Doomed, send: Callable[[], None] | None, task: Task
    ) -> None:
        super().__init__(task)
        self._clock = instance.clock
        self._doomed = doomed
        self._send = send
        self._tried_at = self._clock.now()

    def gone(self, _since: float) -> bool | None:
        """Return True if the user is gone."""
        now = self._clock.now()
        if self._send is not None and now >= self._tried_at + _TRIED_AGAIN_EVERY:
            self._tried_at = now
            self._try(self._send)
        return None if self._doomed.is_there() else True

    @staticmethod
    def _try(send: Callable[[], None]) -> None:
        try:
            send()
        except MarketoError:
            return


_REQUEST = "{}. A person must:{}"
_AFTERWARDS = "Then run the same command again."
_IN_USE = (
    "Marketo refuses to delete {0}, and it is still there ({1}): a custom service uses it. Marketo "
    "has no call for services, so a person must:{2}"
)
_IN_USE_OR_NOT = (
    "Marketo refuses to delete {0}, and it is still there ({1}). The usual reason is that a "
    "custom service uses it. Marketo has no call for services, so a person must:{2}\nOtherwise "
    "Marketo failed for the moment, or lets no program delete users here. Then a person can:{3}"
)
