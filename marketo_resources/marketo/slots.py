"""At most so many calls at once, from all processes of this user on this machine."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
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


_POLL = 0.01
_MOST_POLL = 0.1


class Slots:
    """So many slots; a call takes one while it is on its way.

    Threads of this process wait in line. Processes share one locked file per slot: the system takes
    the lock back from a process that dies, so that no slot is ever lost.

    Args:
        count: How many slots there are.
        folder: Makes the folder for the files; None counts the calls of this connection alone.
        clock: Waits.
        announce: Is told when the files cannot be used and this connection counts alone.
    """

    def __init__(
        self,
        count: int,
        folder: Callable[[], Path] | None,
        clock: Clock,
        announce: Callable[[str], None],
    ) -> None:
        self._threads = BoundedSemaphore(count)
        self._count = count
        self._folder = folder
        self._clock = clock
        self._announce = announce

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a slot, as soon as there is one."""
        with self._threads:
            file = self._machine_slot()
            try:
                yield
            finally:
                if file is not None:
                    file.close()

    def _machine_slot(self) -> IO[bytes] | None:
        pause = _POLL
        while self._folder is not None:
            try:
                file = _free_file(self._folder(), self._count)
            except OSError as error:
                self._go_alone(error)
                return None
            if file is not None:
                return file
            self._clock.sleep(pause * (0.5 + self._clock.random()))
            pause = min(_MOST_POLL, pause * 1.5)
        return None

    def _go_alone(self, error: OSError) -> None:
        self._folder = None
        self._announce(
            "The calls at once are counted for this process alone, not for all of this machine: "
            f"{error}."
        )


def _free_file(folder: Path, count: int) -> IO[bytes] | None:
    for number in range(count):
        file = (folder / f"slot-{number}").open("ab")
        try:
            _lock(file)
        except _LOCKED:
            file.close()
        except OSError:
            file.close()
            raise
        else:
            return file
    return None
