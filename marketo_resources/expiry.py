"""Read and write the dates at which access ends, and compute one that moves on in steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

__all__ = ["access_period_end", "instant_of", "parse_instant"]


def instant_of(value: datetime | None) -> str | None:
    """Return an instant of Marketo's in the form that state keeps."""
    return None if value is None else value.replace(microsecond=0).isoformat()


def parse_instant(value: str) -> datetime:
    """Read a date with time and offset, as an instant in UTC at the precision of a second.

    Raises:
        ValueError: if it is not an ISO 8601 date, or has no offset from UTC.
    """
    try:
        instant = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(
            f"{value!r} is not an ISO 8601 date: write it like 2027-06-30T00:00:00+00:00"
        ) from None
    if instant.utcoffset() is None:
        raise ValueError(
            f"{value!r} has no offset from UTC: append one, like {value.strip()}+00:00 for UTC"
            if "T" in value or " " in value.strip()
            else f"{value!r} has no time of day: write it like {value.strip()}T00:00:00+00:00"
        )
    try:
        return instant.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(f"{value!r} is out of range: use a year from 1 to 9999") from None


def access_period_end(
    start: str, *, days: int, renew_days_before: int = 14, now: datetime | None = None
) -> str:
    """Return the end of the current access period, for `ApiOnlyUser(expires_at=…)`.

    Periods of `days` follow one another from `start` on. The end of the current one is returned
    until `renew_days_before` days before it; from then on that of the next one. So a preview shows
    nothing between renewals, and one change of `expires_at` once the renewal is due. A stack on
    which nobody runs `pulumi up` any more loses its access at the end of its period.

    Args:
        start: When the first period began: ISO 8601 with an offset from UTC.
        days: How long a period is, at least 1.
        renew_days_before: How long before the end of a period the next one is declared; less than
            `days`. `pulumi up` must run at least once in this time.
        now: The current time, with its offset from UTC; the clock's by default.

    Returns:
        ISO 8601 in UTC.

    Raises:
        ValueError: if `start` is not such a date, or the numbers do not fit.
    """
    if days < 1:
        raise ValueError(f"days is {days}: a period has at least 1 day")
    if not 0 <= renew_days_before < days:
        raise ValueError(
            f"renew_days_before is {renew_days_before}: use 0 to {days - 1}, less than days"
        )
    moment = datetime.now(UTC) if now is None else now
    if moment.utcoffset() is None:
        raise ValueError("now has no offset from UTC: give an aware datetime")
    begin, length = parse_instant(start), timedelta(days=days)
    due = moment + timedelta(days=renew_days_before)
    ended = max(0, (due - begin) // length) if due >= begin else 0
    return (begin + (ended + 1) * length).isoformat()
