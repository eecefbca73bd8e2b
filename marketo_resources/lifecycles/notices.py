"""What a provider says while it works, as lines of the stack's output.

The engine attaches these lines to no resource, so each names its own.
"""

from __future__ import annotations

import re
import sys
import threading

__all__ = ["printable", "say", "say_once"]

_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a terminal's cursor, turns a line's order around, or is no character at all."""
_said: set[str] = set()
_lock = threading.Lock()


def printable(text: str) -> str:
    """Return a text without what could make a terminal show another one; lines stay lines."""
    return _UNPRINTABLE.sub("\ufffd", text)


def say(resource: str, text: str) -> None:
    """Print one notice; `resource` is the kind and logical name it is about."""
    sys.stdout.write(printable(f"{resource}: {text}\n" if resource else f"{text}\n"))
    sys.stdout.flush()


def say_once(resource: str, text: str) -> None:
    """Print a notice unless this process has said the same before.

    `check` runs several times for one resource, and a reader wants to see each notice once.
    """
    with _lock:
        new = (line := f"{resource}: {text}") not in _said
        _said.add(line)
    if new:
        say(resource, text)
