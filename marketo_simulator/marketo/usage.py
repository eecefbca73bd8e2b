"""Count calls by day and user, and answer the call statistics of today and of seven days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from marketo_simulator.subscription import Subscription

CENTRAL = timezone(timedelta(hours=-6))
"""The time zone at whose midnight the daily quota starts again: Central Standard Time."""

DAYS_OF_A_WEEK = 7
TODAY = "/rest/v1/stats/usage.json"
LAST_SEVEN_DAYS = "/rest/v1/stats/usage/last7days.json"


def count(subscription: Subscription, userid: str) -> None:
    """Count a call of a user."""
    users = subscription.usage.setdefault(today(subscription), {})
    users[userid] = users.get(userid, 0) + 1


def today(subscription: Subscription) -> str:
    """Return the day whose quota is in use."""
    return _day(subscription).isoformat()


def answer(subscription: Subscription, path: str) -> list[dict[str, Any]]:
    """Return the statistics that a path asks for: one object a day, oldest first.

    Adobe does not say whether the last seven days end with today; here they do.
    """
    last = _day(subscription)
    days = DAYS_OF_A_WEEK if path == LAST_SEVEN_DAYS else 1
    return [_of(subscription, last - timedelta(days=ago)) for ago in reversed(range(days))]


def _of(subscription: Subscription, day: date) -> dict[str, Any]:
    counts = subscription.usage.get(day.isoformat(), {})
    users = [{"userId": user, "count": number} for user, number in counts.items()]
    return {"date": day.isoformat(), "total": sum(counts.values()), "users": users}


def _day(subscription: Subscription) -> date:
    return datetime.fromtimestamp(subscription.now(), UTC).astimezone(CENTRAL).date()
