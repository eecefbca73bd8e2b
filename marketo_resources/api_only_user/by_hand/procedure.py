"""Write down what a person clicks to make, change or delete a user, with the declared values in it.

The dialogs are those of Adobe's pages about each identity (docs/marketo-api.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from marketo_resources.api_only_user.properties import ApiOnlyUserInputs
from marketo_resources.core.clicks import listed
from marketo_resources.core.identity import Identity
from marketo_resources.core.properties import Partial
from marketo_resources.role_grants.grant import ALL_WORKSPACES, Grant

__all__ = ["LABELS", "to_change", "to_delete", "to_delete_unused", "to_free", "to_make"]

LABELS = {
    "email_address": "Email",
    "first_name": "First Name",
    "last_name": "Last Name",
    "expires_at": "Access Expires",
}
"""The labels of a user's attributes in the admin pages."""
_USERS = "Admin > Users & Roles > Users"


def to_make(inputs: Partial[ApiOnlyUserInputs], identity: Identity) -> str:
    """Return the clicks that make a user; values that a preview does not know are left open."""
    if identity is Identity.MARKETO:
        return _invited(inputs)
    begin, role = f"{_USERS} > Create API Only User", f"API Only Role: {_roles(inputs)}"
    clicks = listed([begin, *_named(inputs), role, "Create API Only User"])
    clicks += "".join(f"\n{sentence}" for sentence in _not_taken(inputs))
    if identity is Identity.UNKNOWN:
        clicks += f"\nWhere Admin shows Invite New User instead:{_invited(inputs)}"
    return clicks


def to_change(
    before: Partial[ApiOnlyUserInputs],
    inputs: Partial[ApiOnlyUserInputs],
    names: Iterable[str],
) -> str:
    """Return the clicks that change attributes of a user from what it has to what is declared."""
    changes = [f"{LABELS[name]}: {_value(before, name)} → {_value(inputs, name)}" for name in names]
    selected = f"select {before.get('email_address', _LATER)}"
    clicks = listed([_USERS, selected, "Edit User", *changes, "Save"])
    return f"{clicks}\n{_LINK_FOR_THAT_TIME}"


def to_delete(email_address: str, services: Sequence[str] = ()) -> str:
    """Return the clicks that delete a user, and those that free it first.

    Args:
        email_address: By which the page lists the user.
        services: The custom services that are known to use it.
    """
    if services:
        return f"{listed([*_freed(services), *_deleted(email_address)])}\n{_NO_LONGER_USED}"
    unused, free = to_delete_unused(email_address), to_free(services)
    return f"{unused}\nIf a custom service uses it, free it first:{free}"


def to_delete_unused(email_address: str) -> str:
    """Return the clicks that delete a user which no custom service uses."""
    return listed(_deleted(email_address))


def to_free(services: Sequence[str]) -> str:
    """Return the clicks that free a user from the custom services that use it."""
    return f"{listed(_freed(services))}\n{_NO_LONGER_USED}"


def _deleted(email_address: str) -> list[str]:
    return [_USERS, f"select {email_address}", "Delete User"]


def _freed(services: Sequence[str]) -> Iterator[str]:
    for which in map(repr, services) if services else [_ITS_SERVICE]:
        yield "Admin > Integration > LaunchPoint"
        yield f"select {which}"
        yield "Edit Service"
        yield "choose another API Only User"
        yield "Save, which keeps Client Id and Client Secret"


def _invited(inputs: Partial[ApiOnlyUserInputs]) -> str:
    steps = [f"{_USERS} > Invite New User", *_named(inputs)]
    if reason := inputs.get("reason", None):
        steps.append(f"Reason: {reason}")
    if expires_at := inputs.get("expires_at", None):
        steps.append(f"Access Expires: {expires_at}")
    steps += ["Next", f"Roles: {_grants(inputs)}", "tick API Only", "Next", "Send"]
    return f"{listed(steps)}\nNo mail is sent."


def _named(inputs: Partial[ApiOnlyUserInputs]) -> Iterator[str]:
    for name in ("email_address", "first_name", "last_name"):
        yield f"{LABELS[name]}: {inputs.get(name, _LATER)}"


def _not_taken(inputs: Partial[ApiOnlyUserInputs]) -> Iterator[str]:
    grants = [grant for grant in inputs.get("roles", ()) if isinstance(grant, Grant)]
    if len(grants) > 1 or any(grant.workspace_id != str(ALL_WORKSPACES) for grant in grants):
        yield f"Where the dialog takes one role or no workspace, `up` grants {_grants(inputs)}."
    if expires_at := inputs.get("expires_at", None):
        yield f"Access Expires: {expires_at}, if the dialog takes it."
    if inputs.get("reason", None):
        yield "The dialog takes no reason, so that is in the state only."


def _roles(inputs: Partial[ApiOnlyUserInputs]) -> str:
    grants = [grant for grant in inputs.get("roles", ()) if isinstance(grant, Grant)]
    names = dict.fromkeys(
        grant.role_name if isinstance(grant.role_name, str) else f"role {grant.role_id}"
        for grant in grants
        if isinstance(grant.role_name, str) or isinstance(grant.role_id, str)
    )
    return ", ".join(names) or _LATER


def _grants(inputs: Partial[ApiOnlyUserInputs]) -> str:
    grants = inputs.get("roles", ())
    return ", ".join(str(one) if isinstance(one, Grant) else _LATER for one in grants) or _LATER


def _value(properties: Partial[ApiOnlyUserInputs], name: str) -> str:
    value = properties.get(name, _LATER)
    if value is _LATER:
        return _LATER
    return "empty" if value is None else repr(value)


_LINK_FOR_THAT_TIME = (
    "If the page refuses because a custom service uses the user, link the service to another one "
    "for that time in Admin > Integration > LaunchPoint > Edit Service."
)
_ITS_SERVICE = "the service whose API Only User is this one"
_NO_LONGER_USED = "Or, only if nothing uses the service any more: Service Actions > Delete Service."
_LATER = "known only during `up`"
