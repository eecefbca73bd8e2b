"""Read and write Marketo's dates: one instant, several spellings.

Adobe's pages show these forms, and this module reads all of them:

    2020-12-31T23:59:59-05:00        user management guide, invite
    20211231T08:00:00.000t+0000      user management guide, update
    2020-12-31T08:00:00.000t+0000    user management guide, answers
    20200731T20:49:54.0t+0000        user management guide, invited users
    20201231T08:00:00.0tZ            specification, the example of an update read by its letters
    2020-12-31T08:00:00Z             the same instants without the letter t
"""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator

_FORM = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[Tt ](\d\d):?(\d\d):?(\d\d)"  # date and time
    r"(?:[.,]\d+)?"  # a fraction of any length: seconds are Marketo's precision
    r"(?:[tZz]?([+-]\d\d:?\d\d)|[tT]?[Zz])",
    re.ASCII,
)


def parse_date(text: str) -> datetime:
    """Read a date in any form that Adobe documents.

    Args:
        text: The date as Marketo wrote it, with an offset or `Z`.

    Returns:
        The instant in UTC, at second precision: two dates are the same to Marketo if these are.

    Raises:
        ValueError: The text is in none of the forms, or names no real instant.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date as Marketo writes them: {text!r}")
    year, month, day, hour, minute, second, offset = match.groups()
    iso = f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset or '+00:00'}"
    try:
        return datetime.fromisoformat(iso).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"a date outside the calendar: {text!r}") from error


def invite_form(instant: datetime) -> str:
    """Write an instant as Invite User takes it: ISO 8601, colon in the offset, no milliseconds."""
    return f"{_seconds(instant)}+00:00"


def guide_update_form(instant: datetime) -> str:
    """Write an instant as the user management guide's sample of an update does."""
    day, time = _seconds(instant).split("T")
    return f"{day.replace('-', '')}T{time}.000t+0000"


def specification_update_form(instant: datetime) -> str:
    """Write an instant as the specification's description of an update does."""
    return f"{_seconds(instant)}.000t+0000"


def _seconds(instant: datetime) -> str:
    # Not strftime: its %Y writes the years before 1000 without their zeros on some systems.
    if instant.tzinfo is None:
        raise ValueError(f"a date without an offset names no instant: {instant.isoformat()}")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _read(value: object) -> object:
    if isinstance(value, str):
        return parse_date(value) if value.strip() else None
    return value


MarketoDate = Annotated[datetime | None, BeforeValidator(_read)]
"""A date of an answer; None where it is absent, null or empty."""
