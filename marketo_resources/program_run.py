"""Keep what one run of a Pulumi program shares, and see whether it runs with mocks.

A process may run many programs, one after the other and several at once: the Automation API does,
in a notebook or a web server. What is shared belongs to a run and is never kept for the next one.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar, cast

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.settings import get_engine, get_root_resource

__all__ = ["ProgramRun", "current_run", "is_mocked"]


class Closable(Protocol):
    """A value that has to be closed; a run closes those that it shares."""

    def close(self) -> None:
        """Release what it holds open."""


Shared = TypeVar("Shared", bound=Closable)


class ProgramRun:
    """Hold what one run of a program shares."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shared: dict[Hashable, Any] = {}
        self._noted: set[str] = set()

    def share(self, key: Hashable, make: Callable[[], Shared]) -> Shared:
        """Return the run's one value of this key, made at its first use."""
        with self._lock:
            if key not in self._shared:
                self._shared[key] = make()
            return cast("Shared", self._shared[key])

    def is_new(self, key: str) -> bool:
        """Note a key; return whether this run has not noted it before."""
        with self._lock:
            new = key not in self._noted
            self._noted.add(key)
        return new

    def close(self) -> None:
        """Close what was shared."""
        with self._lock:
            shared = list(self._shared.values())
            self._shared.clear()
        for value in shared:
            value.close()


_runs: weakref.WeakKeyDictionary[pulumi.Resource, ProgramRun] = weakref.WeakKeyDictionary()
_runs_lock = threading.Lock()


def current_run() -> ProgramRun | None:
    """Return the current run, or None if no engine runs a program.

    A run is known by its root resource, which the SDK makes for each. The engine's address would
    not do: other threads of the process keep seeing it after the run.
    """
    root = get_root_resource()
    if root is None or is_mocked():
        return None
    with _runs_lock:
        if root not in _runs:
            _runs[root] = run = ProgramRun()
            weakref.finalize(root, run.close)
        return _runs[root]


def is_mocked() -> bool:
    """Return whether `pulumi.runtime.set_mocks` stands in for the engine."""
    return isinstance(get_engine(), mocks.MockEngine)
