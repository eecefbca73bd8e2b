"""Define the kinds of value that properties hold: what is valid, and the form that state keeps.

Two values mean the same to Marketo if and only if their forms are equal, so that a preview never
lists a difference in spelling as a change.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from marketo_resources.core.properties import RefusedWhenNew
from marketo_resources.core.unknown import Unknown
from marketo_resources.expiry import parse_instant

__all__ = [
    "EmailAddress",
    "Identifier",
    "Instant",
    "Name",
    "Opaque",
    "Remark",
    "composed",
    "recordable",
]

# Adobe's user management specification gives this pattern for emailAddress.
_EMAIL_PATTERN = r"(\"?)(?:[^\"])(?:[-\w.!#$%&\'*+\/=?^_`{|}~])*\1@(\w[-\w]{0,62}\.)+[A-Za-z]{2,63}"
_EMAIL_ADDRESS_OF_0_1_0 = re.compile(_EMAIL_PATTERN)
"""As version 0.1.0 had it: \\w is any letter, so state may hold such addresses."""
_EMAIL_ADDRESS = re.compile(_EMAIL_PATTERN.replace(r"[^\"]", '[^"\U00010000-\U0010ffff]'), re.ASCII)
"""As the specification's dialect (ECMA 262) means it: \\w is ASCII, and a character has 16 bits."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that reverse a text so that it reads as another one."""
_LONGEST_NAME = 255
"""Longest name, in characters."""
_LONGEST_REMARK = 2000
"""Longest remark, in characters."""


def _name(value: str) -> str:
    return _text(value, _LONGEST_NAME)


def recordable(name: str) -> str | None:
    """Return a name of Marketo's in the form that state keeps; None if nothing is left.

    Ids decide, so a name that no program could declare is kept as far as possible.
    """
    return _CONTROL.sub(" ", composed(name)).strip()[:_LONGEST_NAME].strip() or None


def composed(name: str) -> str:
    """Return a name in the form by which names compare: trimmed, and in Unicode's NFC.

    A letter with an accent can be written as one character or as two, and looks the same.
    """
    return unicodedata.normalize("NFC", name).strip()


def _opaque(value: str) -> str:
    _name(value)
    return value.strip()


def _remark(value: str) -> str:
    return _text(value, _LONGEST_REMARK)


def _text(value: str, longest: int) -> str:
    if _CONTROL.search(value):
        raise ValueError("holds a line break or another control character: remove it")
    value = composed(value)
    if not value:
        raise ValueError("is empty: give it a value")
    if len(value) > longest:
        raise ValueError(f"has {len(value)} characters: use at most {longest}")
    return value


def _email_address(value: str) -> str:
    written = _opaque(value)
    value = written.lower()
    # Lowering alone turns a Kelvin sign into a k.
    is_plain = unicodedata.normalize("NFKC", written) == written
    if not is_plain or unicodedata.normalize("NFKC", value).casefold() != value:
        raise ValueError(
            f"{value!r} holds a letter that may stand for another one, and so could mean somebody "
            "else's address: write it with plain letters"
        )
    is_one_word = " " not in value and value.isprintable()
    if not is_one_word or not _EMAIL_ADDRESS_OF_0_1_0.fullmatch(value):
        raise ValueError(_NO_EMAIL_ADDRESS.format(value))
    return value


def _unlike_marketos_pattern(value: str) -> str | None:
    return None if _EMAIL_ADDRESS.fullmatch(value) else _NO_EMAIL_ADDRESS.format(value)


_NO_EMAIL_ADDRESS = (
    "{!r} is not an e-mail address that Marketo accepts: write name@domain.tld, with the letters a "
    "to z only and without spaces (no mail needs to arrive there)"
)


def _instant(value: str) -> str:
    return parse_instant(value).isoformat()


def _identifier(value: Any) -> Any:  # noqa: ANN401 - the engine hands over anything
    # The engine hands every number over as a float.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    # Not str.isdecimal: it takes the digits of other scripts too.
    if isinstance(value, str) and re.fullmatch(r"[0-9]+", value.strip()):
        return value.strip()
    if isinstance(value, Unknown):
        return value
    raise ValueError("is not an id of Marketo: ids are whole numbers, such as '1002'")


Name = Annotated[str, AfterValidator(_name)]
"""A name for people: not empty, no control characters, trimmed."""

Opaque = Annotated[str, AfterValidator(_opaque)]
"""An id whose form only Marketo knows; it is trimmed and otherwise kept."""

Remark = Annotated[str, AfterValidator(_remark)]
"""A sentence for people, on one line."""

EmailAddress = Annotated[
    str, AfterValidator(_email_address), RefusedWhenNew(_unlike_marketos_pattern)
]
"""An e-mail address in the form that Adobe's specification accepts; case does not count."""

Instant = Annotated[str, AfterValidator(_instant)]
"""ISO 8601 with an offset; kept as UTC at the precision of a second, as Marketo keeps it."""

Identifier = Annotated[str, BeforeValidator(_identifier)]
"""An id of a role or workspace, as text."""
