"""Limit concurrent calls across all processes of this user on this machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from marketo_resources.marketo.clock import Clock
from marketo_resources.marketo.file_locks import lock_if_free
from marketo_resources.marketo.network import TIMEOUT
from marketo_resources.marketo.waits import ANNOUNCED, announce_alone, announce_once, announce_wait

from . import WINDOW_SECONDS
from .window import MARGIN

LONGEST_CALL = (TIMEOUT.connect or 0) + (TIMEOUT.read or 0) + WINDOW_SECONDS + MARGIN
"""The seconds that a call may hold a slot: its turn in the window, the connection, the answer."""
_POLL, _MOST_POLL = 0.01, 0.1
"""Seconds between the first two looks for a free slot, and at most between later ones."""
_given_up: set[Path] = set()
"""Folders whose slots this process no longer waits for."""


class Slots:
    """Give out a fixed number of slots; a call holds one while it is on its way.

    Threads of this process wait in line. Processes share one locked file per slot: the system takes
    the lock back from a process that dies, so that no slot is ever lost.

    A process that is stopped keeps its slots, so nobody waits longer than a call may take.

    Args:
        count: How many slots there are.
        folder: Makes the folder for the files; None counts the calls of this connection alone.
        host: The host that is called.
        clock: Waits.
        announce: Takes a line about a wait, and when this process counts alone.
    """

    def __init__(
        self,
        count: int,
        folder: Callable[[], Path] | None,
        host: str,
        clock: Clock,
        announce: Callable[[str], None],
    ) -> None:
        self._threads = BoundedSemaphore(count)
        self._count = count
        self._folder = folder
        self._host = host
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
        if self._folder is None:
            return None
        try:
            return self._awaited(self._folder())
        except OSError as error:
            self._folder = None
            announce_alone(self._announce, error)
            return None

    def _awaited(self, folder: Path) -> IO[bytes] | None:
        begin, pause = self._clock.now(), _POLL
        while (file := _free_file(folder, self._count)) is None and folder not in _given_up:
            waited = self._clock.now() - begin
            if waited >= LONGEST_CALL:
                self._give_up(folder)
            else:
                self._say(waited)
                self._clock.sleep(pause * (0.5 + self._clock.random()))
                pause = min(_MOST_POLL, pause * 1.5)
        if file is not None:
            _given_up.discard(folder)
        return file

    def _say(self, waited: float) -> None:
        if waited < ANNOUNCED:
            return
        left = LONGEST_CALL - waited
        text = (
            f"Other processes of this machine make the {self._count} calls at once to "
            f"{self._host} that concurrentCalls allows; waiting up to {left:.0f} s for one to end."
        )
        announce_wait(self._clock, self._announce, f"slot {self._host}", left, text)

    def _give_up(self, folder: Path) -> None:
        _given_up.add(folder)
        announce_once(
            self._announce,
            f"No other process of this machine ended a call to {self._host} within "
            f"{LONGEST_CALL:.0f} s; one of them may be stopped. Until one does, the calls at once "
            "are counted for this process alone.",
        )


def _free_file(folder: Path, count: int) -> IO[bytes] | None:
    for number in range(count):
        if (file := lock_if_free(folder / f"slot-{number}")) is not None:
            return file
    return None
