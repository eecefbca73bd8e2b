"""Read Marketo's dates in every documented form, and write them in the one that is asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["user", "record"]

_FORM = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?t?(Z|[+-]\d\d:?\d\d)", re.ASCII
)
_WRITTEN = {
    ("guide", "user"): "%Y-%m-%dT%H:%M:%S.000t+0000",
    ("guide", "record"): "%Y%m%dT%H:%M:%S.0t+0000",
    ("compact", "user"): "%Y%m%dT%H:%M:%S.000t+0000",
    ("compact", "record"): "%Y%m%dT%H:%M:%S.000t+0000",
    ("iso", "user"): "%Y-%m-%dT%H:%M:%SZ",
    ("iso", "record"): "%Y-%m-%dT%H:%M:%SZ",
}


def seconds(text: str) -> float:
    """Return the instant of a date as epoch seconds; raise ValueError for an undocumented form."""
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"not a date with an offset: {text!r}")
    year, month, day, hour, minute, second, offset = match.groups()
    moment = f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset}"
    return datetime.fromisoformat(moment).timestamp()


def written(moment: float | None, form: str, kind: Kind, *, empty: str | None) -> str | None:
    """Return a date as an answer writes it, or `empty` where there is none."""
    if moment is None:
        return empty
    return datetime.fromtimestamp(moment, UTC).strftime(_WRITTEN[form, kind])
