"""Write a role grant in the shortest form that means it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from marketo_resources.cli.importing.source_code import Bracketed, Code, literal
from marketo_resources.role_grants.grant import Grant
from marketo_resources.role_grants.resolution import Catalogue

__all__ = ["written_grant"]

Parts = Mapping[str, str]


def written_grant(
    held: Mapping[str, Any], catalogue: Catalogue, variables: Mapping[str, str]
) -> Code:
    """Return the entry of `roles` for a grant that a user holds.

    Args:
        held: The grant as a state has it.
        catalogue: The roles and workspaces, against which each form is tried.
        variables: The variable by role id, of those roles that the program declares.
    """
    grant = Grant.model_validate(held)
    variable = variables.get(str(grant.role_id))
    by_id, by_name = _parts(grant, "role_id"), _parts(grant, "role_name")
    role, place = _shortest(grant, [by_id] if variable else [by_name, by_id], catalogue)
    if variable is None:
        return Bracketed("marketo.RoleGrant(", tuple(_arguments({**role, **place})), ")")
    return Bracketed(f"{variable}.grant(", tuple(_arguments(place)), ")") if place else variable


def _shortest(grant: Grant, roles: Sequence[Parts], catalogue: Catalogue) -> tuple[Parts, Parts]:
    by_id = _parts(grant, "workspace_id")
    forms = product(roles, ({}, _parts(grant, "workspace"), by_id))
    meaning_it = (form for form in forms if _pair(*form, catalogue) == grant.pair)
    return next(meaning_it, (roles[-1], by_id))


def _pair(role: Parts, place: Parts, catalogue: Catalogue) -> tuple[int, int] | None:
    (resolved,), problems = catalogue.resolve([Grant.model_validate({**role, **place})])
    return resolved.pair if isinstance(resolved, Grant) and not problems else None


def _parts(grant: Grant, name: str) -> Parts:
    value = getattr(grant, name)
    return {name: value} if isinstance(value, str) else {}


def _arguments(parts: Parts) -> Iterator[str]:
    return (f"{name}={literal(value)}" for name, value in parts.items())
