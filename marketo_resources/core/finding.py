"""Find the role, workspace or user that somebody means by an id, a name or an e-mail address.

Ids decide before names. Marketo does not promise that a name is there once only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from marketo_resources.core.fields import composed
from marketo_resources.core.instance import Instance
from marketo_resources.errors import ResourceError
from marketo_resources.spelling import did_you_mean, similar

if TYPE_CHECKING:
    from marketo_resources.marketo.models import Role, UserSummary, Workspace

__all__ = [
    "find_role",
    "find_user",
    "find_workspace",
    "is_standard",
    "meant",
    "named",
    "near",
    "near_roles",
    "only_user",
    "told_apart",
    "users_meant",
    "with_ids",
]

Named = TypeVar("Named", "Role", "Workspace")
Found = TypeVar("Found")


def find_role(instance: Instance, wanted: str) -> Role:
    """Return the role of an id or an exact name.

    Raises:
        ResourceError: if there is none, or several have the name.
    """
    found = _looked_up(instance.roles, lambda roles: _by_id_or_name(roles, wanted))
    return _only("role", wanted, found, told_apart, lambda: near_roles(instance.roles(), wanted))


def find_workspace(instance: Instance, wanted: str) -> Workspace:
    """Return the workspace of an id or an exact name.

    Raises:
        ResourceError: if there is none, or several have the name.
    """
    known = instance.workspaces()
    names = [one.name for one in known]
    found = _by_id_or_name(known, wanted)
    return _only("workspace", wanted, found, told_apart, lambda: near(wanted, names))


def find_user(instance: Instance, wanted: str) -> UserSummary:
    """Return the user of a userid or an e-mail address, as the list of users has it.

    Raises:
        ResourceError: if there is none, or several have the address.
    """
    return only_user(instance, wanted, users_meant(instance, wanted))


def users_meant(instance: Instance, wanted: str) -> list[UserSummary]:
    """Return the users of a userid or an e-mail address; ask again if there is none."""

    def find(users: list[UserSummary]) -> list[UserSummary]:
        return [one for one in users if one.userid == wanted] or instance.users_with(wanted)

    return _looked_up(instance.users, find)


def only_user(instance: Instance, wanted: str, found: Sequence[UserSummary]) -> UserSummary:
    """Return the only one of the users that somebody means.

    Raises:
        ResourceError: if there is none, or several have the address.
    """
    return _only("user", wanted, found, _userids, lambda: near(wanted, _addresses(instance)))


def named(known: Sequence[Named], name: str) -> list[Named]:
    """Return those of this name, in whichever of Unicode's forms it is written."""
    return [one for one in known if composed(one.name) == composed(name)]


def with_ids(known: Sequence[Named], ids: Sequence[object]) -> list[Named]:
    """Return those of these ids."""
    return [one for one in known if str(one.id) in ids]


def meant(found: Sequence[Named], stood_for: Sequence[object]) -> list[Named]:
    """Return the one that a name has stood for, where several names became equal.

    Version 0.1.0 told names apart that look the same; what it recorded stays valid.
    """
    if len({one.name for one in found}) == len(found) > 1:
        return with_ids(found, stood_for) or list(found)
    return list(found)


def told_apart(found: Sequence[Named]) -> str:
    """Return how those of one name differ: by their ids, and by their letters if these differ."""
    if len({one.name for one in found}) == 1:
        return f"ids {', '.join(str(one.id) for one in found)}"
    return ", ".join(f"id {one.id}: {one.name!a}" for one in found)


def is_standard(role: Role) -> bool:
    """Return whether a role came with Marketo; the type of those that people made is `custom`."""
    return role.type.strip().casefold() == "system"


def near_roles(roles: Sequence[Role], name: str) -> str:
    """Return a sentence that names roles of a similar name, or else those that people made.

    The roles that Marketo comes with are for persons, so they are not listed for a missing role.
    """
    made = [role.name for role in roles if not is_standard(role)]
    return near(name, [role.name for role in roles], listed=made)


def near(name: str, known: Sequence[str], *, listed: Sequence[str] | None = None) -> str:
    """Return a sentence that names what is similar to a name, or else what there is.

    Args:
        name: What somebody wrote.
        known: The known names.
        listed: Those of the known names to list if none is similar, up to ten; all by default.
    """
    there_are = (
        "There are" if listed is None else "Besides those that Marketo comes with, there are"
    )
    listed = [composed(one) for one in (known if listed is None else listed)]
    known = [composed(candidate) for candidate in known]
    for candidate in known:
        if _loosely(candidate) == _loosely(name):
            return f"There is {candidate!r}, which differs only in case or spaces: write it so."
    if close := similar(composed(name), known):
        question = did_you_mean(map(repr, close))
        return question[:1].upper() + question[1:]
    if known and not listed:
        return "There are only those that Marketo comes with."
    if not known:
        return "There is none."
    return f"{there_are}: {', '.join(map(repr, sorted(listed)[:10]))}."


def _looked_up(
    listed: Callable[..., list[Found]], find: Callable[[list[Found]], list[Found]]
) -> list[Found]:
    """Return those that are meant; ask again for the list, which may be older than they are."""
    return find(listed()) or find(listed(again=True))


def _addresses(instance: Instance) -> list[str]:
    return [one.email_address for one in instance.users()]


def _by_id_or_name(known: Sequence[Named], wanted: str) -> list[Named]:
    return with_ids(known, [wanted.strip()]) or named(known, wanted)


def _only(
    kind: str,
    wanted: str,
    found: Sequence[Found],
    tell_apart: Callable[[Sequence[Found]], str],
    suggest: Callable[[], str],
) -> Found:
    if len(found) == 1:
        return found[0]
    if found:
        raise ResourceError(
            f"{len(found)} {kind}s of Marketo are called {wanted!r} ({tell_apart(found)}): use the "
            "id"
        )
    raise ResourceError(f"Marketo has no {kind} {wanted!r}. {suggest()}")


def _userids(found: Sequence[UserSummary]) -> str:
    return f"ids {', '.join(user.userid for user in found)}"


def _loosely(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
