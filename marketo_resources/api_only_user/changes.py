"""Bringing a user that exists in line with what is declared, step by step and repeatably.

Grants are added before others are removed, so that the user never lacks a role it shall keep. What
to send is computed from what Marketo holds now, so that running it again sends only what is left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketo_resources.api_only_user.access_state import has_passed, say_lock
from marketo_resources.api_only_user.properties import (
    HELD_BY_MARKETO,
    ApiOnlyUserInputs,
    ApiOnlyUserOutputs,
    held,
)
from marketo_resources.core import notices
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import comparable
from marketo_resources.errors import ResourceError
from marketo_resources.expiry import parse_instant
from marketo_resources.marketo.errors import OutcomeUnknownError, UnexpectedAnswerError
from marketo_resources.marketo.models import UpdateUserAttributesRequest, User
from marketo_resources.role_grants.grant import as_request, is_resolved, pairs
from marketo_resources.role_grants.resolution import Catalogue

__all__ = [
    "bring_in_line",
    "differences",
    "expiry_cannot_be_removed",
    "read_user",
    "recorded",
    "takes_away",
]


def read_user(instance: Instance, userid: str) -> User:
    """Return a user with its grants.

    Raises:
        NotFoundError: if Marketo has no such user, or only a pending invitation.
    """
    user = instance.client.get_user(userid)
    if user.user_role_workspaces:
        return user
    # An API-only user without any grant is rare; an answer without the field is as likely.
    grants = instance.client.get_user_roles(userid)
    return user.model_copy(update={"user_role_workspaces": grants})


def differences(
    inputs: ApiOnlyUserInputs, live: ApiOnlyUserOutputs, names: Collection[str] = HELD_BY_MARKETO
) -> list[str]:
    """Return which of the properties that are declared and known differ from what Marketo holds."""
    fields = ApiOnlyUserInputs.model_fields
    return [
        name
        for name in HELD_BY_MARKETO
        if name in names
        and name in inputs.model_fields_set
        and (name != "roles" or is_resolved(inputs.roles))
        and comparable(fields[name], getattr(inputs, name))
        != comparable(fields[name], getattr(live, name))
    ]


def bring_in_line(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, names: Collection[str]
) -> User:
    """Change the named properties of a user in Marketo to what is declared.

    If the answer to a write is lost, the user is read again and only what is left is sent, once.
    """
    try:
        return _change(instance, user, inputs, names)
    except (OutcomeUnknownError, UnexpectedAnswerError):
        return _change(instance, read_user(instance, user.userid), inputs, names)


def recorded(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, *, adopted: bool
) -> ApiOnlyUserOutputs:
    """Return what state keeps of a user, and note where Marketo differs from the declaration."""
    outputs = held(user, Catalogue.of(instance), inputs)
    left = differences(inputs, outputs)
    if left:
        told = "; ".join(_rewritten(name, inputs, outputs) for name in left)
        notices.say(
            f'ApiOnlyUser "{inputs.logical_name}"',
            f"Marketo holds other values than declared: {told}. The next preview lists this as an "
            "update. If it stays so, declare what Marketo holds to end it.",
        )
    say_lock(f'ApiOnlyUser "{inputs.logical_name}"', user)
    if not user.api_only:
        left.append("api_only")
        notices.say(
            f'ApiOnlyUser "{inputs.logical_name}"', f"{NO_LONGER_API_ONLY.format(user.userid)}."
        )
    return outputs.model_copy(update={"adopted": adopted, "unfinished": left or None})


def _rewritten(name: str, inputs: ApiOnlyUserInputs, outputs: ApiOnlyUserOutputs) -> str:
    declared, kept = (_told(getattr(of, name)) for of in (inputs, outputs))
    return f"{name}: declared {declared}, Marketo holds {kept}"


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "nothing"
    return repr(value) if value is not None else "nothing"


def _change(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, names: Collection[str]
) -> User:
    if not user.api_only:
        raise ResourceError(NO_LONGER_API_ONLY.format(user.userid))
    live = held(user, Catalogue.of(instance), inputs)
    differing = differences(inputs, live, names)
    if any(takes_away(live, inputs)) and instance.is_own_user(user.userid, user.email_address):
        raise ResourceError(OWN_USER.format(user.email_address))
    user = _change_attributes(instance, user, inputs, differing)
    return _change_grants(instance, user, inputs, live) if "roles" in differing else user


def expiry_cannot_be_removed(held_until: str) -> str:
    """Return why an expiry must be declared that Marketo holds, and what to declare."""
    if has_passed(held_until):
        return _PASSED_EXPIRY_CANNOT_BE_REMOVED.format(held_until)
    return _EXPIRY_CANNOT_BE_REMOVED.format(held_until)


def takes_away(before: ApiOnlyUserInputs, inputs: ApiOnlyUserInputs) -> Iterator[str]:
    """Yield which known changes take away access: another expiry, and grants that are missing."""
    known = before.model_fields_set & inputs.model_fields_set
    if "expires_at" in known and inputs.expires_at not in (None, before.expires_at):
        yield "expires_at"
    if "roles" in known and is_resolved(inputs.roles) and pairs(before.roles) - pairs(inputs.roles):
        yield "roles"


def _change_attributes(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, differing: Collection[str]
) -> User:
    changes: dict[str, object] = {
        name: getattr(inputs, name) for name in differing if name not in {"roles", "expires_at"}
    }
    if "expires_at" in differing:
        if inputs.expires_at is None:
            held_until = str(held(user, Catalogue.of(instance), inputs).expires_at)
            raise ResourceError(expiry_cannot_be_removed(held_until))
        changes["expires_at"] = parse_instant(inputs.expires_at)
    if not changes:
        return user
    answered = instance.client.update_user(user.userid, UpdateUserAttributesRequest(**changes))
    # The answer is the whole user; its grants are the ones read before if it leaves them out.
    grants = answered.user_role_workspaces or user.user_role_workspaces
    return answered.model_copy(update={"user_role_workspaces": grants})


def _change_grants(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, live: ApiOnlyUserOutputs
) -> User:
    wanted, present = pairs(inputs.roles), pairs(live.roles)
    grants = user.user_role_workspaces
    if added := wanted - present:
        grants = instance.client.add_roles(user.userid, as_request(added))
    if surplus := present - wanted:
        held_as = {(g.access_role_id, g.workspace_id) for g in user.user_role_workspaces}
        grants = instance.client.delete_roles(user.userid, as_request(_as_held(surplus, held_as)))
    return user.model_copy(update={"user_role_workspaces": grants})


def _as_held(
    surplus: frozenset[tuple[int, int]], held_as: set[tuple[int, int]]
) -> frozenset[tuple[int, int]]:
    # Where the only workspace stands for all of them, Marketo is told the pair that it holds.
    roles = {role for role, _ in surplus - held_as}
    return (surplus & held_as) | {pair for pair in held_as if pair[0] in roles}


NO_LONGER_API_ONLY = (
    "the user {} is no longer API-only in Marketo, so it is left alone: tick API "
    "Only again in Admin > Users & Roles > Users, or delete the user there, and run `pulumi up "
    "--refresh`"
)
OWN_USER = (
    "{} is the user behind the credentials in use: this would take away what the provider works "
    "with. Use credentials of another custom service for it, or change it in Admin"
)
_EXPIRY_CANNOT_BE_REMOVED = (
    "Marketo holds the expiry {0} for this user, and Adobe documents no call to remove one: "
    "declare expires_at={0!r} to keep it, or a later date; or clear it in Admin > Users & Roles > "
    "Users and run `pulumi up --refresh`"
)
_PASSED_EXPIRY_CANNOT_BE_REMOVED = (
    "Marketo holds the expiry {0} for this user, which has passed, and Adobe documents no call to "
    "remove one: declare expires_at={0!r} to leave the user without access. A later date gives "
    "access back, and so does clearing it in Admin > Users & Roles > Users before "
    "`pulumi up --refresh`"
)
