"""Judge whether a user that exists already may become the one that a program declares.

A person's user never may. An API-only user may in three cases: the program says `adopt=True`; or it
equals the declaration and has never logged in, as an interrupted `up` leaves it; or it is as a
person makes it, in a dialog that takes less than a program can declare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from marketo_resources.api_only_user.comparison import (
    change_in_words,
    differences,
    held,
    takes_away,
)
from marketo_resources.api_only_user.properties import (
    ATTRIBUTES,
    HELD_BY_MARKETO,
    ApiOnlyUserInputs,
    ApiOnlyUserOutputs,
)
from marketo_resources.api_only_user.reading import read_user
from marketo_resources.api_only_user.refused_changes import OWN_USER, expiry_cannot_be_removed
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Partial, Problem
from marketo_resources.marketo.errors import NotFoundError
from marketo_resources.role_grants.grant import is_resolved, pairs
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import User, UserSummary

__all__ = ["Verdict", "judge"]


class Verdict(NamedTuple):
    """Hold whether an existing user may become this resource's, and what to say of it."""

    problems: tuple[Problem, ...] = ()
    notice: str = ""
    adopted: bool = False
    """Whether it was somebody else's before, so that a delete leaves it in Marketo."""
    user: User | None = None


def judge(
    instance: Instance, found: Sequence[UserSummary], inputs: Partial[ApiOnlyUserInputs]
) -> Verdict:
    """Judge the users that already have the e-mail address of a new resource.

    Args:
        instance: Where the users live; one of them may be read.
        found: The users with this e-mail address, at least one.
        inputs: What is declared, as far as it is known.
    """
    email = inputs.known.email_address
    if reason := _cannot_be_taken(found, inputs):
        return _refusal(reason)
    try:
        user = read_user(instance, found[0].userid)
    except NotFoundError:
        return _refusal(_JUST_DELETED.format(email, found[0].userid))
    live = held(user, Catalogue.of(instance), inputs)
    if instance.ownership.was_left_for(inputs.resource, user.userid):
        return Verdict(user=user)
    if inputs.known.adopt or instance.ownership.was_left_adopted(user.userid):
        return _adoption(instance, user, live, inputs)
    return _continuation(instance, user, live, inputs)


def _cannot_be_taken(
    found: Sequence[UserSummary], inputs: Partial[ApiOnlyUserInputs]
) -> str | None:
    email = inputs.known.email_address
    if len(found) > 1:
        ids = ", ".join(user.userid for user in found)
        return f"{email} belongs to {len(found)} users in Marketo ({ids}): delete one"
    if not found[0].api_only:
        return (
            f"{email} belongs to a person's user in Marketo, and those are never changed or "
            "adopted. Use another address for the API-only user. If a person made it for this "
            "resource, tick API Only in Admin > Users & Roles > Users"
        )
    if inputs.known.adopt is False:
        return (
            f"{email} already belongs to an API-only user in Marketo, and adopt=False. {_RENAMED} "
            f"{_OTHERWISE}"
        )
    return None


def _adoption(
    instance: Instance, user: User, live: ApiOnlyUserOutputs, inputs: Partial[ApiOnlyUserInputs]
) -> Verdict:
    names = differences(inputs, live)
    if "expires_at" in names and inputs.known.expires_at is None:
        reason = expiry_cannot_be_removed(str(live.expires_at))
        return Verdict((Problem("expires_at", reason),), user=user)
    if any(takes_away(Partial(live), inputs)) and instance.is_own_user(
        user.userid, user.email_address
    ):
        return Verdict((Problem("email_address", OWN_USER.format(user.email_address)),), user=user)
    keeping = (
        " A later delete deletes the user, because of delete_adopted=True."
        if inputs.known.delete_adopted
        else " A later delete leaves the user in Marketo."
    )
    listed = [change_in_words(name, live, inputs, Catalogue.of(instance)) for name in names]
    listed += [f"{name}, known only during `up`" for name in _unknown(inputs)]
    changes = "; ".join(listed) or "nothing changes"
    notice = f"adopts the API-only user {_named(user)}: {changes}.{keeping}"
    return Verdict(notice=notice, adopted=True, user=user)


def _continuation(
    instance: Instance, user: User, live: ApiOnlyUserOutputs, inputs: Partial[ApiOnlyUserInputs]
) -> Verdict:
    names = differences(inputs, live)
    if _is_from_a_dialog(instance, user, live, inputs, names):
        return _of_a_person(instance, user, live, inputs, names)
    if not names and user.last_login_at is None:
        unknown = ", ".join(_unknown(inputs))
        but = _AS_FAR_AS_KNOWN.format(unknown) * bool(unknown)
        return Verdict(
            notice=f"continues with the API-only user {_named(user)}, which "
            f"equals the declaration{but} and has never logged in. {_LEFT_BY} "
            "Operations that Pulumi calls pending are cleared by "
            "`pulumi refresh --clear-pending-creates`.",
            user=user,
        )
    reason = _of_somebody_else(instance, user, live, inputs, names)
    return Verdict(_refusal(reason).problems, user=user)


