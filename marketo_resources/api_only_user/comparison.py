"""Compare what is declared of a user with what Marketo holds; nothing here asks or changes Marketo.

What Marketo holds is first put into the form that state keeps, so that equal means equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketo_resources.api_only_user.properties import (
    HELD_BY_MARKETO,
    NOT_API_ONLY,
    ApiOnlyUserInputs,
    ApiOnlyUserOutputs,
)
from marketo_resources.core.fields import composed
from marketo_resources.core.properties import Declared, Properties, comparable
from marketo_resources.expiry import instant_of
from marketo_resources.marketo.models import User
from marketo_resources.role_grants.changes import grant_changes
from marketo_resources.role_grants.grant import is_resolved, pairs
from marketo_resources.role_grants.resolution import Catalogue

__all__ = [
    "change_in_words",
    "difference_in_words",
    "differences",
    "held",
    "is_unchanged",
    "takes_away",
]

DeclaredUser = Declared[ApiOnlyUserInputs]


def held(user: User, catalogue: Catalogue, recorded: Properties) -> ApiOnlyUserOutputs:
    """Return a user as Marketo holds it; what Marketo does not answer is taken from `recorded`."""
    # Constructed, not validated: people make users in Admin that no declaration could describe.
    return ApiOnlyUserOutputs.model_construct(
        context=recorded.context,
        email_address=user.email_address.strip().lower(),
        first_name=composed(user.first_name),
        last_name=composed(user.last_name),
        roles=catalogue.held(user.user_role_workspaces, getattr(recorded, "roles", ())),
        in_order=getattr(recorded, "in_order", None),
        expires_at=instant_of(user.expires_at),
        reason=getattr(recorded, "reason", None),
        adopt=getattr(recorded, "adopt", None),
        delete_adopted=getattr(recorded, "delete_adopted", False),
        wait_for_person=getattr(recorded, "wait_for_person", 0),
        api_only=None,
        found_by_refresh=None if user.api_only else NOT_API_ONLY,
        user_id=user.userid,
        adopted=getattr(recorded, "adopted", False),
        unfinished=None,
    )


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


def takes_away(before: ApiOnlyUserInputs, inputs: ApiOnlyUserInputs) -> Iterator[str]:
    """Yield which known changes take away access: another expiry, and grants that are missing."""
    known = before.model_fields_set & inputs.model_fields_set
    if "expires_at" in known and inputs.expires_at not in (None, before.expires_at):
        yield "expires_at"
    if "roles" in known and is_resolved(inputs.roles) and pairs(before.roles) - pairs(inputs.roles):
        yield "roles"


def is_unchanged(declared: DeclaredUser, before: DeclaredUser | None, name: str) -> bool:
    """Return whether a property is known to be declared as it was before."""
    if before is None or not (declared.knows(name) and before.knows(name)):
        return False
    return bool(getattr(declared.values, name) == getattr(before.values, name))


def change_in_words(
    name: str, live: ApiOnlyUserOutputs, inputs: ApiOnlyUserInputs, catalogue: Catalogue | None
) -> str:
    """Return a change of a property from what Marketo holds to what is declared."""
    if name == "roles":
        return grant_changes(live.roles, inputs.roles, catalogue)
    if name == "expires_at" and live.expires_at is None:
        return f"no expiry → expires_at {inputs.expires_at!r}"
    return f"{name} {getattr(live, name)!r} → {getattr(inputs, name)!r}"


def difference_in_words(name: str, inputs: ApiOnlyUserInputs, outputs: ApiOnlyUserOutputs) -> str:
    """Return what is declared of a property and what Marketo holds of it instead."""
    declared, kept = (_told(getattr(of, name)) for of in (inputs, outputs))
    return f"{name}: declared {declared}, Marketo holds {kept}"


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "nothing"
    return repr(value) if value is not None else "nothing"
