"""Show the permissions of a role by group: as boxes to tick, and as lists of those ticked."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from .elements import NOTHING, box, group, joined

_EITHER = (
    "Activity",
    "Activity Metadata",
    "Assets",
    "Campaign",
    "Company",
    "Custom Object",
    "Custom Object Type",
    "Named Account",
    "Named Account List",
    "Opportunity",
    "Person",
    "Redirect Rules",
    "Sales Person",
)
BOXES: dict[str, tuple[str, ...]] = {
    "Access API": (
        "Access User Management Api",
        "Activate Campaign",
        "Approve Assets",
        "Deactivate Campaign",
        "Execute Campaign",
        *(f"Read-Only {noun}" for noun in _EITHER),
        *(f"Read-Write {noun}" for noun in _EITHER),
        "Read-Write Schema Custom Field",
        "Read-Write Schema Standard Field",
    ),
    "Access Admin": ("Access Roles", "Access Users"),
}
"""The boxes that decide what the API may do, by group, in the order of Marketo's role editor.

A role may hold others too, through the control interface; the admin page then keeps them.
"""
OTHERS = "Others"


def permission_boxes(ticked: Iterable[str]) -> Markup:
    """Return the boxes of a role by group; boxes that are not known here come last."""
    held = list(ticked)
    groups = BOXES | {OTHERS: ticked_in(OTHERS, held)}
    return joined(_group(title, names, held) for title, names in groups.items() if names)


def ticked_in(title: str, held: Iterable[str]) -> tuple[str, ...]:
    """Return which of a role's permissions belong to a group."""
    if title == OTHERS:
        known = {name for names in BOXES.values() for name in names}
        return tuple(name for name in held if name not in known)
    return tuple(name for name in BOXES[title] if name in set(held))


def permission_list(title: str, held: Iterable[str]) -> Markup:
    """Return the permissions of a role in a group, in columns."""
    names = joined(Markup("<li>{}</li>").format(name) for name in ticked_in(title, held))
    return Markup('<ul class="names">{}</ul>').format(names) if names else NOTHING


def _group(title: str, names: Iterable[str], held: list[str]) -> Markup:
    listed = list(names)
    number = sum(name in held for name in listed)
    counted = Markup('{} <span class="muted">(<span class="count">{}</span> of {})</span>').format(
        title, number, len(listed)
    )
    every = Markup('<button type="button" class="all when-scripted">Select all or none</button>')
    boxes = (box(name, "permission", name, ticked=name in held) for name in listed)
    return group(counted, boxes, every)
