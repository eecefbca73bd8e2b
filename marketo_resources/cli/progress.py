"""Show how far the reading of users has come: a bar on a terminal, a few lines in a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from marketo_resources.cli.output import counted, error_console
from marketo_resources.marketo.pace import WINDOW_SECONDS

__all__ = ["reading_users"]

EACH_IN_A_LOG = 100
"""Print a line in a log each time this many more users have been read."""

Announce = Callable[[int, int], None]


@contextmanager
def reading_users(host: str, calls_per_window: int) -> Iterator[Announce]:
    """Yield a function to call with how many users have been read, and of how many."""
    if not error_console().is_terminal:
        yield _in_a_log(host, calls_per_window)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(
        *columns, TimeRemainingColumn(), console=error_console(), transient=True
    ) as progress:
        task = progress.add_task(f"Reading users of {host}", total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _in_a_log(host: str, calls_per_window: int) -> Announce:
    def announce(done: int, of: int) -> None:
        if done == 0:
            line = f"Reading {counted(of, 'user')} of {host}{_at_least(of, calls_per_window)}."
        elif done % EACH_IN_A_LOG == 0 or done == of:
            line = f"{done} of {of} users read."
        else:
            return
        error_console().print(line, soft_wrap=True)

    return announce


def _at_least(users: int, calls_per_window: int) -> str:
    seconds = round(WINDOW_SECONDS * users / calls_per_window)
    return f"; at this pace it takes at least {counted(seconds, 'second')}" if seconds else ""
