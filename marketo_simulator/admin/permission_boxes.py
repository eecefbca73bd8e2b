"""The boxes of the role editor that decide what the API may do, by group."""

from __future__ import annotations

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
        "Approve Assets",
        "Execute Campaign",
        *(f"{kind} {noun}" for noun in _EITHER for kind in ("Read-Only", "Read-Write")),
        "Read-Write Schema Custom Field",
        "Read-Write Schema Standard Field",
        "Access User Management Api",
    ),
    "Access Admin": ("Access Roles", "Access Users"),
}
"""A role may hold others too, through the control interface; the admin page then keeps them."""
