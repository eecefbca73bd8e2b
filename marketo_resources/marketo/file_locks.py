"""Lock files, with locks that the system releases when their process dies."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .clock import Clock

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    _LOCKED: type[OSError] = PermissionError
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    _LOCKED: type[OSError] = BlockingIOError

_POLL = 0.05
"""Seconds between two tries to lock a file."""


def lock_if_free(path: Path) -> IO[bytes] | None:
    """Open a file and lock it; return None if another process holds it. Closing it frees it.

    Raises:
        OSError: It cannot be opened or locked at all.
    """
    file = path.open("ab")
    try:
        _lock(file)
    except _LOCKED:
        file.close()
        return None
    except OSError:
        file.close()
        raise
    return file


@contextmanager
def locked(path: Path, clock: Clock, seconds: float) -> Iterator[None]:
    """Hold the lock on a file, waiting for it as long as `seconds`.

    Raises:
        OSError: It cannot be locked, or not within this time.
    """
    end = clock.now() + seconds
    while (file := lock_if_free(path)) is None:
        if clock.now() >= end:
            raise TimeoutError(f"{path} is locked by another process")
        clock.sleep(_POLL)
    with file:
        yield
