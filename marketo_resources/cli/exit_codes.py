"""The exit codes of every verb."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """What a verb came to, for the pipeline that runs it."""

    FINE = 0
    FINDINGS = 1
    """The verb did its work and found something that somebody has to see to."""
    CANNOT_ANSWER = 2
    """The verb could not do its work; what it printed on standard error says why."""
    INTERRUPTED = 130
    """Somebody pressed Ctrl-C."""
