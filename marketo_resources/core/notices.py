"""Print notices about resources, to standard output or to a sink that an adapter sets.

The engine attaches a line that a dynamic provider prints to no resource. So each notice names its
own. An adapter that can do better sends them elsewhere.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

__all__ = ["Sink", "after_colon", "forget_said", "printable", "say", "say_once", "send_to"]

Sink = Callable[[str, str], None]
"""Takes what a notice is about (a resource by kind and logical name, or "") and its text."""

_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a terminal's cursor, turns a line's order around, or is no character at all."""
_NAMES = ("Marketo", "Adobe")
"""Names that begin sentences of this package, and keep their capital everywhere."""
_said: set[str] = set()
_lock = threading.Lock()
_sink: list[Sink] = []
"""Where an adapter sends notices; empty for standard output."""


def printable(text: str) -> str:
    """Return a text without what could make a terminal show another one; lines stay lines."""
    return _UNPRINTABLE.sub("\ufffd", text)


def after_colon(sentence: str) -> str:
    """Return a sentence as it follows a colon: it begins small, unless with a name."""
    if sentence.startswith(_NAMES) or not re.match(r"[A-Z][a-z]* ", sentence):
        return sentence
    return sentence[:1].lower() + sentence[1:]


def send_to(sink: Sink | None) -> None:
    """Send every notice of this process to `sink` from now on; None is standard output again."""
    _sink[:] = [] if sink is None else [sink]


def say(resource: str, text: str) -> None:
    """Print one notice; `resource` is the kind and logical name it is about.

    A notice that cannot be printed is lost. Nothing else is: a pipe that was closed must not undo
    what Marketo has done already.
    """
    with suppress(Exception):
        for sink in _sink or [_print]:
            sink(printable(resource), printable(text))


def _print(resource: str, text: str) -> None:
    _write(sys.stdout, f"{resource}: {text}\n" if resource else f"{text}\n")


def say_once(resource: str, text: str) -> None:
    """Print a notice unless this process has said the same before.

    `check` runs several times for one resource, and a reader wants to see each notice once.
    """
    with _lock:
        new = (line := f"{resource}: {text}") not in _said
        _said.add(line)
    if new:
        say(resource, text)


def forget_said() -> None:
    """Begin a command: what an earlier one of this process has said may be said again."""
    with _lock:
        _said.clear()


def _write(stream: TextIO | None, line: str) -> None:
    """Write a line as UTF-8, which the engine reads, whatever the encoding of the stream is.

    Behind a pipe this is the code page on Windows, and ASCII in a C locale.
    """
    if stream is None:
        return
    if hasattr(stream, "buffer"):
        stream.flush()
        stream.buffer.write(line.encode("utf-8", "backslashreplace"))
    else:  # what a program or a notebook put in its place
        encoding = getattr(stream, "encoding", None) or "utf-8"
        stream.write(line.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
