"""What permission each harmless GET proves, so that a denied one can name it.

The paths and permissions are those of Adobe's specifications ("Required Permissions"); either of
the permissions of a path is enough, so a denial proves that both are missing.
"""

from .failures import USAGE, USAGE_OF_LAST_DAYS


def _either(noun: str) -> tuple[str, str]:
    return f"Read-Only {noun}", f"Read-Write {noun}"


EITHER_PERMISSION: dict[str, tuple[str, ...]] = {
    USAGE: (),
    USAGE_OF_LAST_DAYS: (),
    "/rest/v1/activities/pagingtoken.json": _either("Activity"),
    "/rest/v1/activities/external/types.json": _either("Activity Metadata"),
    "/rest/asset/v1/channels.json": _either("Assets"),
    "/rest/v1/campaigns.json": _either("Campaign"),
    "/rest/v1/companies/describe.json": _either("Company"),
    "/rest/v1/opportunities/describe.json": _either("Opportunity"),
    "/rest/v1/salespersons/describe.json": _either("Sales Person"),
    "/rest/v1/customobjects.json": _either("Custom Object"),
    "/rest/v1/customobjects/schema/fieldDataTypes.json": _either("Custom Object Type"),
    "/rest/v1/leads/partitions.json": _either("Person"),
    "/rest/v1/namedaccounts/describe.json": _either("Named Account"),
    "/rest/v1/namedAccountLists.json": _either("Named Account List"),
    "/rest/asset/v1/landingPageDomains.json": _either("Redirect Rules"),
    "/rest/v1/leads/schema/fields.json": (
        "Read-Write Schema Standard Field",
        "Read-Write Schema Custom Field",
    ),
}
"""By path: the permissions of which one is needed."""


def either_permission(path: str) -> tuple[str, ...]:
    """The permissions of which a GET of this path needs one; none where we do not know."""
    if path.startswith("/bulk/v1/leads/"):
        return ("Read-Write Person",)
    if path.startswith("/bulk/v1/customobjects/"):
        return ("Read-Write Custom Object",)
    return EITHER_PERMISSION.get(path, ())
