"""Prove of a custom service what its own credentials can prove.

A token costs none of the daily quota. Everything else does, and a refused probe may reach an
administrator as a notification, so permissions are asked for only where that is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Partial, Problem
from marketo_resources.custom_service.properties import CustomServiceInputs
from marketo_resources.marketo.errors import (
    AccessDeniedError,
    CredentialsRejectedError,
    MarketoError,
    NotFoundError,
    RefusedError,
    UnusableTokenError,
)
from marketo_resources.permissions.probes import Probe, probes_for
from marketo_resources.permissions.verdicts import Verdict, findings

if TYPE_CHECKING:
    from marketo_resources.marketo import MarketoClient

__all__ = ["OtherUser", "Verification", "is_rejected", "nameless_token", "verify_service"]

_LONGEST_TOKEN_LIFE = 3600.0
"""Longest life of a token, in seconds, by Adobe's page; an answer may not say it."""
_ROUNDING_UP = timedelta(minutes=1) - timedelta.resolution
"""Added to a time before its seconds are cut off, so that it is the minute after."""
_UNKNOWN_CLIENT = "no client with requested id"


@dataclass(frozen=True)
class OtherUser:
    """A user that a service's token acts as, though another one is declared.

    Attributes:
        names: Its userid and its e-mail address, in lower case, as far as they are known.
        until: When the token ends. Until then Identity gives everybody this same token, so a
            service that was linked to another user goes on acting as the one before.
    """

    names: frozenset[str]
    until: datetime

    def __str__(self) -> str:
        """Return how to name it to a person: by its address, if one is known."""
        return min(self.names, key=lambda name: ("@adobe.com" in name, "@" not in name, name))

    @property
    def at(self) -> str:
        """Return the minute by which the token has ended, such as `14:05 UTC`."""
        return f"{self.until + _ROUNDING_UP:%H:%M} UTC"


@dataclass(frozen=True)
class Verification:
    """Hold what was found out: what is wrong, and which permissions could not be proved."""

    problems: tuple[Problem, ...] = ()
    unverified: tuple[str, ...] = ()
    acts_as: OtherUser | None = None
    """The user that the token acts as, if that is not the one that is declared."""


def verify_service(
    instance: Instance, inputs: Partial[CustomServiceInputs], *, probing: bool, worked_before: bool
) -> Verification:
    """Use a service's credentials, and return what is wrong with it and what is not proved.

    Args:
        instance: Where the service lives.
        inputs: What is declared; the credentials are known, the rest as far as it is.
        probing: Whether to ask for the usage and the declared permissions too.
        worked_before: Whether this client id was verified on this instance once, so that it can
            only have been deleted since if it is unknown now.

    Raises:
        MarketoError: if Marketo cannot be asked; that says nothing about the service.
    """
    client = instance.client_of(inputs.known.client_id, inputs.known.client_secret)
    try:
        owner = client.token_owner()
    except CredentialsRejectedError as rejection:
        return Verification((_rejected(instance, inputs, rejection, worked_before=worked_before),))
    if problem := nameless_token(instance, inputs, owner):
        return Verification((problem,))
    if names := _other_user(instance, inputs, owner):
        left = min(client.token_seconds_left(), _LONGEST_TOKEN_LIFE)
        ends = instance.clock.epoch() + left
        other = OtherUser(names, datetime.fromtimestamp(ends, UTC))
        return Verification((_acts_as_another(instance, inputs, other),), acts_as=other)
    if not probing:
        return Verification()
    if problem := _two_users(instance, inputs):
        return Verification((problem,))
    wanted = inputs.get("permissions", None) or ()
    return instance.verified_once(
        (inputs.known.client_id, inputs.known.client_secret, *wanted),
        lambda: _probed(instance, inputs, client, wanted),
    )


def is_rejected(instance: Instance, inputs: Partial[CustomServiceInputs]) -> bool:
    """Return whether the credentials are refused now, as those of a deleted service are."""
    with instance.new_client_of(inputs.known.client_id, inputs.known.client_secret) as client:
        try:
            client.token_owner()
        except CredentialsRejectedError:
            return True
    return False


def _probed(
    instance: Instance,
    inputs: Partial[CustomServiceInputs],
    client: MarketoClient,
    wanted: Sequence[str],
) -> Verification:
    try:
        client.get_usage()
    except (AccessDeniedError, CredentialsRejectedError, UnusableTokenError) as denial:
        # Adobe does not say whether Identity itself refuses a user who is locked or expired.
        state = _state_of_user(instance, inputs)
        reason = f"gets a token that is refused, because {state}" if state else str(denial)
        return Verification((Problem("client_id", reason),))
    sent = probes_for(wanted)
    answers = {probe.path: code for probe in sent for code in _answer(client, probe)}
    found = findings(wanted, answers)
    missing = [str(finding) for finding in found if finding.verdict is Verdict.MISSING]
    return Verification(
        tuple(Problem("permissions", f"are not all there. {reason}") for reason in missing),
        tuple(
            name
            for finding in found
            if finding.verdict is Verdict.NOT_VERIFIABLE
            for name in finding.permissions
        ),
    )


