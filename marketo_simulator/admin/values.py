"""Check what an administrator types by the rules of its field.

`operations.py` takes only the types of this module, so that no text reaches it unchecked. An error
says what is wrong with the value; the caller that reads the field puts the field's name in front.
"""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, datetime
from typing import NewType

from marketo_simulator.marketo import dates

from .refused import RefusedActError

Line = NewType("Line", str)
"""Text of one line, which may be empty."""

Name = NewType("Name", Line)
"""Text of one line that is not empty."""

_LONGEST_QUOTE = 80
"""Quote at most this many characters of a value in a message."""

DIGITS_OF_AN_ID = 10
"""Accept ids of at most this many digits in addresses and forms."""


def line(text: str) -> Line:
    """Return a text if it is one line."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
        raise RefusedActError("must be one line of text without control characters.")
    return Line(text)


def name(text: str) -> Name:
    """Return a text if it is one line and not empty."""
    if not line(text).strip():
        raise RefusedActError("must not be empty.")
    return Name(Line(text))


def instant(text: str) -> float:
    """Return the instant of a date as epoch seconds."""
    try:
        found = dates.seconds(text)
    except (ValueError, OverflowError):
        found = math.inf
    if not is_showable(found):
        raise RefusedActError(
            f"{shortened(text)} is not a date: write it like 2027-06-30T00:00:00Z."
        )
    return found


def is_showable(moment: float) -> bool:
    """Return whether an instant can be written as a date."""
    try:
        datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return True


def shortened(text: str) -> str:
    """Return a text as a message quotes it, cut after `_LONGEST_QUOTE` characters."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