def _of_somebody_else(
    instance: Instance,
    user: User,
    live: ApiOnlyUserOutputs,
    inputs: Partial[ApiOnlyUserInputs],
    names: Sequence[str],
) -> str:
    """Return why a user is not continued with, and what to do: the likeliest case first."""
    catalogue = Catalogue.of(instance)
    listed = "; ".join(change_in_words(name, live, inputs, catalogue) for name in names)
    causes = [_RENAMED, _made_wrong(instance, user, names)]
    if instance.by_hand.always:
        causes.reverse()
    sentences = [
        _NOT_THIS_RESOURCES.format(live.email_address),
        f"It differs from the declaration: {listed}." * bool(listed),
        _HAS_LOGGED_IN * (user.last_login_at is not None),
        *causes,
        _OTHERWISE,
    ]
    return " ".join(filter(None, sentences))


def _is_from_a_dialog(
    instance: Instance,
    user: User,
    live: ApiOnlyUserOutputs,
    inputs: Partial[ApiOnlyUserInputs],
    names: Sequence[str],
) -> bool:
    """Return whether a person may have made it for this resource.

    The dialog of Adobe identity takes names and a role, but neither a workspace nor an expiry.
    Where only people make users, one may have been tried with its service already.
    """
    always, is_new = instance.by_hand.always, user.last_login_at is None
    if not names:
        return always and not is_new
    if not {"roles", "expires_at"}.issuperset(names) or not (always or is_new):
        return False
    if "expires_at" in names and live.expires_at is not None:
        return False
    return (always and is_new) or _roles_of(Partial(live)) <= _roles_of(inputs)


def _made_wrong(instance: Instance, user: User, names: Sequence[str]) -> str:
    """Return what to do if a person made the user for this resource, and made a mistake."""
    wrong = [name for name in names if name in ATTRIBUTES] or names
    acts = [f"correct {', '.join(wrong)} in Admin > Users & Roles > Users; Edit User"] * bool(wrong)
    if user.last_login_at is not None and not instance.by_hand.always:
        acts.append("set marketo:usersByHand to always, because it was used already")
    return f"If a person made it for this resource, {', and '.join(acts)}."


def _roles_of(properties: Partial[ApiOnlyUserInputs]) -> set[int]:
    return {role for role, _ in pairs(properties.get("roles", ()))}


def _of_a_person(
    instance: Instance,
    user: User,
    live: ApiOnlyUserOutputs,
    inputs: Partial[ApiOnlyUserInputs],
    names: Sequence[str],
) -> Verdict:
    catalogue = Catalogue.of(instance)
    changes = [change_in_words(name, live, inputs, catalogue) for name in names]
    text = _FROM_A_DIALOG.format(_named(user), "; ".join(changes) or "nothing changes")
    return Verdict(notice=text, user=user)


def _named(user: User) -> str:
    email_address = user.email_address.strip().lower()
    if user.userid.strip().lower() == email_address:
        return email_address
    return f"{email_address} ({user.userid})"


def _unknown(inputs: Partial[ApiOnlyUserInputs]) -> Iterator[str]:
    """Yield what a preview does not know, because other resources are still to be made."""
    yield from (name for name in HELD_BY_MARKETO if not inputs.knows(name))
    if not is_resolved(inputs.get("roles", ())):
        yield "some of the roles"


_NOT_THIS_RESOURCES = (
    "{} already belongs to an API-only user in Marketo that is not this resource's."
)
_RENAMED = (
    "If this resource was renamed or moved under another parent, give it the option `aliases`, or "
    "run `pulumi state rename`: then it keeps its user."
)
_OTHERWISE = (
    "Otherwise use another address, or set adopt=True to manage that user here; a later delete "
    "then leaves it in Marketo"
)
_AS_FAR_AS_KNOWN = (
    " (except {}, known only during `up`: if that differs then, `up` refuses the user)"
)
_HAS_LOGGED_IN = "It has logged in before, so it may be in use."
_LEFT_BY = (
    "An interrupted `up` leaves such a user, and so does a resource that was renamed without "
    "`aliases`. If another stack manages it instead, take it out of one of the two, because a "
    "destroy of either deletes it."
)
_FROM_A_DIALOG = (
    "continues with the API-only user {}, as a person makes it in Marketo for this resource: {}. "
    "If another stack manages it instead, take it out of one of the two, because a destroy of "
    "either deletes it."
)
_JUST_DELETED = (
    "{} belongs to the user {} in Marketo's list of users, but there is no such user when asked "
    "for it: somebody has just deleted it. Run the same command again"
)


def _refusal(reason: str) -> Verdict:
    return Verdict((Problem("email_address", reason),))
