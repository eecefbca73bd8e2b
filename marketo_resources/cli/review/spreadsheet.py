"""Write a review as CSV: a row for each user, resource and caller, with what was found of it.

What spreadsheets would take for a formula is kept as text: names and addresses are other people's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marketo_resources.cli.review.report import Json
from marketo_resources.cli.review.rules import THE_SUBSCRIPTION

__all__ = ["as_csv"]

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - spreadsheets take those too
_COLUMNS = (
    "about",
    "email_address",
    "userid",
    "first_name",
    "last_name",
    "api_only",
    "roles",
    "expires_at",
    "last_login_at",
    "is_locked",
    "locked_reason",
    "calls_in_all",
    "services",
    "managed_by",
    "urns",
    "is_protected",
    "differences",
    "findings",
    "accepted",
    "details",
    "remedies",
)


def as_csv(report: Json) -> str:
    """Return a review as CSV."""
    days = [f"calls {day['date']}" for day in report["days"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*_COLUMNS, *days], restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in _rows(report):
        calls = dict(zip(days, row.pop("calls", ()), strict=False))
        writer.writerow({name: _harmless(value) for name, value in (row | calls).items()})
    return text.getvalue()


def _rows(report: Json) -> Iterator[dict[str, Any]]:
    totals = [day["total"] for day in report["days"]]
    about = [one for one in report["findings"] if one["subject"] == THE_SUBSCRIPTION]
    yield {"about": "subscription", "email_address": report["instance"], "calls": totals,
           "calls_in_all": sum(totals)} | _found(about)  # fmt: skip
    for user in report["users"]:
        found = (one for one in report["findings"] if one["userid"] == user["userid"])
        yield _user(user) | _found(found)
    for gone in report["gone"]:
        found = (one for one in report["findings"] if one["urn"] == gone["urn"])
        yield {"about": "gone", "userid": gone["id"]} | _managed([gone]) | _found(found)
    for caller in report["callers_that_are_no_users"]:
        calls = caller["calls"]
        yield {"about": "caller", "userid": caller["caller"], "calls": calls,
               "calls_in_all": sum(calls)}  # fmt: skip


def _user(user: Json) -> dict[str, Any]:
    same = {name: user[name] for name in _COLUMNS if name in user}
    return same | {
        "about": "user",
        "roles": _joined(_grant(one) for one in user["grants"]),
        "services": _joined(one["service_name"] or one["name"] for one in user["services"]),
        "differences": _joined(user["differences"]),
        "calls": user["calls"],
    } | _managed(user["managed_by"])  # fmt: skip


def _grant(grant: Json) -> str:
    where = "all workspaces" if grant["in_all_workspaces"] else grant["workspace"]
    return f"{grant['role_name']} in {where}"


def _managed(resources: Iterable[Json]) -> dict[str, Any]:
    resources = list(resources)
    return {
        "managed_by": _joined(f"{one['stack']} {one['noun']} {one['name']}" for one in resources),
        "urns": _joined(one["urn"] for one in resources),
        "is_protected": all(one["is_protected"] for one in resources) if resources else "",
    }


def _found(findings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    findings = list(findings)
    return {
        "findings": _joined(one["rule"] for one in findings),
        "accepted": _joined(one["rule"] for one in findings if one["is_accepted"]),
        "details": _joined(f"{one['rule']}: {one['detail']}" for one in findings if one["detail"]),
        "remedies": _joined(f"{one['rule']}: {one['remedy']}" for one in findings),
    }


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _harmless(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value
