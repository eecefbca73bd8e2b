"""Print the outcome of a command: text for a person, or JSON for a program.

Results go to standard output, everything else to standard error. There is colour only on a terminal
that has not switched it off with NO_COLOR.
"""

from __future__ import annotations

import io
import logging
import sys
from functools import cache

from rich.console import Console
from rich.text import Text

from marketo_resources.cli.files import json_text
from marketo_resources.core.notices import printable

__all__ = [
    "console",
    "counted",
    "error_console",
    "keep_printable",
    "print_error",
    "print_json",
    "show_warnings",
]


@cache
def console() -> Console:
    """Return where results are printed."""
    return Console(highlight=False, markup=False, emoji=False)


@cache
def error_console() -> Console:
    """Return where progress, warnings and errors are printed."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def counted(number: int, noun: str) -> str:
    """Return a number of things in words: "1 user", "2 users"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_json(value: object) -> None:
    """Print a value as JSON on standard output."""
    sys.stdout.write(json_text(value))
    sys.stdout.flush()


def print_error(text: str) -> None:
    """Print on standard error why a command ends."""
    line = Text.assemble(("Error: ", "bold red"), printable(text))
    error_console().print(line, soft_wrap=True)


def keep_printable() -> None:
    """Make standard output and error take every character in any encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show_warnings() -> None:
    """Print the package's warnings, such as a long wait for the pace, above any progress."""
    logger = logging.getLogger("marketo_resources")
    logger.handlers = [_Lines(logging.WARNING)]
    logger.propagate = False


class _Lines(logging.Handler):
    """Prints a record as one line on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        error_console().print(printable(record.getMessage()), soft_wrap=True)
