"""What a provider says while it works, as lines of the stack's output.

The engine attaches these lines to no resource, so each names its own.
"""

from __future__ import annotations

import sys
import threading

__all__ = ["say", "say_once"]

_said: set[str] = set()
_lock = threading.Lock()


def say(resource: str, text: str) -> None:
    """Print one notice; `resource` is the kind and logical name it is about."""
    sys.stdout.write(f"{resource}: {text}\n" if resource else f"{text}\n")
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
