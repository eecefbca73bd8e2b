"""Model a grant: which role a user holds in which workspace.

A grant is declared by names or ids, some of which may be unknown in a preview. Resolved against
Marketo's lists it has both; the ids decide.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from marketo_resources import marketo
from marketo_resources.core.fields import Identifier, Name
from marketo_resources.core.properties import ComparedAs
from marketo_resources.core.unknown import Unknown

if TYPE_CHECKING:
    from marketo_resources.marketo.models import UserRoleWorkspaceId

__all__ = [
    "ALL_WORKSPACES",
    "AsSetOfGrants",
    "DeclaredGrant",
    "Grant",
    "arranged",
    "as_request",
    "is_resolved",
    "pairs",
]

ALL_WORKSPACES = 0
"""Marketo's workspace id for "all workspaces"; no list of workspaces holds it."""

Pair = tuple[int, int]
"""Role id and workspace id: what Marketo knows a grant by."""


class Grant(BaseModel):
    """Hold one grant as declared or as held; each part may be unset, or unknown in a preview."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    role_id: Identifier | Unknown | None = None
    role_name: Name | Unknown | None = Field(default=None, validate_default=True)
    workspace_id: Identifier | Unknown | None = None
    workspace: Name | Unknown | None = None

    @field_validator("role_name")
    @classmethod
    def _names_a_role(
        cls, name: str | Unknown | None, others: ValidationInfo
    ) -> str | Unknown | None:
        # Here, and not for the whole grant, so that what else is wrong with it is found as well.
        if name is None and others.data.get("role_id", "wrong") is None:
            raise ValueError("is missing, and so is role_id: give one of the two")
        return name

    @property
    def pair(self) -> Pair | None:
        """Return role id and workspace id, if both are known."""
        if isinstance(self.role_id, str) and isinstance(self.workspace_id, str):
            return int(self.role_id), int(self.workspace_id)
        return None

    def may_mean(self, other: Grant) -> bool:
        """Return whether a resolved grant has everything that is declared of this one.

        A value that is not known yet may become anything, so it never counts as the same.
        """
        return all(value is None or value == getattr(other, name) for name, value in self)

    def __str__(self) -> str:
        """Return the grant as a person reads it."""
        role = self.role_name if isinstance(self.role_name, str) else f"role {self.role_id}"
        if self.workspace_id == str(ALL_WORKSPACES):
            return f"{role} in all workspaces"
        places = (self.workspace, self.workspace_id)
        place = next((place for place in places if isinstance(place, str)), None)
        return role if place is None else f"{role} in {place}"


def _grant(value: Any) -> Any:  # noqa: ANN401 - the engine hands over anything
    if isinstance(value, Unknown | Grant):
        return value
    if isinstance(value, str):
        raise ValueError(f"is the text {value!r}, not a role grant: {_HOW_TO_GRANT}")  # noqa: TRY004 - pydantic reports a ValueError
    if not isinstance(value, Mapping):
        raise ValueError(f"is not a role grant: {_HOW_TO_GRANT}")  # noqa: TRY004 - same
    return value


_HOW_TO_GRANT = (
    "give the role itself (`roles=[role]`), role.grant(workspace=…) or marketo.RoleGrant(…)"
)
DeclaredGrant = Annotated[Grant | Unknown, BeforeValidator(_grant)]


class AsSetOfGrants(ComparedAs):
    """Compares lists of grants as sets of (role id, workspace id)."""

    def key(self, value: Any) -> Hashable:  # noqa: ANN401 - see ComparedAs
        """Return the set; a grant not fully known equals only itself."""
        return frozenset(getattr(grant, "pair", None) or id(grant) for grant in value)


def pairs(grants: Iterable[Grant | Unknown]) -> frozenset[Pair]:
    """Return the pairs of ids of those grants that are fully known."""
    return frozenset(p for g in grants if isinstance(g, Grant) and (p := g.pair))


def arranged(
    grants: Iterable[Grant | Unknown], before: Sequence[Grant | Unknown]
) -> list[Grant | Unknown]:
    """Return grants in the order of those before, so that an index goes on meaning the same grant.

    A new grant takes the place of one that is gone, so that no grant that stays is moved; the other
    new ones follow in their own order.
    """
    grants = list(grants)
    places = [grant.pair for grant in before if isinstance(grant, Grant) and grant.pair]
    staying = {grant.pair: grant for grant in grants if isinstance(grant, Grant) and grant.pair}
    new = iter([grant for grant in grants if getattr(grant, "pair", None) not in places])
    filled = [staying.get(place) or next(new, None) for place in places]
    return [*(grant for grant in filled if grant is not None), *new]


def is_resolved(grants: Iterable[Grant | Unknown]) -> bool:
    """Return whether every grant is fully known."""
    return all(isinstance(grant, Grant) and grant.pair for grant in grants)


def as_request(wanted: Iterable[Pair]) -> list[UserRoleWorkspaceId]:
    """Return pairs as Marketo's requests hold them, in a fixed order."""
    return [
        marketo.models.UserRoleWorkspaceId(access_role_id=r, workspace_id=w)
        for r, w in sorted(wanted)
    ]
