"""Reduce calls and answers to their form: no value of a person or a subscription stays.

Codes, words of refusals, booleans, nulls, the form of dates, and which fields there are stay: an
open question is about these.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

__all__ = ["masked", "masked_path", "shape"]

_ADDRESS = re.compile(r"[^\s\"'<>@/]+@[^\s\"'<>@/]+\.[A-Za-z]{2,}")
_GENERATED = re.compile(r"[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}(?:@\w[\w.-]*)?")
_LONG_NUMBER = re.compile(r"\d{3,}(?!\d*\s*(?:secs|seconds))")
_DATE = re.compile(r"\d{4}-?\d\d-?\d\dT[\d:]+(?:[.,]\d+)?t?(?:Z|[+-][\d:]+)", re.ASCII)
_KEPT = {"", "true", "false", "pending", "active", "custom", "system", "AllZones"}
_LONGEST = 300
"""Keep at most this many characters of a refusal's words."""


def masked(words: str) -> str:
    """Return Marketo's words without addresses, ids and numbers that might be ids."""
    hidden = _GENERATED.sub("{id}", words)
    return _LONG_NUMBER.sub("{number}", _ADDRESS.sub("{address}", hidden))[:_LONGEST]


def masked_path(path: str) -> str:
    """Return a path with the userid in it hidden."""
    head, users, rest = path.partition("/users/")
    _userid, slash, call = rest.partition("/")
    return f"{head}{users}{{userid}}{slash}{call}" if slash else unquote(path)


def shape(value: Any) -> Any:  # noqa: ANN401 - any JSON there is
    """Return what an answer looks like: the first entry of a list stands for all."""
    if isinstance(value, dict):
        return {key: _of_key(key, one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0]), f"{len(value)} in all"] if value else []
    if isinstance(value, str):
        return _of_text(value)
    return value if isinstance(value, bool) or value in (None, 0) else "{number}"


def _of_key(key: str, value: Any) -> Any:  # noqa: ANN401 - any JSON there is
    if key == "code" and isinstance(value, str | int):
        return value
    if key in {"message", "error", "error_description"} and isinstance(value, str):
        return masked(value)
    if key == "status" and isinstance(value, int):
        return value
    return shape(value)


def _of_text(text: str) -> str:
    if text in _KEPT:
        return text
    if _DATE.fullmatch(text):
        return re.sub(r"\d", "0", text)
    if _GENERATED.fullmatch(text):
        return "{id}"
    return "{address}" if _ADDRESS.fullmatch(text) else "{text}"