def _answer(client: MarketoClient, probe: Probe) -> list[int | None]:
    """Return what a probe was answered with, as verdicts take it; nothing without an answer."""
    try:
        client.probe(probe.path, probe.opened_by, needs_all=probe.needs_all)
    except MarketoError as error:
        code = error.status if error.code is None else error.code
        return [] if code is None else [code]
    return [None]


def _rejected(
    instance: Instance,
    inputs: Partial[CustomServiceInputs],
    rejection: CredentialsRejectedError,
    *,
    worked_before: bool,
) -> Problem:
    if state := _state_of_user(instance, inputs):
        return Problem("client_id", f"gets no token, because {state}")
    if _UNKNOWN_CLIENT in rejection.marketo_message.casefold():
        reason = _DELETED if worked_before else _UNKNOWN_HERE
        return Problem("client_id", reason.format(inputs.known.client_id, instance.host))
    return Problem(
        "client_secret",
        _NOT_ACCEPTED.format(inputs.known.client_id, rejection.marketo_message),
    )


def _state_of_user(instance: Instance, inputs: Partial[CustomServiceInputs]) -> str | None:
    """Return why nobody can act as the user; None if the reason is not the user."""
    userid = inputs.get("user_id", None)
    if userid is None:
        return None
    try:
        user = instance.client.get_user(userid)
    except NotFoundError:
        return f"its user {userid} is not in Marketo"
    except MarketoError:
        return None  # this only explains a refusal, which is reported anyway
    if user.expires_at and user.expires_at <= datetime.now(UTC):
        ended = user.expires_at.isoformat()
        return f"the access of its user {userid} ended on {ended}: give it a later expires_at"
    if user.is_locked:
        reason = f" ({user.locked_reason})" if user.locked_reason else ""
        return f"its user {userid} is locked{reason}: a person can unlock it in Admin > Users"
    return None


def nameless_token(
    instance: Instance, inputs: Partial[CustomServiceInputs], owner: str
) -> Problem | None:
    """Return what is wrong if the token does not name its user at all."""
    if not _declared_names(inputs) or owner.strip():
        return None
    return Problem("client_id", _NAMELESS.format(inputs.known.client_id, instance.host))


def _other_user(
    instance: Instance, inputs: Partial[CustomServiceInputs], owner: str
) -> frozenset[str]:
    """Return the names of the token's user, if it is another than is declared."""
    wanted = _declared_names(inputs)
    if not wanted or owner.strip().lower() in wanted:
        return frozenset()
    # The token may name the user by its other name, or by an id that means nothing to a person.
    names = instance.names_of(owner)
    return frozenset() if wanted & names else names


def _two_users(instance: Instance, inputs: Partial[CustomServiceInputs]) -> Problem | None:
    """Return what is wrong if id and address name two users: either alone would fit the token."""
    userid, email = (inputs.get(name, None) for name in ("user_id", "email_address"))
    if userid is None or email is None or len(_declared_names(inputs)) == 1:
        return None
    try:
        user = instance.client.get_user(userid)
    except (NotFoundError, RefusedError):
        return None  # a new user may not be visible yet, and a pending one is not there
    if user.email_address.strip().lower() == email.strip().lower():
        return None
    if all(one.userid == user.userid for one in instance.users_with(email)):
        return None  # the address may have changed since
    return Problem("email_address", _TWO_USERS.format(user.email_address))


def _declared_names(inputs: Partial[CustomServiceInputs]) -> set[str]:
    known = [inputs.get(name, None) for name in ("user_id", "email_address")]
    return {name.strip().lower() for name in known if name}


def _acts_as_another(
    instance: Instance, inputs: Partial[CustomServiceInputs], other: OtherUser
) -> Problem:
    acts, wanted = _either(other.names), _either(_declared_names(inputs))
    text = _ACTS_AS.format(inputs.known.client_id, acts, instance.host, wanted, other.at)
    return Problem("client_id", text)


def _either(names: Iterable[str]) -> str:
    return " / ".join(sorted(names))


_ACTS_AS = (
    "{0} acts as {1} on {2}, not as {3}: these are the credentials of another custom service, or "
    "its API Only User must be changed in Admin > Integration > LaunchPoint. If that was done "
    "already, wait until {4}: until then Identity hands out the old token"
)
_TWO_USERS = (
    "belongs to another user than user_id, which is the id of {}: give user_id and email_address "
    "of the same user"
)
_NAMELESS = (
    "{0} gets a token from {1} that does not say whom it acts as, so it cannot be verified. Try "
    "again later; if it stays, ask Adobe's support why the token has no scope"
)
_DELETED = (
    "{0} worked and is no longer known to {1}: its custom service was deleted in Admin > "
    "Integration > LaunchPoint. Make it again and configure its new credentials, or take this "
    "resource out of the program. If its new credentials are configured already, `up` verifies them"
)
_NOT_ACCEPTED = (
    "is not accepted for {} ({}). Copy the Client Secret from Admin > Integration > LaunchPoint > "
    "View Details to where the program takes it from (if that is the stack's configuration, with "
    "`pulumi config set --secret`)"
)
_UNKNOWN_HERE = (
    "{0} is not known to {1}: there is no custom service with this Client Id, so it is mistyped, "
    "was deleted, or belongs to another Marketo instance. Compare it with Admin > Integration > "
    "LaunchPoint > View Details of this instance"
)
