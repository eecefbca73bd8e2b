"""Refuse a preview that declares a user with one of Marketo's own roles, or without an expiry.

Run it with what `pulumi preview --json` printed: `python rules.py preview.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

USER = "pulumi-python:dynamic/marketo:ApiOnlyUser"
MADE_FOR_PEOPLE = {
    "Admin",
    "Analytics User",
    "Marketing User",
    "Standard User",
    "Web Designer",
}


def declared_users(preview: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the inputs of the users that the program declares, by their names."""
    states = [step["newState"] for step in preview["steps"] if step.get("newState")]
    users = [state for state in states if state["type"] == USER]
    return {user["urn"].rpartition("::")[2]: user["inputs"] for user in users}


def broken_rules(user: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a user."""
    if not user.get("expires_at"):
        yield "has no expires_at, so its access never ends"
    for grant in user["roles"]:
        if grant.get("role_name") in MADE_FOR_PEOPLE:
            yield f"holds the role {grant['role_name']}, which Marketo made for people"


def main() -> None:
    """Print what is wrong, and end with 1 if anything is."""
    users = declared_users(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    wrong = [f"{name} {rule}" for name, user in users.items() for rule in broken_rules(user)]
    print(*wrong, f"Users: {len(users)}. Broken rules: {len(wrong)}.", sep="\n")  # noqa: T201 - its output
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
