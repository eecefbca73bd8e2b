"""Take pictures of pages with a headless Chromium; they are made, not compared."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from marketo_resources.cli.review.page import as_page
from marketo_resources.cli.review.report import report_of
from marketo_resources.cli.review.rules import Acceptance
from marketo_simulator import Simulator
from tests.support.access_review import ReviewedSubscription, review


@contextmanager
def admin_page(_folder: Path) -> Iterator[str]:
    """Serve the simulator's admin page with services, users in several states, and a few calls."""
    with Simulator(identity="adobe") as marketo:
        subscription = marketo.subscription
        role = subscription.add_role("Events API", ["Read-Write Person", "Execute Campaign"])
        day = 86_400.0
        for number, (name, granted, days, others) in enumerate(_USERS):
            user = subscription.add_user(
                f"{name.lower()}-api@example.com",
                name,
                "API",
                grants=[(role.id if granted == "Events API" else _id(marketo, granted), 1)],
                expires_at=None if days is None else subscription.now() + days * day,
                last_login_at=subscription.now() - number * day / 3,
                **others,
            )
            if number < _SERVICES:
                subscription.add_service(name, user)
        _call(marketo)
        yield marketo.base_url


def _id(marketo: Simulator, name: str) -> int:
    role = marketo.subscription.role_named(name)
    assert role
    return role.id


def _call(marketo: Simulator) -> None:
    query = {"grant_type": "client_credentials", "client_id": marketo.client_id}
    users = "/userservice/management/v1/users/"
    with httpx.Client(base_url=marketo.base_url) as client:
        given = query | {"client_secret": marketo.client_secret}
        token = client.get("/identity/oauth/token", params=given).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        client.get(f"{users}allusers.json")
        client.get(f"{users}nobody@example.com/user.json")
        new = {"emailAddress": "chat-api@example.com", "firstName": "Chat", "lastName": "API"}
        client.post(
            f"{users}invite.json",
            json=new
            | {"apiOnly": True, "userRoleWorkspaces": [_grant(_id(marketo, "Events API"))]},
        )


def _grant(role: int) -> dict[str, int]:
    return {"accessRoleId": role, "workspaceId": 1}


_SERVICES = 2
"""The number of users, from the first on, that have a custom service."""
_USERS: tuple[tuple[str, str, int | None, dict[str, Any]], ...] = (
    ("Warehouse", "Warehouse API", 210, {}),
    ("Events", "Events API", None, {}),
    ("Billing", "Warehouse API", -3, {}),
    ("Webinars", "Events API", None, {"locked": True, "locked_reason": "Owner left"}),
)
"""Each user: name, role, in how many days its access ends (None is never), and other fields."""


@contextmanager
def access_review(folder: Path) -> Iterator[str]:
    """Write a review of users of every kind, some of which two stacks manage."""
    with Simulator() as marketo:
        subscription = ReviewedSubscription(marketo)
        for number, (name, role, stack, days, calls) in enumerate(_INTEGRATIONS):
            user = subscription.user(
                f"{name}@example.com",
                role=role,
                first_name=name.partition("-")[0].title(),
                last_name="API",
                ends_in=timedelta(days=days) if days else None,
                logged_in_ago=timedelta(days=1 + number) if calls or number % 3 else None,
                calls=[calls + calls * (day % 3) // 4 for day in range(7)],
            )
            if stack:
                subscription.managed(user, stack=stack, protect=stack == "europe")
                subscription.service(user, f"{name.replace('-', ' ').capitalize()} service")
            if name == "billing":
                user.grants.append((1, 0))
        made = review(subscription, folder, accepted=[Acceptance("*", "operator@example.com")])
    report = report_of(made.reviewed, made.findings)
    shown = {"instance": "123-abc-456.mktorest.com", "states": ["prod", "europe"]}
    page = folder / "review.html"
    page.write_text(as_page(report | shown), "utf-8")
    yield page.as_uri()


_INTEGRATIONS = (
    ("warehouse", "Warehouse API", "prod", 210, 1900),
    ("billing", "Warehouse API", "prod", 120, 640),
    ("events", "Warehouse API", "europe", 300, 420),
    ("chat-bot", "Standard User", "", 0, 130),
    ("webinars", "Warehouse API", "prod", 20, 0),
    ("lead-scoring", "Warehouse API", "europe", 90, 75),
    ("old-crm", "Standard User", "", -30, 0),
    ("consent-sync", "Warehouse API", "prod", 260, 33),
)
"""Each integration: name, role, stack, in how many days it ends (0 is never), calls a day."""

PAGES: dict[str, tuple[Callable[[Path], AbstractContextManager[str]], str]] = {
    "admin-page": (admin_page, "1200,1560"),
    "access-review": (access_review, "1200,1240"),
}
"""Each page by the name of its picture: who serves it, and the size of the window."""


def make(folder: Path, names: list[str]) -> Iterator[str]:
    """Take each picture that is named, or all."""
    for name, (served, size) in PAGES.items():
        if not names or name in names:
            picture = folder / f"{name}.png"
            with tempfile.TemporaryDirectory() as profile, served(Path(profile)) as url:
                _take(url, size, picture, profile)
            yield picture.name


def _take(url: str, size: str, picture: Path, profile: str) -> None:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("There is no `chromium`: install it (scripts/browser does in CI).")
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += [f"--user-data-dir={profile}/chromium", f"--window-size={size}"]
    subprocess.run(  # noqa: S603 - our own words
        [program, *options, f"--screenshot={picture}", url], check=True, capture_output=True
    )
