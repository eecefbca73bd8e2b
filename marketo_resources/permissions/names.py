"""List Marketo's permission names, as its role editor shows them.

The catalogue is open. Marketo adds boxes for optional features, shows *Lead* or *Person* depending
on the instance, and Adobe's pages spell some names in several ways. So every function here passes
on a name it does not know; `unknown_names` reports it, with similar names.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from marketo_resources.spelling import did_you_mean, similar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Adobe's page "Descriptions of role permissions".
_OfRoleEditor = Literal[
    "Approve Assets",
    "Execute Campaign",
    "Read-Only Activity",
    "Read-Only Activity Metadata",
    "Read-Only Assets",
    "Read-Only Campaign",
    "Read-Only Company",
    "Read-Only Custom Object",
    "Read-Only Named Account",
    "Read-Only Opportunity",
    "Read-Only Person",
    "Read-Only Sales Person",
    "Read-Write Activity",
    "Read-Write Activity Metadata",
    "Read-Write Assets",
    "Read-Write Campaign",
    "Read-Write Company",
    "Read-Write Custom Object",
    "Read-Write Named Account",
    "Read-Write Opportunity",
    "Read-Write Person",
    "Read-Write Sales Person",
]
_ROLE_EDITOR: tuple[str, ...] = get_args(_OfRoleEditor)
# Not on that page, but in the developer guide or in the API specification.
_OfApiReference = Literal[
    "Access User Management Api",
    "Activate Campaign",
    "Deactivate Campaign",
    "Read-Only Custom Object Type",
    "Read-Only Named Account List",
    "Read-Only Redirect Rules",
    "Read-Write Custom Object Type",
    "Read-Write Named Account List",
    "Read-Write Redirect Rules",
    "Read-Write Schema Custom Field",
    "Read-Write Schema Standard Field",
]
_API_REFERENCE: tuple[str, ...] = get_args(_OfApiReference)
_OfAccessAdmin = Literal[
    "Access Access Audit Trail",
    "Access Admin Audit Trail",
    "Access Adobe Connect",
    "Access Adobe Experience Manager",
    "Access Adobe Organization Mapping",
    "Access Audit Trail",
    "Access CAPTCHA",
    "Access CRM",
    "Access Channels",
    "Access Communication Limit",
    "Access Data.com",
    "Access Email Admin",
    "Access Event Partners",
    "Access Experience Cloud Audience Sharing",
    "Access Field Management",
    "Access File Upload",
    "Access Landing Pages",
    "Access Location",
    "Access Login History",
    "Access Login Settings",
    "Access Marketo Custom Activity",
    "Access Marketo Custom Object",
    "Access Munchkin",
    "Access New Experience",
    "Access Predictive Audiences",
    "Access Revenue Cycle Analytics",
    "Access Roles",
    "Access SOAP API",
    "Access Sales Insight",
    "Access Single Sign-on",
    "Access Smart Campaign",
    "Access Tags",
    "Access Treasure Chest",
    "Access Users",
    "Access Webhooks",
    "Access Workspaces and Partitions",
]
_ACCESS_ADMIN: tuple[str, ...] = get_args(_OfAccessAdmin)
# Only those that an API operation asks for.
_OfDesignStudio = Literal[
    "Access Email",
    "Approve Email",
    "Delete Email",
    "Edit Email",
    "Access Email Template",
    "Approve Email Template",
    "Delete Email Template",
    "Edit Email Template",
    "Access Snippet",
    "Approve Snippet",
    "Delete Snippet",
    "Edit Snippet",
]
_DESIGN_STUDIO: tuple[str, ...] = get_args(_OfDesignStudio)

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Access API": tuple(sorted(_ROLE_EDITOR + _API_REFERENCE)),
        "Access Admin": _ACCESS_ADMIN,
        "Access Analytics": (),
        "Access Calendar Presentations": (),
        "Access Database": (),
        "Access Design Studio": _DESIGN_STUDIO,
        "Access Marketing Activities": (),
        "Access SEO": (),
        "Targeting and Personalization": (),
        "Workspace Administration": (),
    }
)
"""The boxes of each group of the role editor, by the group's name, which is a box itself.

