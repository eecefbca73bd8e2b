"""Write a review as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from marketo_resources.cli.review.drawings import CallsPicture, EndsPicture
from marketo_resources.cli.review.report import Json

__all__ = ["as_page"]

_SHOWN_AT_ONCE = 12
"""Show at most this many findings of a rule at once; the others unfold."""

_TEMPLATES = "templates"
_CODE = re.compile(r"`([^`]+)`")


def as_page(report: Json) -> str:
    """Return a review as a page.

    Its policy lets only this style and this script run, whatever a name in Marketo may hold.
    """
    style, script = _part("page.css"), _part("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - same
            style_hash=_hash(style),
            script_hash=_hash(script),
            calls=CallsPicture(report),
            ends=EndsPicture(report),
            places={user["userid"]: number for number, user in enumerate(report["users"], 1)},
            summary=_summary(report),
            shown_at_once=_SHOWN_AT_ONCE,
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "breakable": _breakable,
        "code": _code,
        "day": _day,
        "minute": _minute,
        "number": _number,
    }
    return environment


def _part(name: str) -> str:
    return files(__package__).joinpath(_TEMPLATES, name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _summary(report: Json) -> Json:
    users = [one for one in report["users"] if one["api_only"]]
    busiest = max(report["days"], key=lambda day: day["total"])
    stacks = sorted({managed["stack"] for one in users for managed in one["managed_by"]})
    return {
        "open": sum(not one["is_accepted"] for one in report["findings"]),
        "accepted": sum(one["is_accepted"] for one in report["findings"]),
        "by_weight": Counter(_weight(report, one) for one in report["findings"]),
        "api_only": len(users),
        "people": len(report["users"]) - len(users),
        "managed": sum(bool(one["managed_by"]) for one in users),
        "without_expiry": sum(one["expires_at"] is None for one in users),
        "calls": sum(day["total"] for day in report["days"]),
        "busiest": busiest,
        "busiest_part": busiest["total"] / report["thresholds"]["daily_quota"],
        "stacks": stacks,
    }


def _weight(report: Json, finding: Json) -> str:
    weights = {rule["name"]: str(rule["weight"]) for rule in report["rules"]}
    return "accepted" if finding["is_accepted"] else weights[finding["rule"]]


def _day(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%Y-%m-%d}"


def _minute(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M} UTC"


def _number(value: float) -> str:
    return f"{value:,}"


def _breakable(address: str) -> Markup:
    """Return an address that a narrow column breaks before its @."""
    return escape(address).replace("@", Markup("<wbr>@"))


def _code(text: str) -> Markup:
    """Return a text with what stands in backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped
