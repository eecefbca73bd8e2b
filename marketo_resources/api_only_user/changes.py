"""Change a user in Marketo to what is declared, step by step and repeatably.

Grants are added before others are removed, so that the user never lacks a role it shall keep. What
to send is computed from what Marketo holds now, so that running it again sends only what is left.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from marketo_resources import marketo
from marketo_resources.api_only_user.access_state import say_lock
from marketo_resources.api_only_user.by_hand.changing import (
    NO_EXPIRY,
    Change,
    changed_by_a_person,
    why_a_person_must,
)
from marketo_resources.api_only_user.by_hand.refusals import (
    Cause,
    certain,
    refusal_of,
    why_no_program_may,
)
from marketo_resources.api_only_user.comparison import (
    difference_in_words,
    differences,
    held,
    takes_away,
)
from marketo_resources.api_only_user.properties import ApiOnlyUserInputs, ApiOnlyUserOutputs
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.api_only_user.refused_changes import (
    NO_LONGER_API_ONLY,
    OWN_USER,
    expiry_cannot_be_removed,
)
from marketo_resources.core import notices
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Partial, value_of
from marketo_resources.errors import ResourceError
from marketo_resources.expiry import parse_instant
from marketo_resources.marketo.errors import (
    MarketoError,
    OutcomeUnknownError,
    UnexpectedAnswerError,
)
from marketo_resources.role_grants.grant import as_request, pairs
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import UpdateUserAttributesRequest, User

__all__ = ["bring_in_line", "recorded"]


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
    outputs = held(user, Catalogue.of(instance), Partial(inputs))
    left = differences(Partial(inputs), outputs)
    if left == ["expires_at"] and (why := instance.by_hand.refused(NO_EXPIRY)):
        until = _ENDS_AS_BEFORE.format(outputs.expires_at) if outputs.expires_at else _NEVER_ENDS
        text = _NO_EXPIRY.format(why, inputs.expires_at, until)
        notices.say(f'ApiOnlyUser "{inputs.logical_name}"', text)
    elif left:
        words = "; ".join(difference_in_words(name, Partial(inputs), outputs) for name in left)
        notices.say(
            f'ApiOnlyUser "{inputs.logical_name}"',
            f"Marketo holds other values than declared: {words}. This is recorded as unfinished, "
            "and the next preview lists it as an update. If it stays so, declare what Marketo "
            "holds to end it.",
        )
    say_lock(f'ApiOnlyUser "{inputs.logical_name}"', user)
    if not user.api_only:
        left.append("api_only")
        notices.say(
            f'ApiOnlyUser "{inputs.logical_name}"', f"{NO_LONGER_API_ONLY.format(user.userid)}."
        )
    return outputs.model_copy(update={"adopted": adopted, "unfinished": left or None})


def _change(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, names: Collection[str]
) -> User:
    if not user.api_only:
        raise ResourceError(NO_LONGER_API_ONLY.format(user.userid))
    live = held(user, Catalogue.of(instance), Partial(inputs))
    differing = differences(Partial(inputs), live, names)
    if any(takes_away(Partial(live), Partial(inputs))) and instance.is_own_user(
        user.userid, user.email_address
    ):
        raise ResourceError(OWN_USER.format(user.email_address))
    user = _change_attributes(instance, user, inputs, differing)
    return _change_grants(instance, user, inputs, live) if "roles" in differing else user


def _change_attributes(
    instance: Instance, user: User, inputs: ApiOnlyUserInputs, differing: Collection[str]
) -> User:
    changes: dict[str, object] = {
        name: value_of(inputs, name) for name in differing if name not in {"roles", "expires_at"}
    }
    if "expires_at" in differing:
        if inputs.expires_at is None:
            held_until = str(held(user, Catalogue.of(instance), Partial(inputs)).expires_at)
            raise ResourceError(expiry_cannot_be_removed(held_until))
        changes["expires_at"] = parse_instant(inputs.expires_at)
    if not changes:
        return user
    request = marketo.models.UpdateUserAttributesRequest(**changes)
    change = Change(instance, user, Partial(inputs), list(changes))
    if why := why_no_program_may(instance, "change"):
        return changed_by_a_person(change, why)
    send = partial(_sent, instance, user, request)
    try:
        return send()
    except MarketoError as error:
        refusal = refusal_of(error, of_existing=True)
        if refusal is None:
            raise
    refusal = certain(refusal, instance)
    why = why_a_person_must(change, refusal)
    # Without the service, the call may work.
    return changed_by_a_person(change, why, send if refusal.cause is Cause.SERVICE else None)


def _sent(instance: Instance, user: User, request: UpdateUserAttributesRequest) -> User:
    answered = instance.client.update_user(user.userid, request)
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
    # Where the only workspace stands for all of them, Marketo is sent the pair that it holds.
    roles = {role for role, _ in surplus - held_as}
    return (surplus & held_as) | {pair for pair in held_as if pair[0] in roles}


_NO_EXPIRY = (
    "{0}, and the dialog of Marketo's page has no expiry: nobody could set expires_at={1!r}, so "
    "the access of this user {2}. This is recorded as unfinished, and each `up` tries "
    "again. If Admin > Users & Roles > Users shows an expiry for this user, set it there. "
    "Otherwise take expires_at out of the program."
)
_NEVER_ENDS = "does not end"
_ENDS_AS_BEFORE = "ends on {} as before"
