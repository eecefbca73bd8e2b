"""Read the fields of the admin page's forms, and say in a sentence what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from marketo_simulator.records import Grant

from . import values
from .refused import RefusedActError

Form = MultiDict[str, str]
T = TypeVar("T")


def is_given(form: Form, field: str) -> bool:
    """Return whether a field is filled in."""
    return bool(form.get(field, "").strip())


def name(form: Form, field: str) -> values.Name:
    """Read text of one line that is not empty."""
    return _read(form, field, values.name)


def line(form: Form, field: str) -> values.Line:
    """Read text of one line, which may be empty."""
    return _read(form, field, values.line)


def instant(form: Form, field: str) -> float | None:
    """Read a date; return None for an empty field."""
    return _read(form, field, values.instant) if is_given(form, field) else None


def names(form: Form, field: str) -> list[values.Name]:
    """Read the names that are ticked."""
    return [held_to(values.name, field, one) for one in form.getlist(field)]


def grants(form: Form, field: str) -> list[Grant]:
    """Read the grants that are ticked."""
    return [held_to(_grant, field, one) for one in form.getlist(field) if one]


def number(form: Form, field: str) -> int:
    """Read the id that is chosen."""
    return _read(form, field, _whole)


def held_to(rule: Callable[[str], T], field: str, value: str) -> T:
    """Return a value as a rule reads it; name the field in the error if the rule refuses it."""
    try:
        return rule(value)
    except RefusedActError as error:
        raise RefusedActError(f"{field.replace('_', ' ')}: {error}") from None


def _read(form: Form, field: str, rule: Callable[[str], T]) -> T:
    return held_to(rule, field, form.get(field, "").strip())


def _grant(text: str) -> Grant:
    role, _, workspace = text.partition(":")
    return _whole(role), _whole(workspace)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= values.DIGITS_OF_AN_ID):
        raise RefusedActError("must be chosen from the list.")
    return int(text)
