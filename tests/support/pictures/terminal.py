"""Run a command in a pseudo-terminal, and read the screen as a person would see it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte
from rich.text import Text

COLUMNS, ROWS = 110, 200
"""The width of a common window in columns, and more lines than any command here prints."""
_COLOURS = {"5c5cff": "bright_blue", "00cd00": "green", "ff00ff": "bright_magenta"}
_OF_A_PERSON = re.compile(r"PATH|HOME|TMPDIR|LANG|XDG_CACHE_HOME|PULUMI_.*|MARKETO_.*")
"""The variables that reach the command; none shows that it runs in CI or in a test."""
_HEX = re.compile("[0-9a-f]{6}")


class Terminal:
    """A screen, and the command that prints on it."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    def shows(self, words: str, seconds: float = 60) -> None:
        """Wait until the screen shows words, and read on briefly until it is complete.

        A wait shows the seconds that are left, so the screen never stops changing.
        """
        while words not in "\n".join(self._screen.display):
            if not self._read(seconds):
                raise AssertionError(f"{words!r} never showed:\n" + "\n".join(self.text()))
        for _ in range(20):
            self._read(0.1)

    def ends(self) -> None:
        """Read until the command has closed the terminal."""
        while self._read(None):
            pass

    def text(self) -> list[str]:
        """Return the lines of the screen without colours."""
        return [row.plain for row in self.rows()]

    def rows(self) -> list[Text]:
        """Return the lines of the screen with their colours, without the empty ones at its end."""
        rows = [self._row(number) for number in range(ROWS)]
        while rows and not rows[-1].plain.strip():
            rows.pop()
        return rows

    def _row(self, number: int) -> Text:
        row = Text()
        for column in range(COLUMNS):
            one = self._screen.buffer[number][column]
            colour = "" if one.fg == "default" else _colour(one.fg)
            row.append(one.data, f"{'bold ' if one.bold else ''}{colour}".strip())
        row.rstrip()
        return row

    def _read(self, seconds: float | None) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        try:
            data = os.read(self._master, 65536) if ready else b""
        except OSError:  # Linux says so when the other end is closed
            return False
        self._stream.feed(data)
        return bool(data)


@contextmanager
def terminal(words: list[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Terminal]:
    """Start a command in a terminal; it is ended with the block if it has not ended itself."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    with subprocess.Popen(  # noqa: S603 - our own words
        words,
        cwd=folder,
        env={**_of_a_person(environment), "TERM": "xterm-256color"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as process:
        os.close(slave)
        try:
            yield Terminal(master)
        finally:
            with suppress(ProcessLookupError):  # it has ended
                os.killpg(process.pid, signal.SIGTERM)
            os.close(master)


def _of_a_person(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if _OF_A_PERSON.fullmatch(name)}


def _colour(named: str) -> str:
    if named in _COLOURS:
        return _COLOURS[named]
    return f"#{named}" if _HEX.fullmatch(named) else named
