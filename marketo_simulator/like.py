"""Read what `marketo-resources prove` found out about a subscription, to answer like it."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from .switches import Switches

FORMAT = 1
"""The format of files that this version reads."""

_IDENTITY_OF_USERIDS = {"address": "marketo", "generated": "adobe"}
"""The identity by the form of its userids, for a file that does not state the identity."""


def switches_of(path: Path) -> dict[str, Any]:
    """Return the switches that a file of readings sets; the others keep their defaults.

    Raises:
        ValueError: It holds no readings, or sets a switch to a value that the switch does not take.
        OSError: It cannot be read.
    """
    readings = _readings(json.loads(path.read_text("utf-8")))
    types = get_type_hints(Switches)
    known = {
        one.name: readings[one.name]["value"]
        for one in fields(Switches)
        if "value" in readings.get(one.name, {})
    }
    userids = str(readings.get("userid", {}).get("value"))
    if "identity" not in known and userids in _IDENTITY_OF_USERIDS:
        known["identity"] = _IDENTITY_OF_USERIDS[userids]
    return {name: _checked(name, types[name], value) for name, value in known.items()}


def _readings(content: object) -> dict[str, dict[str, Any]]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    readings = content.get("readings")
    if not isinstance(readings, dict) or not all(
        isinstance(one, dict) for one in readings.values()
    ):
        raise ValueError("it has no readings")
    return dict(readings)


def _checked(name: str, kind: Any, value: object) -> object:  # noqa: ANN401 - a type or a Literal
    if choices := get_args(kind):
        is_right = value in choices
    elif kind is float:
        is_right = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    else:
        is_right = type(value) is kind
    if not is_right:
        raise ValueError(f"{name} cannot be {value!r}")
    return value
