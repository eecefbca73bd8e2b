"""Deleting an API-only user: who is never deleted, and what counts as gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from marketo_resources.core.instance import Instance
from marketo_resources.errors import ResourceError
from marketo_resources.marketo.errors import (
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    UnexpectedAnswerError,
    UserInUseError,
)
from marketo_resources.marketo.models import UserSummary

__all__ = ["delete_user"]


def delete_user(
    instance: Instance, userid: str, email_address: str, is_there: Callable[[], bool]
) -> None:
    """Delete a user, or take its invitation back; one that is gone already is a success.

    Args:
        instance: Where the user lives.
        userid: The user.
        email_address: Its address, by which the token may name the user that we act as.
        is_there: Asks Marketo whether the user or its invitation is there still.

    Raises:
        ResourceError: if it is the user we act as, a person's, or in use; or is there still.
    """
    if instance.is_own_user(userid, email_address):
        raise ResourceError(_OWN_USER.format(userid))
    found = _found(instance, userid)
    if found is not None and not found.api_only:
        raise ResourceError(_PERSONS_USER.format(userid))
    _delete(instance, userid, is_there, is_user=found is not None)
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


def _delete(
    instance: Instance, userid: str, is_there: Callable[[], bool], *, is_user: bool
) -> None:
    try:
        with instance.delete_limit.counted(userid, is_there):
            instance.client.delete_user(userid)
    except NotFoundError:
        is_user = False
    except UserInUseError as refusal:
        # 611 also stands for everything that failed inside, after the effect perhaps.
        if is_user and is_there():
            raise ResourceError(_IN_USE.format(userid, refusal.marketo_message)) from None
    except RefusedError:
        if is_user:
            raise
    except (OutcomeUnknownError, UnexpectedAnswerError):
        if is_there():
            raise
    if not is_user:
        _take_back_invitation(instance, userid, is_there)


def _take_back_invitation(instance: Instance, userid: str, is_there: Callable[[], bool]) -> None:
    # A refusal says that it is neither a user nor an invitation: it is gone already.
    with suppress(NotFoundError, RefusedError), instance.delete_limit.counted(userid, is_there):
        instance.client.delete_invited_user(userid)
    if is_there():
        raise ResourceError(_STILL_THERE.format(userid))


_IN_USE = (
    "Marketo refuses to delete {0}, and it is still there (code 611: {1!r}). The usual reason is "
    "that a custom service uses it. Marketo has no call to delete a service, so a person must: "
    "Admin > Integration > LaunchPoint, select the service whose API Only User is this one, "
    "Service Actions > Delete Service. Then run the same command again. If no service uses it, "
    "Marketo failed inside: run the same command again later"
)
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
