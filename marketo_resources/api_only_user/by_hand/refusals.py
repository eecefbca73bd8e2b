"""Find why Marketo refused to make, change or delete a user: because of this user, or in general.

Adobe's pages disagree on whether programs may do these at all on Adobe identity, and give no code
for it. So the causes that a code or Marketo's words show are recognised first, and what is left may
mean that programs may not.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from marketo_resources.core.instance import Instance
from marketo_resources.marketo.errors import (
    AccessDeniedError,
    MarketoError,
    RefusedError,
    UnexpectedAnswerError,
)

__all__ = ["Cause", "Refusal", "always_why", "certain", "refusal_of", "why_no_program_may"]


class Cause(Enum):
    """Why a call was refused."""

    PERMISSION = "permission"
    """The caller's role lacks a permission."""
    SERVICE = "service"
    """A custom service uses the user."""
    SERVICE_OR_PROGRAMS = "either"
    """A custom service uses the user, or no program may do this."""
    PROGRAMS = "programs"
    """No program may do this."""
    UNCLEAR = "unclear"
    """A value is wrong, or no program may do this."""


class Refusal(NamedTuple):
    """A call that Marketo refused.

    Attributes:
        cause: Why, as far as status and code tell.
        error: What the client met.
    """

    cause: Cause
    error: MarketoError

    @property
    def answer(self) -> str:
        """Return Marketo's code, or else the HTTP status, and its words, for a message."""
        error = self.error
        number = f"HTTP {error.status}" if error.code is None else f"code {error.code}"
        return f'{number}: "{error.marketo_message}"' if error.marketo_message else number


_DENIED_BY_ROLE = frozenset({"603", "HTTP 401"})
_FOR_NO_PROGRAM = frozenset({"611", "616", "703", "HTTP 403", "HTTP 4xx"})
_NO_SUCH_CALL = frozenset({"605", "610", "HTTP 404"})
"""Rows of the error table for what an endpoint that does not exist answers."""
_IN_USE = "611"


def refusal_of(error: MarketoError, *, of_existing: bool) -> Refusal | None:
    """Return what an error says of a call that makes, changes or deletes a user.

    Args:
        error: What the call met.
        of_existing: Whether the call is about a user that is there.

    Returns:
        The refusal; None for an outage or a lost answer, which say nothing of the user.
    """
    cause = _cause(error, of_existing=of_existing)
    return None if cause is None else Refusal(cause, error)


def certain(refusal: Refusal, instance: Instance) -> Refusal:
    """Return a refusal with the cause that an earlier one of this command makes certain, if any."""
    is_either = refusal.cause is Cause.SERVICE_OR_PROGRAMS
    if is_either and instance.by_hand.refused("make"):
        return Refusal(Cause.PROGRAMS, refusal.error)
    return refusal


def _cause(error: MarketoError, *, of_existing: bool) -> Cause | None:
    if isinstance(error, AccessDeniedError) and error.trouble in _DENIED_BY_ROLE:
        return Cause.PERMISSION
    if isinstance(error, UnexpectedAnswerError):
        return Cause.PROGRAMS if error.trouble in _NO_SUCH_CALL else None
    if not isinstance(error, RefusedError | AccessDeniedError):
        return None
    if of_existing and error.trouble == _IN_USE:
        return _cause_of_611(error.marketo_message.casefold())
    return Cause.PROGRAMS if error.trouble in _FOR_NO_PROGRAM else Cause.UNCLEAR


def _cause_of_611(words: str) -> Cause:
    # Adobe publishes one text, which speaks of the service; its page about calls that programs may
    # not use speaks of the identity on which they are not available.
    if "service" in words:
        return Cause.SERVICE
    return Cause.PROGRAMS if "not available" in words else Cause.SERVICE_OR_PROGRAMS


def why_no_program_may(instance: Instance, act: str) -> str | None:
    """Return why no call is sent to make, change or delete a user; None if it is to be tried."""
    if instance.by_hand.always:
        return always_why(act)
    if answer := instance.by_hand.refused(act):
        return f"Marketo lets no program {act} users here ({answer})"
    return None


def always_why(act: str) -> str:
    """Return why no call is sent where the setting says so."""
    return f"usersByHand is always, so no program may {act} this user"
