"""Put a review into one form, of which page, CSV and JSON are made.

So the three hold the same facts, and a program that reads the JSON needs nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

from marketo_resources.cli.review.reviewed import Reviewed, ReviewedUser
from marketo_resources.cli.review.rules import RULES, Finding
from marketo_resources.cli.states import ManagedResource
from marketo_resources.role_grants.grant import ALL_WORKSPACES

__all__ = ["Json", "report_of"]

Json = dict[str, Any]


def report_of(reviewed: Reviewed, findings: Sequence[Finding]) -> Json:
    """Return a review as JSON holds it."""
    facts, thresholds = reviewed.facts, reviewed.thresholds
    by_user: dict[str, list[str]] = {}
    for finding in findings:
        by_user.setdefault(finding.breach.userid, []).append(finding.rule.name)
    return {
        "instance": facts.instance,
        "read_at": _instant(facts.read_at),
        "made_with": f"marketo-resources {version('marketo-resources')}",
        "states": list(reviewed.states.sources),
        "resources_of_other_instances": reviewed.elsewhere,
        "people_left_out": facts.people_left_out,
        "thresholds": {
            "daily_quota": thresholds.calls_a_day,
            "daily_quota_is_assumed": thresholds.daily_quota is None,
            "ends_within_days": thresholds.ends_within_days,
            "not_used_days": thresholds.not_used_days,
        },
        "days": [{"date": str(day.date), "total": day.total} for day in facts.days],
        "rules": _rules(reviewed, findings),
        "findings": [_finding(one) for one in findings],
        "users": [
            _user(one, reviewed) | {"findings": by_user.get(one.user.userid, [])}
            for one in reviewed.users
        ],
        "gone": [_managed(one) | {"id": one.id} for one in reviewed.gone],
        "callers_that_are_no_users": [
            {"caller": name, "calls": [day.calls_of(name) for day in facts.days]}
            for name in facts.callers_that_are_no_users
        ],
    }


def _rules(reviewed: Reviewed, findings: Sequence[Finding]) -> list[Json]:
    return [
        {
            "name": rule.name,
            "title": rule.title,
            "meaning": rule.meaning,
            "remedy": rule.remedy,
            "weight": rule.weight,
            "is_judged": reviewed.has_states or not rule.needs_states,
            "findings": sum(one.rule is rule for one in findings),
        }
        for rule in RULES.values()
    ]


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule.name,
        "subject": finding.breach.subject,
        "userid": finding.breach.userid,
        "urn": finding.breach.urn,
        "detail": finding.breach.detail,
        "remedy": finding.remedy,
        "is_accepted": finding.is_accepted,
    }


def _user(one: ReviewedUser, reviewed: Reviewed) -> Json:
    user = one.user
    return {
        "userid": user.userid,
        "email_address": user.email_address,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "api_only": user.api_only,
        "is_own_user": one.is_own,
        "grants": [
            {
                "role_id": str(pair.access_role_id),
                "role_name": pair.access_role_name,
                "workspace_id": str(pair.workspace_id),
                "workspace": pair.workspace_name,
                "in_all_workspaces": pair.workspace_id == ALL_WORKSPACES,
                "is_standard_role": pair.access_role_id in reviewed.facts.standard_roles,
            }
            for pair in user.user_role_workspaces
        ],
        "expires_at": _instant(user.expires_at),
        "last_login_at": _instant(user.last_login_at),
        "is_locked": user.is_locked,
        "locked_reason": user.locked_reason,
        "calls": list(one.calls),
        "calls_in_all": one.all_calls,
        "managed_by": [_managed(managed) for managed in one.managed_by],
        "services": [
            {"service_name": service.text("service_name")} | _managed(service)
            for service in one.services
        ],
        "differences": list(one.differences),
    }


def _managed(managed: ManagedResource) -> Json:
    return {
        "stack": managed.stack,
        "noun": managed.noun,
        "name": managed.name,
        "urn": managed.urn,
        "is_protected": managed.is_protected,
        "state": managed.source,
    }


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.replace(microsecond=0).isoformat()
