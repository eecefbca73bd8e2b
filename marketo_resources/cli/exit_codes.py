"""Name the exit codes of all commands."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """The code by which a pipeline knows how a command ended."""

    FINE = 0
    FINDINGS = 1
    """The command did its work, and somebody has to look at what it found."""
    CANNOT_ANSWER = 2
    """The command could not do its work; it printed the reason on standard error."""
    INTERRUPTED = 130
    """Somebody pressed Ctrl-C, or ended the process with SIGTERM."""
