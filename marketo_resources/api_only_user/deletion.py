"""Delete an API-only user, or have a person delete it where Marketo lets no program do so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from marketo_resources.api_only_user.by_hand.deleting import (
    Doomed,
    deleted_by_a_person,
    request_of,
    why_a_person_must,
)
from marketo_resources.api_only_user.by_hand.refusals import (
    Cause,
    Refusal,
    certain,
    refusal_of,
    why_no_program_may,
)
from marketo_resources.core.instance import Instance
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.errors import (
    MarketoError,
    NotFoundError,
    OutcomeUnknownError,
    UnexpectedAnswerError,
)

if TYPE_CHECKING:
    from marketo_resources.marketo.models import UserSummary

__all__ = ["delete_user"]


def delete_user(instance: Instance, doomed: Doomed) -> None:
    """Delete a user, or take its invitation back; one that is gone already is a success.

    Raises:
        ResourceError: if it is the user we act as, a person's, or in use; or is there still.
    """
    userid, email = doomed.userid, doomed.email_address
    if instance.is_own_user(userid, email):
        raise ResourceError(_OWN_USER.format(userid))
    if service := instance.services.old_token_of(userid, email):
        raise ResourceError(_STILL_ACTED_AS.format(userid, service))
    found = _found(instance, userid)
    if found is not None and not found.api_only:
        raise ResourceError(_PERSONS_USER.format(userid))
    if why := why_no_program_may(instance, "delete"):
        if found is not None or doomed.is_there():
            deleted_by_a_person(instance, doomed, request_of(instance, doomed, why), None)
    else:
        _delete(instance, doomed, is_user=found is not None)
    instance.forget_user(userid)


def _found(instance: Instance, userid: str) -> UserSummary | None:
    # The list is read once for all deletes of a command; a user is asked for by itself only where
    # the list does not show it as API-only.
    listed = instance.user_with_id(userid)
    if listed is not None and listed.api_only:
        return listed
    try:
        return instance.client.get_user(userid)
    except NotFoundError:
        return None


def _delete(instance: Instance, doomed: Doomed, *, is_user: bool) -> None:
    refusal = None
    try:
        _send(instance, doomed)
    except NotFoundError:
        is_user = False
    except (OutcomeUnknownError, UnexpectedAnswerError) as error:
        refusal = refusal_of(error, of_existing=True)
        if refusal is None and doomed.is_there():
            raise
    except MarketoError as error:
        refusal = refusal_of(error, of_existing=True)
        if refusal is None or refusal.cause is Cause.PERMISSION:
            raise
    if not is_user:
        _take_back_invitation(instance, doomed)
    elif refusal is not None:
        _after_refusal(instance, doomed, certain(refusal, instance))


def _send(instance: Instance, doomed: Doomed) -> None:
    with instance.delete_limit.counted(doomed.userid, doomed.is_there):
        instance.client.delete_user(doomed.userid)


def _after_refusal(instance: Instance, doomed: Doomed, refusal: Refusal) -> None:
    # Code 611 also means any failure inside Marketo, perhaps after the user was deleted.
    if not doomed.is_there():
        return
    request = why_a_person_must(instance, doomed, refusal)
    # Without the service, the call works.
    is_in_use = refusal.cause is Cause.SERVICE
    send = partial(_send, instance, doomed) if is_in_use else None
    deleted_by_a_person(instance, doomed, request, send)


def _take_back_invitation(instance: Instance, doomed: Doomed) -> None:
    refusal = None
    try:
        with instance.delete_limit.counted(doomed.userid, doomed.is_there):
            instance.client.delete_invited_user(doomed.userid)
    except NotFoundError:
        pass
    except MarketoError as error:
        refusal = refusal_of(error, of_existing=False)
        if refusal is None or refusal.cause is Cause.PERMISSION:
            raise
    # A refusal may say that it is neither a user nor an invitation: it is gone already.
    if not doomed.is_there():
        return
    if refusal is None or refusal.cause is not Cause.PROGRAMS:
        raise ResourceError(_STILL_THERE.format(doomed.userid))
    deleted_by_a_person(instance, doomed, why_a_person_must(instance, doomed, refusal), None)


_STILL_THERE = (
    "Marketo answered that it has no user {} to delete, but still shows it when asked for it, so "
    "it was not deleted. Run the same command again; if that stays, something between here and "
    "Marketo answers in its place"
)
_OWN_USER = (
    "{} is the user behind the credentials in use, and is never deleted. Use credentials of "
    "another custom service, or take the resource out of the stack with `pulumi state delete`"
)
_PERSONS_USER = (
    "the user {} is no longer API-only in Marketo. It may be a person's, and those "
    "are never deleted. Either delete it in Admin > Users & Roles > Users, or tick API Only there "
    "again, and run the same command again. Or leave it to that person, and take the resource out "
    "of the stack with `pulumi state delete`"
)
_STILL_ACTED_AS = (
    "{0} is not deleted yet: {1}, so what uses that service would stop working. Run the same "
    "command again after that time"
)
