"""Offer ready-made lists of permissions for the integrations that people connect most.

Each follows what a vendor asks for in its own setup guide; the names are those of Marketo's role
editor. A profile is a starting point: `permissions_for` computes the least set for known calls.

Warning: Adobe's pages disagree on whether bulk extracts of people, activities and custom objects
are bounded by the workspaces of a grant, or hold the data of all workspaces. A profile whose
docstring says that it can extract in bulk is affected (docs/permissions.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

WAREHOUSE_READ = (
    "Read-Only Activity",
    "Read-Only Assets",
    "Read-Only Campaign",
    "Read-Only Company",
    "Read-Only Custom Object",
    "Read-Only Custom Object Type",
    "Read-Only Named Account",
    "Read-Only Named Account List",
    "Read-Only Opportunity",
    "Read-Only Person",
    "Read-Only Sales Person",
)
"""Read everything into a warehouse. Can extract in bulk, perhaps from all workspaces."""
PEOPLE_SYNC = ("Read-Write Assets", "Read-Write Named Account", "Read-Write Person")
"""Keep people and named accounts in step. Can extract in bulk, perhaps from all workspaces."""
PEOPLE_AND_OBJECTS = (
    "Read-Write Assets",
    "Read-Write Custom Object",
    "Read-Write Custom Object Type",
    "Read-Write Named Account",
    "Read-Write Person",
)
"""Keep people and objects in step. Can extract in bulk, perhaps from all workspaces."""
EVENTS = (
    "Execute Campaign",
    "Read-Only Campaign",
    "Read-Write Custom Object",
    "Read-Write Person",
)
"""Register attendees and run campaigns. Can extract in bulk, perhaps from all workspaces."""
CUSTOM_ACTIVITIES = (
    "Read-Only Assets",
    "Read-Write Activity",
    "Read-Write Activity Metadata",
    "Read-Write Custom Object",
    "Read-Write Person",
)
"""Record activities and objects. Can extract in bulk, perhaps from all workspaces."""
CONTENT = ("Approve Assets", "Read-Write Assets")
"""Write and approve assets."""
PRIVACY = (
    "Read-Only Activity",
    "Read-Only Activity Metadata",
    "Read-Only Campaign",
    "Read-Only Company",
    "Read-Only Custom Object",
    "Read-Only Named Account",
    "Read-Only Opportunity",
    "Read-Only Sales Person",
    "Read-Write Person",
)
"""Answer requests about people. Can extract in bulk, perhaps from all workspaces."""
USER_ADMINISTRATION = ("Access User Management Api", "Access Users")
"""Manage users."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The permissions one kind of integration needs.

    Its permissions hold in the workspaces in which the role is granted. Whether those bound what
    can be extracted in bulk is disputed on Adobe's pages: see docs/permissions.md.

    Attributes:
        name: its key in `PROFILES`, such as `"warehouse-read"`.
        permissions: names as the role editor shows them, sorted.
        description: what the integration does with them.
        source: the guide that asks for them.
    """

    name: str
    permissions: tuple[str, ...]
    description: str
    source: str


_PROFILES = (
    Profile(
        "content",
        CONTENT,
        "Create, change and approve e-mails and other assets.",
        "FeedOtter, Marketo permissions",
    ),
    Profile(
        "custom-activities",
        CUSTOM_ACTIVITIES,
        "Update people and record custom activities and objects.",
        "Cloudingo, Getting started with Marketo",
    ),
    Profile(
        "events",
        EVENTS,
        "Register attendees of events and run campaigns for them.",
        "Captello, Marketo integration (less Read-Only Person, which Read-Write Person contains)",
    ),
    Profile(
        "people-and-objects",
        PEOPLE_AND_OBJECTS,
        "Keep people, named accounts and custom objects in step with a warehouse.",
        "Census, Marketo destination with custom objects",
    ),
    Profile(
        "people-sync",
        PEOPLE_SYNC,
        "Keep people and named accounts in step with a warehouse.",
        "Census, Marketo destination",
    ),
    Profile(
        "privacy",
        PRIVACY,
        "Answer access and deletion requests about people.",
        "DataGrail, Marketo integration",
    ),
    Profile(
        "user-administration",
        USER_ADMINISTRATION,
        "Manage users through the API, as this package does.",
        "Adobe, user management guide and API specification",
    ),
    Profile(
        "warehouse-read",
        WAREHOUSE_READ,
        "Read people, activities, assets and CRM objects into a warehouse; change nothing.",
        "Adobe Experience Platform, Marketo Engage source connector",
    ),
)
ProfileName = Literal[
    "content",
    "custom-activities",
    "events",
    "people-and-objects",
    "people-sync",
    "privacy",
    "user-administration",
    "warehouse-read",
]
"""The names of the profiles."""

PROFILES: Mapping[str, Profile] = MappingProxyType({one.name: one for one in _PROFILES})
"""The profiles by name."""