Complete for Access API and Access Admin as far as Adobe's pages list them; of the other groups
only the boxes that an operation of the API asks for."""

_OfGroups = Literal[
    "Access API",
    "Access Admin",
    "Access Analytics",
    "Access Calendar Presentations",
    "Access Database",
    "Access Design Studio",
    "Access Marketing Activities",
    "Access SEO",
    "Targeting and Personalization",
    "Workspace Administration",
]
PermissionName = _OfRoleEditor | _OfApiReference | _OfAccessAdmin | _OfDesignStudio | _OfGroups
"""Every permission name known here, for editors to complete; others are taken too."""

CATALOGUE: frozenset[str] = frozenset(GROUPS).union(*GROUPS.values())
"""Every permission name known here."""

_NOUNS = {
    "Activity": ("Activities",),
    "Assets": ("Asset",),
    "Campaign": ("Campaigns",),
    "Company": ("Companies",),
    "Custom Object": ("Custom Objects",),
    "Custom Object Type": ("Custom Object Types",),
    "Named Account": ("Named Accounts",),
    "Named Account List": ("Named Account Lists",),
    "Opportunity": ("Named Opportunity", "Opportunities"),
    "Person": ("Lead", "Leads", "People", "Person (Lead)", "Persons"),
    "Redirect Rules": ("Redirect Rule",),
    "Sales Person": ("Sales People", "Sales Persons"),
}
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        f"{access} {other}": f"{access} {noun}"
        for access in ("Read-Only", "Read-Write")
        for noun, others in _NOUNS.items()
        for other in others
    }
    | {
        "Access Lead Database": "Access Database",
        "Access User Management": "Access User Management Api",
        "Approve Asset": "Approve Assets",
        "Execute Campaigns": "Execute Campaign",
        "Read-Asset": "Read-Only Assets",
    }
)
"""Other names met on Adobe's pages, in its API specification and in vendors' guides, and the name
that the role editor shows. Case, spaces and hyphens need no alias."""


def _key(name: str) -> str:
    # Only letters, their accents and digits count, in every script.
    composed = unicodedata.normalize("NFC", name).lower()
    return "".join(one for one in composed if unicodedata.category(one)[0] in "LMN")


_BY_KEY = {_key(name): name for name in CATALOGUE} | {
    _key(alias): name for alias, name in ALIASES.items()
}


def canonical(name: str) -> str:
    """Return the name as the role editor shows it; an unknown name is only trimmed.

    Case, spaces and hyphens do not matter, and Adobe's other spellings are understood:
    `canonical("read only leads")` is `"Read-Only Person"`.
    """
    return _BY_KEY.get(_key(name), name.strip())


def canonical_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the canonical names, sorted, each once."""
    return tuple(sorted({canonical(name) for name in names}))


def by_group(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return where to tick the boxes: canonical names by the group that the role editor shows.

    A group's own box is in that group. Names not in the catalogue are under the empty string.
    """
    found: dict[str, list[str]] = {}
    for name in canonical_names(names):
        found.setdefault(_group(name), []).append(name)
    return {group: tuple(found[group]) for group in sorted(found, key=lambda group: group or "~")}


def _group(name: str) -> str:
    if name in GROUPS:
        return name
    return next((group for group, boxes in GROUPS.items() if name in boxes), "")


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that is not in the catalogue. Not an error: Marketo may well have such a box.

    Attributes:
        name: as it was given, trimmed.
        near: up to three known names it may have been meant for, best first.
    """

    name: str
    near: tuple[str, ...]

    def __str__(self) -> str:
        """Return the warning for a person."""
        known = "is not a permission name this package knows"
        hint = (
            did_you_mean(map(repr, self.near))
            if self.near
            else "compare it with the role editor in Marketo (Admin > Users & Roles > Roles)."
        )
        return f"{self.name!r} {known}; it is kept as it is. If it is not a new box: {hint}"


def unknown_names(names: Iterable[str]) -> tuple[UnknownName, ...]:
    """Return the names that are in neither the catalogue nor its aliases, sorted, each once."""
    unknown = (name for name in canonical_names(names) if name not in CATALOGUE)
    return tuple(UnknownName(name, _near(name)) for name in unknown)


def _near(name: str) -> tuple[str, ...]:
    found = similar(name, (*CATALOGUE, *ALIASES), most=9, likeness=0.7, form=_key)
    return tuple(dict.fromkeys(map(canonical, found)))[:3]
