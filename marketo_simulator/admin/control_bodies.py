"""Read the JSON bodies of the control interface, and say in a sentence what is wrong with one."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

from . import values
from .refused import RefusedActError
from .values import Line, Name

Reader = Callable[[object], Any]
Keys = Mapping[str, Reader]
"""The keys that a JSON object may have, each with the function that reads its value."""


def parsed(data: bytes) -> Any:  # noqa: ANN401 - any JSON there is
    """Return the JSON of a body; refuse one that has a key twice."""
    try:
        return json.loads(data, object_pairs_hook=_without_twice, parse_constant=_no_constant)
    except RefusedActError:
        raise
    except RecursionError:
        raise RefusedActError("The body is not JSON: it is nested too deeply.") from None
    except UnicodeDecodeError:
        raise RefusedActError("The body is not JSON: it is not UTF-8.") from None
    except ValueError as error:
        raise RefusedActError(f"The body is not JSON: {error}.") from None


def _without_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if twice := [name for name in names if names.count(name) > 1]:
        raise RefusedActError(f"The body has the key {twice[0]!r} twice.")
    return dict(pairs)


def _no_constant(name: str) -> NoReturn:
    raise RefusedActError(f"The body is not JSON: JSON has no number {name}.")


def read(body: object, keys: Keys, needed: Collection[str] = ()) -> dict[str, Any]:
    """Return the values of a JSON object.

    Raises:
        RefusedActError: Something is unknown, missing, or of the wrong type.
    """
    if not isinstance(body, dict):
        raise RefusedActError(f"The body is {_type(body)}. {_wanted(keys, needed)}")
    if unknown := [name for name in body if name not in keys]:
        raise RefusedActError(f"{_unknown(unknown[0], keys)} {_wanted(keys, needed)}")
    if missing := [name for name in needed if name not in body]:
        raise RefusedActError(f"{' and '.join(missing)} must be given. {_wanted(keys, needed)}")
    return {name: _value(name, keys[name], value) for name, value in body.items()}


def _value(name: str, reader: Reader, value: object) -> Any:  # noqa: ANN401 - as the reader makes it
    try:
        return reader(value)
    except RefusedActError as error:
        raise RefusedActError(f"{name}: {error}") from None


def _unknown(name: str, keys: Keys) -> str:
    holding = [key for key in keys if name and name.casefold() in key.casefold()]
    near = " or ".join(holding[:2] or difflib.get_close_matches(name, keys, n=1))
    return f"{name!r} is not a key of this call.{f' Did you mean {near}?' if near else ''}"


def _wanted(keys: Keys, needed: Collection[str]) -> str:
    if not keys:
        return "This call takes no body."
    others = [name for name in keys if name not in needed]
    least = f"with {', '.join(needed)}" if needed else "with at least one"
    more = f" of {', '.join(others)}" if not needed else f", and optionally {', '.join(others)}"
    return f"Send a JSON object {least}{more if others else ''}."


def _type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    return "missing" if value is None else names.get(type(value), "a number")


def _wrong(value: object, expected: str) -> RefusedActError:
    found = "null" if value is None else _type(value)
    return RefusedActError(f"must be {expected}, not {found}.")


def text(value: object) -> Line:
    """Read text of one line."""
    if not isinstance(value, str):
        raise _wrong(value, "a string")
    return values.line(value)


def name(value: object) -> Name:
    """Read text that is not empty."""
    return values.name(text(value))


def flag(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise _wrong(value, "true or false")
    return value


def date(value: object) -> float | None:
    """Read a date with its offset, or null for none."""
    return None if value is None else values.instant(text(value))


def or_null(reader: Reader) -> Reader:
    """Read null, or what another reader reads."""
    return lambda value: None if value is None else reader(value)


def list_of(reader: Reader) -> Reader:
    """Read a list whose entries another reader reads."""

    def read_all(value: object) -> list[Any]:
        if not isinstance(value, list):
            raise _wrong(value, "a list")
        return [_value(f"entry {at}", reader, one) for at, one in enumerate(value, 1)]

    return read_all


def one_of(*allowed: str) -> Reader:
    """Read one of a few words."""

    def read_word(value: object) -> str:
        if value not in allowed:
            raise RefusedActError(f"must be one of {', '.join(allowed)}.")
        return str(value)

    return read_word


def whole(least: int, most: int) -> Reader:
    """Read a whole number within bounds."""

    def read_number(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong(value, "a whole number")
        if not least <= value <= most:
            raise RefusedActError(f"must be from {least} to {most}.")
        return value

    return read_number


def seconds(value: object) -> float:
    """Read a number of seconds, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(value, "a number of seconds")
    if value < 0 or value > 10**12 or not math.isfinite(value):
        raise RefusedActError("must be a number of seconds, 0 or more.")
    return float(value)
