"""Instants: dates with time and offset, as programs write them."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["instant_of", "parse_instant"]


def instant_of(value: datetime | None) -> str | None:
    """Return an instant of Marketo's in the form that state keeps."""
    return None if value is None else value.replace(microsecond=0).isoformat()


def parse_instant(value: str) -> datetime:
    """Read a date with time and offset, as an instant in UTC at the precision of a second.

    Raises:
        ValueError: if it is no ISO 8601 date, or has no offset from UTC.
    """
    try:
        instant = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(
            f"{value!r} is no ISO 8601 date: write it like 2027-06-30T00:00:00+00:00"
        ) from None
    if instant.utcoffset() is None:
        raise ValueError(
            f"{value!r} has no offset from UTC, so it names no instant: append one, "
            f"like {value.strip()}+00:00 for UTC"
            if "T" in value or " " in value.strip()
            else f"{value!r} is a day and no instant: write it like {value.strip()}T00:00:00+00:00"
        )
    try:
        return instant.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(f"{value!r} is out of range: use a year from 1 to 9999") from None
