"""Compare what is declared of a user with what Marketo holds; nothing here asks or changes Marketo.

What Marketo holds is first put into the form that state keeps, so that equal means equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from marketo_resources.api_only_user.properties import (
    HELD_BY_MARKETO,
    NOT_API_ONLY,
    ApiOnlyUserInputs,
    ApiOnlyUserOutputs,
)
from marketo_resources.core.fields import composed
from marketo_resources.core.properties import Declared, Partial, Properties, comparable, value_of
from marketo_resources.expiry import instant_of
from marketo_resources.role_grants.changes import grant_changes
from marketo_resources.role_grants.grant import is_resolved, pairs
from marketo_resources.role_grants.resolution import Catalogue

if TYPE_CHECKING:
    from marketo_resources.marketo.models import User

__all__ = [
    "change_in_words",
    "difference_in_words",
    "differences",
    "held",
    "is_unchanged",
    "takes_away",
]

DeclaredUser = Declared[ApiOnlyUserInputs]


def held(user: User, catalogue: Catalogue, recorded: Partial[Properties]) -> ApiOnlyUserOutputs:
    """Return a user as Marketo holds it; what Marketo does not answer is taken from `recorded`."""
    # Constructed, not validated: people make users in Admin that no declaration could describe.
    return ApiOnlyUserOutputs.model_construct(
        context=recorded.context,
        email_address=user.email_address.strip().lower(),
        first_name=composed(user.first_name),
        last_name=composed(user.last_name),
        roles=catalogue.held(user.user_role_workspaces, recorded.get("roles", ())),
        in_order=recorded.get("in_order", None),
        expires_at=instant_of(user.expires_at),
        reason=recorded.get("reason", None),
        adopt=recorded.get("adopt", None),
        delete_adopted=recorded.get("delete_adopted", False),
        wait_for_person=recorded.get("wait_for_person", 0),
        api_only=None,
        found_by_refresh=None if user.api_only else NOT_API_ONLY,
        user_id=user.userid,
        adopted=recorded.get("adopted", False),
        unfinished=None,
    )


def differences(
    inputs: Partial[ApiOnlyUserInputs],
    live: ApiOnlyUserOutputs,
    names: Collection[str] = HELD_BY_MARKETO,
) -> list[str]:
    """Return which of the properties that are declared and known differ from what Marketo holds."""
    fields = ApiOnlyUserInputs.model_fields
    return [
        name
        for name in HELD_BY_MARKETO
        if name in names
        and inputs.knows(name)
        and (name != "roles" or is_resolved(inputs.known.roles))
        and comparable(fields[name], value_of(inputs.known, name))
        != comparable(fields[name], value_of(live, name))
    ]


def takes_away(
    before: Partial[ApiOnlyUserInputs], inputs: Partial[ApiOnlyUserInputs]
) -> Iterator[str]:
    """Yield which known changes take away access: another expiry, and grants that are missing."""
    old, new = before.known, inputs.known
    if _both_know(before, inputs, "expires_at") and new.expires_at not in (None, old.expires_at):
        yield "expires_at"
    if (
        _both_know(before, inputs, "roles")
        and is_resolved(new.roles)
        and pairs(old.roles) - pairs(new.roles)
    ):
        yield "roles"


def _both_know(one: Partial[Properties], other: Partial[Properties], name: str) -> bool:
    return one.knows(name) and other.knows(name)


def is_unchanged(declared: DeclaredUser, before: DeclaredUser | None, name: str) -> bool:
    """Return whether a property is known to be declared as it was before."""
    if before is None or not _both_know(declared.values, before.values, name):
        return False
    return bool(value_of(declared.known, name) == value_of(before.known, name))


def change_in_words(
    name: str,
    live: ApiOnlyUserOutputs,
    inputs: Partial[ApiOnlyUserInputs],
    catalogue: Catalogue | None,
) -> str:
    """Return a change of a property from what Marketo holds to what is declared."""
    if name == "roles":
        return grant_changes(live.roles, inputs.known.roles, catalogue)
    if name == "expires_at" and live.expires_at is None:
        return f"no expiry → expires_at {inputs.known.expires_at!r}"
    return f"{name} {value_of(live, name)!r} → {value_of(inputs.known, name)!r}"


def difference_in_words(
    name: str, inputs: Partial[ApiOnlyUserInputs], outputs: ApiOnlyUserOutputs
) -> str:
    """Return what is declared of a property and what Marketo holds of it instead."""
    declared, kept = (_value_in_words(value_of(of, name)) for of in (inputs.known, outputs))
    return f"{name}: declared {declared}, Marketo holds {kept}"


def _value_in_words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "nothing"
    return repr(value) if value is not None else "nothing"
