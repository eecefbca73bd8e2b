"""Declare the user of the README, and ask a provider process why it refuses it."""

from __future__ import annotations

from typing import Any

from tests.support.engine.provider_process import Json, ProviderProcess

EMAIL = "warehouse-api@example.com"
WAREHOUSE = {"role_name": "Warehouse API", "workspace": "Default"}
USER: Json = {
    "__name": "warehouse",
    "email_address": EMAIL,
    "first_name": "Warehouse",
    "last_name": "Sync",
    "roles": [WAREHOUSE],
}


def refused(process: ProviderProcess, olds: Json | None = None, **others: Any) -> dict[str, str]:
    """Return why the check refuses the user with other values, by property; None leaves one out."""
    given = {name: value for name, value in (USER | others).items() if value is not None}
    return process.check("ApiOnlyUser", given, olds)[1]
