"""Make a subscription to review, states of stacks that manage its users, and the review itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from marketo_resources.cli.connection import ConnectionSource
from marketo_resources.cli.review.facts import FactsReader
from marketo_resources.cli.review.reviewed import Reviewed, Thresholds
from marketo_resources.cli.review.rules import Acceptance, Finding, findings_of
from marketo_resources.cli.states import States
from marketo_simulator import Simulator
from marketo_simulator.marketo import usage
from marketo_simulator.records import User
from tests.support.operator_command import connected_to

STACK = "prod"
PROJECT = "access"
TYPE = "pulumi-python:dynamic/marketo:"


@dataclass
class ReviewedSubscription:
    """A served simulator to which a test adds users, and the state of a stack that manages them.

    Attributes:
        marketo: the simulator.
        resources: what the stack's state holds.
    """

    marketo: Simulator
    resources: list[dict[str, Any]] = field(default_factory=list)

    @property
    def instance(self) -> str:
        """Return the host of the simulator."""
        return self.marketo.base_url.removeprefix("http://")

    def user(  # noqa: PLR0913 - what can be said of a user
        self,
        address: str,
        *,
        role: str = "Warehouse API",
        workspace: int = 1,
        ends_in: timedelta | None = timedelta(days=200, hours=1),
        logged_in_ago: timedelta | None = timedelta(days=1),
        calls: Sequence[int] = (),
        **others: Any,
    ) -> User:
        """Add a user that breaks no rule, unless an argument makes it break one.

        `calls` are those of the last days, oldest first, today last.
        """
        held = self.marketo.subscription.role_named(role)
        assert held
        now = datetime.now(UTC)
        names = {"first_name": "Etl", "last_name": "Nightly"} | others
        user = self.marketo.subscription.add_user(
            address,
            names.pop("first_name"),
            names.pop("last_name"),
            grants=[(held.id, 0 if held.only_all_zones else workspace)],
            expires_at=(now + ends_in).timestamp() if ends_in else None,
            last_login_at=(now - logged_in_ago).timestamp() if logged_in_ago else None,
            **names,
        )
        self.call(user.userid, calls)
        return user

    def call(self, userid: str, calls: Sequence[int]) -> None:
        """Count calls of the last days, oldest first, today last."""
        today = datetime.fromisoformat(usage.today(self.marketo.subscription))
        for ago, count in enumerate(reversed(calls)):
            day = f"{today - timedelta(days=ago):%Y-%m-%d}"
            self.marketo.subscription.usage.setdefault(day, {})[userid] = count

    def managed(self, user: User, name: str = "", **others: Any) -> dict[str, Any]:
        """Let the stack manage a user as it is now; `others` are keys of its record."""
        outputs = {
            "email_address": user.email_address,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "roles": [self._grant(*grant) for grant in user.grants],
            "user_id": user.userid,
            "instance": self.instance,
        }
        if user.expires_at:
            end = datetime.fromtimestamp(user.expires_at, UTC).replace(microsecond=0)
            outputs["expires_at"] = end.isoformat()
        outputs |= others.pop("outputs", {})
        name = name or user.email_address.partition("@")[0]
        record = {"protect": True, "id": user.userid} | others
        return self._record("ApiOnlyUser", name, outputs, **record)

    def service(self, user: User, name: str) -> dict[str, Any]:
        """Let the stack know a custom service that acts as a user."""
        made = self.marketo.subscription.add_service(name, user)
        outputs = {"service_name": name, "user_id": user.userid, "instance": self.instance}
        return self._record("CustomService", name, outputs, id=made.client_id)

    def role(self, name: str, role_id: int) -> dict[str, Any]:
        """Let the stack manage a role of this id."""
        outputs = {"role_name": name, "instance": self.instance}
        return self._record("ApiOnlyRole", name, outputs, id=str(role_id))

    def exported(self) -> str:
        """Return the state of the stack as `pulumi stack export` prints it."""
        return json.dumps({"version": 3, "deployment": {"resources": self.resources}})

    def _grant(self, role_id: int, workspace_id: int) -> dict[str, str]:
        held = self.marketo.subscription
        workspace = held.workspaces[workspace_id].name if workspace_id else "AllZones"
        return {"role_id": str(role_id), "role_name": held.roles[role_id].name,
                "workspace_id": str(workspace_id), "workspace": workspace}  # fmt: skip

    def _record(
        self, noun: str, name: str, outputs: dict[str, Any], **others: Any
    ) -> dict[str, Any]:
        stack = others.pop("stack", STACK)
        urn = f"urn:pulumi:{stack}::{PROJECT}::{TYPE}{noun}::{name}"
        record = {"urn": urn, "type": f"{TYPE}{noun}", "outputs": outputs} | others
        self.resources.append(record)
        return record


@dataclass(frozen=True)
class Review:
    """A review that was made: what was looked at, and what was found."""

    reviewed: Reviewed
    findings: list[Finding]

    def broken_by(self, subject: str) -> list[str]:
        """Return the names of the rules that somebody breaks."""
        return [one.rule.name for one in self.findings if one.breach.subject == subject]

    def detail(self, rule: str, subject: str) -> str:
        """Return what the review says about a finding."""
        [found] = [
            one.breach.detail
            for one in self.findings
            if (one.rule.name, one.breach.subject) == (rule, subject)
        ]
        return found


def review(
    subscription: ReviewedSubscription,
    folder: Path | None,
    thresholds: Thresholds | None = None,
    *,
    accepted: Sequence[Acceptance] = (),
    **reader: Any,
) -> Review:
    """Review a subscription, with the stack's state in a folder, or without any state.

    `reader` are further arguments of `FactsReader`, and `progress`.
    """
    files = []
    if folder is not None:
        files = [folder / "state.json"]
        files[0].write_text(subscription.exported(), "utf-8")
    states = States.read(files=files)
    progress = reader.pop("progress", lambda _done, _of: None)
    source = ConnectionSource(None, connected_to(subscription.marketo))
    with closing(source):
        facts = FactsReader(source.instance(), states, **reader).read(progress)
        reviewed = Reviewed.of(facts, states, thresholds or Thresholds())
        findings = findings_of(reviewed, accepted)
    return Review(reviewed, findings)
