"""Change a valid answer in its bytes or its JSON, as a broken server or connection might."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

Chance = random.Random
BYTES = (
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b'"',
    b"{",
    b"]",
    b"\\u",
    b"\\ud800",
    b"1e999",
    b"-",
    b"<",
)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 10**400, 1.5, 1e308, "", " ", "x" * 70_000, "\u0000",
    "\u202e", "606", "true", [], {}, [[]], [None], {"code": 601}, [{"code": "1e3"}],
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "00000000T00:00:00t+0000",
)  # fmt: skip
DEEP = 3000
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Content-Type": "text/html; charset=nonsense"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "br, deflate"},
    {"Location": "javascript:x"},
    {"Location": "http://[::1"},
    {"Set-Cookie": "a=b; Domain=.example.com"},
    {"Retry-After": "x" * 500},
)


def mutated(body: bytes, chance: Chance) -> bytes:
    """Return the body after one to four changes."""
    for _ in range(chance.randint(1, 4)):
        body = chance.choice(_ALL)(body, chance)
    return body


def _flip(body: bytes, chance: Chance) -> bytes:
    if not body:
        return body
    at, bit = chance.randrange(len(body)), 1 << chance.randrange(8)
    return body[:at] + bytes([body[at] ^ bit]) + body[at + 1 :]


def _truncate(body: bytes, chance: Chance) -> bytes:
    return body[: chance.randint(0, len(body))]


def _insert(body: bytes, chance: Chance) -> bytes:
    at = chance.randint(0, len(body))
    return body[:at] + chance.choice(BYTES) + body[at:]


def _repeat(body: bytes, chance: Chance) -> bytes:
    begin, end = sorted(chance.randint(0, len(body)) for _ in range(2))
    return body[:end] + body[begin:]


def _nest(body: bytes, chance: Chance) -> bytes:
    opening, closing = chance.choice([(b"[", b"]"), (b'{"result":', b"}"), (b'{"errors":', b"}")])
    deep = chance.choice([1, 2, 100, DEEP])
    return opening * deep + body + closing * deep


def _swap(body: bytes, chance: Chance) -> bytes:
    """Put another value in the place of one."""
    return _changed(body, chance, lambda box, key: box.__setitem__(key, chance.choice(VALUES)))


def _drop(body: bytes, chance: Chance) -> bytes:
    """Leave a value out."""
    return _changed(body, chance, lambda box, key: box.__delitem__(key))


def _double_key(body: bytes, chance: Chance) -> bytes:
    """Write a key twice, with different values."""
    value = json.dumps(chance.choice(VALUES)).encode()
    keys = [part for part in body.split(b'"') if part.isalnum()]
    if not keys or b"{" not in body:
        return body
    return body.replace(b"{", b'{"%s": %s, ' % (chance.choice(keys), value), 1)


def _changed(body: bytes, chance: Chance, change: Callable[[Any, Any], None]) -> bytes:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return body
    places = _places(found) if isinstance(found, dict | list) else []
    if places:
        change(*chance.choice(places))
    try:
        return json.dumps(found).encode()
    except RecursionError:  # some Pythons read deeper than they write
        return body


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return each container with each of its keys; no recursion, as nesting may be too deep."""
    places: list[tuple[Any, Any]] = []
    boxes = [value]
    while boxes:
        box = boxes.pop()
        keys = list(box) if isinstance(box, dict) else range(len(box))
        places += [(box, key) for key in keys]
        boxes += [box[key] for key in keys if isinstance(box[key], dict | list)]
    return places


_ALL: tuple[Callable[[bytes, Chance], bytes], ...] = (
    _flip, _truncate, _insert, _repeat, _nest, _swap, _swap, _swap, _drop, _drop, _double_key,
)  # fmt: skip
