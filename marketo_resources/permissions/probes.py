"""List harmless GETs that prove which permissions the credentials in use have.

Marketo has no call that returns a role's permissions. It refuses a call whose permission is missing
with code 603, so a GET that reads no personal data can show it. It proves no more than this:

- Most GETs are opened by Read-Only X or Read-Write X. An answer proves that reading is allowed,
  which is what Read-Only X stands for. A 603 proves that both boxes are missing. Neither proves
  anything about writing.
- A few GETs are opened by Read-Write X alone, and need the id of an import that exists. A 603
  proves that the box is missing. An error about the id proves nothing, because Adobe does not say
  whether the permission or the id is checked first.
- 603 is also the answer to a caller whose address is not on the allowlist. `stats/usage` needs no
  permission: as long as it is not answered, 603 on another path says nothing.
- A token keeps the rights it was issued with; a 603 may be up to an hour old.

Each probe is one call of the daily quota. Each 603 shows in Marketo's error statistics and, as one
vendor reports, as a notification to its administrators. So probe on demand, not on a refresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from marketo_resources.permissions.names import canonical, canonical_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ACCESS_DENIED = 603


@dataclass(frozen=True, slots=True)
class Probe:
    """A harmless GET whose answer may prove one permission.

    Attributes:
        permission: the permission, as the role editor shows it.
        path: what to GET, below the base URL.
        opened_by: the permissions that open this path: any one of them, or all if `needs_all`.
        needs_all: whether all of `opened_by` are needed.
        proved_by_success: whether an answer without an error proves the permission.
        denied_codes: what Marketo answers when the permission is missing.
        other_codes: documented answers that say nothing about the permission.
        note: what a person should know about this probe.
    """

    permission: str
    path: str
    opened_by: tuple[str, ...]
    needs_all: bool = False
    proved_by_success: bool = True
    denied_codes: frozenset[int] = frozenset({ACCESS_DENIED})
    other_codes: frozenset[int] = field(default=frozenset())
    note: str = ""


def _reading(
    noun: str, path: str, other_codes: Iterable[int] = (), note: str = ""
) -> tuple[Probe, Probe]:
    """Return the probes of two permissions, either of which opens a GET."""
    pair = (f"Read-Only {noun}", f"Read-Write {noun}")
    codes = frozenset(other_codes)
    return (
        Probe(pair[0], path, pair, other_codes=codes, note=note),
        Probe(pair[1], path, pair, proved_by_success=False, other_codes=codes, note=note),
    )


_CRM = "Answers 1018 where a CRM owns these records."
_IMPORT = "Asks about an import that does not exist: expect 603 or an error that proves nothing."
_FIELDS = "Opened by either schema permission; the answer does not show which."
_USERS = "Needs both permissions; a refusal does not show which is missing."

_PROBES = (
    *_reading(
        "Activity", "/rest/v1/activities/pagingtoken.json?sinceDatetime=2026-01-01T00:00:00Z"
    ),
    *_reading("Activity Metadata", "/rest/v1/activities/external/types.json"),
    *_reading("Assets", "/rest/asset/v1/channels.json?maxReturn=1"),
    *_reading("Campaign", "/rest/v1/campaigns.json?batchSize=1"),
    *_reading("Company", "/rest/v1/companies/describe.json", [1018], _CRM),
    *_reading("Custom Object", "/rest/v1/customobjects.json", [1026]),
    *_reading(
        "Custom Object Type",
        "/rest/v1/customobjects/schema/fieldDataTypes.json",
        [616],
        "Answers 616 where the subscription lacks this API.",
    ),
    *_reading(
        "Named Account",
        "/rest/v1/namedaccounts/describe.json",
        [703],
        "Answers 703 where the feature is off.",
    ),
    *_reading(
        "Named Account List",
        "/rest/v1/namedAccountLists.json?filterType=idField"
        "&filterValues=00000000-0000-0000-0000-000000000000",
        [703, 1003, 1006],
        "Asks for a list that does not exist.",
    ),
    *_reading("Opportunity", "/rest/v1/opportunities/describe.json", [1018], _CRM),
    *_reading("Person", "/rest/v1/leads/partitions.json", note="Reads no personal data."),
    *_reading("Redirect Rules", "/rest/asset/v1/landingPageDomains.json?maxReturn=1"),
    *_reading("Sales Person", "/rest/v1/salespersons/describe.json", [1018], _CRM),
    # Later entries replace those above: they are opened by this one permission alone.
    Probe(
        "Read-Write Person",
        "/bulk/v1/leads/batch/2147483647.json",
        ("Read-Write Person",),
        other_codes=frozenset({1003, 1013}),
        note=_IMPORT,
    ),
    Probe(
        "Read-Write Custom Object",
        "/bulk/v1/customobjects/permissionProbe_c/import/2147483647/status.json",
        ("Read-Write Custom Object",),
        other_codes=frozenset({1003, 1013, 1026}),
        note=_IMPORT,
    ),
    *(
        Probe(
            permission,
            "/rest/v1/leads/schema/fields.json?batchSize=1",
            ("Read-Write Schema Standard Field", "Read-Write Schema Custom Field"),
            proved_by_success=False,
            note=_FIELDS,
        )
        for permission in ("Read-Write Schema Standard Field", "Read-Write Schema Custom Field")
    ),
    *(
        Probe(
            permission,
            "/userservice/management/v1/users/workspaces.json",
            ("Access User Management Api", "Access Users"),
            needs_all=True,
            denied_codes=frozenset({403, ACCESS_DENIED}),
            note=_USERS,
        )
        for permission in ("Access User Management Api", "Access Users")
    ),
)
PROBES: Mapping[str, Probe] = MappingProxyType({probe.permission: probe for probe in _PROBES})
"""The probe of each permission that has one, by the permission's name."""


def probe_for(permission: str) -> Probe | None:
    """Return the probe of a permission, in any spelling; `None` if only a write could prove it."""
    return PROBES.get(canonical(permission))


def probes_for(permissions: Iterable[str]) -> tuple[Probe, ...]:
    """Return what to send to learn about these permissions, one probe for each path."""
    probes = filter(None, map(probe_for, canonical_names(permissions)))
    first_of: dict[str, Probe] = {}
    for probe in probes:
        first_of.setdefault(probe.path, probe)
    return tuple(first_of.values())
