"""Answer calls outside user management: statistics, and harmless GETs that need a permission."""

from __future__ import annotations

from typing import Any

from marketo_simulator.subscription import Subscription

from . import probe_answers, usage
from .refusals import Refusal

_NO_PERMISSION: frozenset[str] = frozenset()


def _either(noun: str) -> frozenset[str]:
    return frozenset({f"Read-Only {noun}", f"Read-Write {noun}"})


NEEDED_PERMISSIONS: dict[str, frozenset[str]] = {
    usage.TODAY: _NO_PERMISSION,
    usage.LAST_SEVEN_DAYS: _NO_PERMISSION,
    "/rest/v1/activities/pagingtoken.json": _either("Activity"),
    "/rest/v1/activities/external/types.json": _either("Activity Metadata"),
    "/rest/asset/v1/channels.json": _either("Assets"),
    "/rest/v1/campaigns.json": _either("Campaign"),
    "/rest/v1/companies/describe.json": _either("Company"),
    "/rest/v1/customobjects.json": _either("Custom Object"),
    "/rest/v1/customobjects/schema/fieldDataTypes.json": _either("Custom Object Type"),
    "/rest/v1/leads/partitions.json": _either("Person"),
    "/rest/v1/leads/schema/fields.json": frozenset(
        {"Read-Write Schema Standard Field", "Read-Write Schema Custom Field"}
    ),
    "/rest/v1/namedaccounts/describe.json": _either("Named Account"),
    "/rest/v1/namedAccountLists.json": _either("Named Account List"),
    "/rest/v1/opportunities/describe.json": _either("Opportunity"),
    "/rest/v1/salespersons/describe.json": _either("Sales Person"),
    "/rest/asset/v1/landingPageDomains.json": _either("Redirect Rules"),
    "/bulk/v1/leads/batch/2147483647.json": frozenset({"Read-Write Person"}),
    "/bulk/v1/customobjects/permissionProbe_c/import/2147483647/status.json": frozenset(
        {"Read-Write Custom Object"}
    ),
}
"""The paths that are served; each needs one of its permissions, or none if it has none."""


def answer(subscription: Subscription, path: str, held: set[str]) -> dict[str, Any]:
    """Return what a path answers besides `requestId` and `success`, for the permissions held."""
    if path in {usage.TODAY, usage.LAST_SEVEN_DAYS}:
        return {"result": usage.answer(subscription, path)}
    if path.startswith("/bulk/"):
        raise Refusal(1013, "Object not found")
    _check_is_sold(subscription, path)
    if path.endswith("pagingtoken.json"):
        return {"nextPageToken": "SIMULATOR"}
    if path.endswith("schema/fields.json"):
        return {"result": probe_answers.fields(held)}
    return {"result": probe_answers.RESULTS.get(path, [])}


def _check_is_sold(subscription: Subscription, path: str) -> None:
    """Refuse what a CRM owns, or what the subscription's plan does not include."""
    if subscription.switches.crm and path in _OF_THE_CRM:
        raise Refusal(1018, "CRM Enabled")
    if subscription.switches.plan == "basic" and path in _SOLD_APART:
        code, message = _SOLD_APART[path]
        raise Refusal(code, message)


_OF_THE_CRM = frozenset(
    {
        "/rest/v1/companies/describe.json",
        "/rest/v1/opportunities/describe.json",
        "/rest/v1/salespersons/describe.json",
    }
)
_SOLD_APART = {
    "/rest/v1/customobjects.json": (1026, "Custom object not enabled"),
    "/rest/v1/customobjects/schema/fieldDataTypes.json": (616, "Invalid subscription type"),
    "/rest/v1/namedaccounts/describe.json": (703, "The feature is not enabled"),
    "/rest/v1/namedAccountLists.json": (703, "The feature is not enabled"),
}
