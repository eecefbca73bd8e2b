"""Keep a subscription in a file between runs; the file holds the secrets of its services."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .records import Role, Service, User, Workspace
from .subscription import Subscription


def save(subscription: Subscription, path: Path) -> None:
    """Write a subscription; the file is replaced as a whole."""
    state = {
        "roles": [asdict(role) for role in subscription.roles.values()],
        "workspaces": [asdict(workspace) for workspace in subscription.workspaces.values()],
        "users": [asdict(user) for user in subscription.users],
        "services": [asdict(service) for service in subscription.services.values()],
        "last_id": subscription.last_id,
        "advanced": subscription.advanced,
        "usage": subscription.usage,
    }
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(state, file, indent=1)
    Path(name).replace(path)


def load(subscription: Subscription, path: Path) -> None:
    """Read a subscription that was saved; tokens are not kept, so callers fetch new ones."""
    state: dict[str, Any] = json.loads(path.read_text("utf-8"))
    subscription.roles = {role["id"]: Role(**role) for role in state["roles"]}
    subscription.workspaces = {one["id"]: Workspace(**one) for one in state["workspaces"]}
    subscription.users = [_user(one) for one in state["users"]]
    subscription.services = {one["client_id"]: Service(**one) for one in state["services"]}
    subscription.last_id = state["last_id"]
    subscription.advanced = state["advanced"]
    subscription.usage = state.get("usage", {})  # no version before 0.2 kept it


def _user(fields: dict[str, Any]) -> User:
    return User(**fields | {"grants": [(role, place) for role, place in fields["grants"]]})
