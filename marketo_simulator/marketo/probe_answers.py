"""Hold the answers to harmless GETs, as a new subscription gives them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
_SINCE = "2020-01-01T00:00:00Z"


def _description(name: str, id_field: str, key: str) -> list[Json]:
    """Return an object as the describe calls show it, with the field that identifies a record."""
    field = {
        "name": key,
        "displayName": key,
        "dataType": "string",
        "length": 255,
        "updateable": False,
    }
    return [
        {
            "name": name,
            "description": "",
            "createdAt": _SINCE,
            "updatedAt": _SINCE,
            "idField": id_field,
            "dedupeFields": [key],
            "searchableFields": [[key], [id_field]],
            "fields": [field],
        }
    ]


RESULTS: dict[str, list[Any]] = {
    "/rest/asset/v1/channels.json": [
        {
            "id": 1,
            "name": "Email Send",
            "description": "",
            "applicableProgramType": "email",
            "createdAt": _SINCE,
            "updatedAt": _SINCE,
        }
    ],
    "/rest/v1/campaigns.json": [
        {
            "id": 1001,
            "name": "Nightly",
            "description": "",
            "type": "batch",
            "workspaceName": "Default",
            "active": False,
            "createdAt": _SINCE,
            "updatedAt": _SINCE,
        }
    ],
    "/rest/v1/companies/describe.json": _description("Company", "id", "externalCompanyId"),
    "/rest/v1/opportunities/describe.json": _description(
        "Opportunity", "marketoGUID", "externalOpportunityId"
    ),
    "/rest/v1/salespersons/describe.json": _description(
        "Sales Person", "id", "externalSalesPersonId"
    ),
    "/rest/v1/namedaccounts/describe.json": _description("Named Account", "marketoGUID", "name"),
    "/rest/v1/customobjects/schema/fieldDataTypes.json": [
        "boolean", "currency", "date", "datetime", "email", "float", "integer", "link", "phone",
        "string", "text",
    ],
    "/rest/v1/leads/partitions.json": [
        {"id": 1, "name": "Default", "description": "Initial system lead partition"}
    ],
}  # fmt: skip
"""The results by path; all other paths answer an empty list, as a new subscription does."""


def fields(held: set[str]) -> list[Json]:
    """Return the fields of a person that the caller's permissions show."""
    shown = [("firstName", "First Name", False)] * ("Read-Write Schema Standard Field" in held)
    shown += [("segment", "Segment", True)] * ("Read-Write Schema Custom Field" in held)
    return [
        {
            "name": name,
            "displayName": title,
            "dataType": "string",
            "length": 255,
            "isHidden": False,
            "isCustom": is_custom,
            "isApiCreated": False,
        }
        for name, title, is_custom in shown
    ]
