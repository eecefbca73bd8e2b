"""Share what the provider processes of one `pulumi` command know, through a small file.

The engine starts a process for each provider, the default one and each explicit one, and passes all
processes of a command the same argument: its own address. A preview and the update after it have
different ones. The file is named after that address, in the folder of the Marketo instance.

Its entries cannot outlive the command. Each process holds a lock on it for as long as it lives, the
system takes the lock back when a process ends, however it ends, and whoever finds the file unlocked
empties it. Files that earlier commands left behind are removed by the next one.

Every entry is appended in one piece, and all processes read all entries in the order of the file:
of two that say opposite things at once, the same one is first for both. Where the file cannot be
written, a process knows only what it has said itself.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

__all__ = ["CommandJournal", "Entry"]

Entry = tuple[str, str, str]
"""Kind of the entry, resource, and user."""

_PREFIX = "command-"
_LOCK_TRIES = 200
_SECONDS_BETWEEN_TRIES = 0.02


class CommandJournal:
    """Hold the entries of all provider processes of one command, in one order.

    Args:
        folder: Makes the folder of the file.
        command: The engine's address.
        announce: Called once, with the reason, if the file cannot be used.
    """

    def __init__(
        self, folder: Callable[[], Path], command: str, announce: Callable[[str], None]
    ) -> None:
        self._folder = folder
        self._name = _PREFIX + re.sub(r"[^\w.-]", "_", f"{platform.node()}-{command}")
        self._announce = announce
        self._written: IO[bytes] | None = None
        self._read: IO[bytes] | None = None
        self._unfinished_line = b""
        self._is_alone = False

    def exchange(self, entries: Sequence[Entry]) -> list[Entry]:
        """Append entries, and return all that came since the last call, these included."""
        if self._is_alone:
            return list(entries)
        try:
            self._open()
            self._append(entries)
            found = list(self._new_entries())
        except OSError as error:
            self._is_alone = True
            self._announce(str(error))
            found = []
        # These are missing if somebody cut the file off, or if it cannot be used.
        return found + [entry for entry in entries if entry not in found]

    def close(self) -> None:
        """Close the file; the end of the process does the same."""
        for file in filter(None, (self._written, self._read)):
            file.close()

    def _open(self) -> None:
        if self._written is not None:
            return
        folder = self._folder()
        _remove_left_behind(folder, self._name)
        self._written = _enter(folder / self._name)
        self._read = (folder / self._name).open("rb")

    def _append(self, entries: Sequence[Entry]) -> None:
        # The first line break ends what a process that was killed may have left unfinished.
        data = b"".join(b"\n" + json.dumps(entry).encode() + b"\n" for entry in entries)
        if data and self._written is not None and self._written.write(data) != len(data):
            raise OSError("the disk is full")

    def _new_entries(self) -> Iterator[Entry]:
        data = self._unfinished_line + (self._read.read() if self._read else b"")
        *lines, self._unfinished_line = data.split(b"\n")
        for line in lines:
            if (entry := _entry(line)) is not None:
                yield entry


def _entry(line: bytes) -> Entry | None:
    with suppress(ValueError, RecursionError):
        match json.loads(line):
            case [str(kind), str(resource), str(user)]:
                return kind, resource, user
    return None


if sys.platform == "win32":

    def _enter(path: Path) -> IO[bytes]:
        with suppress(OSError):  # it is refused while another process has the file open
            path.unlink()
        return path.open("ab", buffering=0)

    def _remove_left_behind(folder: Path, own: str) -> None:
        for path in folder.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if path.name != own:
                    path.unlink()

else:
    import fcntl

    def _enter(path: Path) -> IO[bytes]:
        """Open the file and hold a lock on it; empty it first if no other process holds one."""
        for _ in range(_LOCK_TRIES):
            file = path.open("ab", buffering=0)
            if _locks(file, fcntl.LOCK_EX):
                file.truncate(0)
            if _locks(file, fcntl.LOCK_SH) and _is_still_there(file, path):
                return file
            file.close()
            time.sleep(_SECONDS_BETWEEN_TRIES)
        raise TimeoutError(f"{path} stays locked")

    def _locks(file: IO[bytes], kind: int) -> bool:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _is_still_there(file: IO[bytes], path: Path) -> bool:
        # A process of another command may have taken it for one that was left behind.
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file.fileno()), path.stat())
        return False

    def _remove_left_behind(folder: Path, own: str) -> None:
        for path in folder.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                if path.name != own:
                    with path.open("ab") as file:
                        if _locks(file, fcntl.LOCK_EX):
                            path.unlink()
