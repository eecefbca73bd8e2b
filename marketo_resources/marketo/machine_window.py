"""The window that all processes of one user on one machine share: a file in the user's cache."""

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock, RLock
from typing import Any, cast

from pyrate_limiter import InMemoryBucket, SQLiteBucket

from .cache_folder import cache_folder
from .clock import Clock
from .quota_window import BucketWindow, Window, rates


def memory_window(calls: int, clock: Clock) -> Window:
    """A window for this connection alone."""
    return BucketWindow(InMemoryBucket(rates(calls)), lambda: int(clock.now() * 1000))


class MachineWindow:
    """A window in a file that all processes of this user on this machine share.

    Where the file cannot be used, that is announced, and this connection counts its calls alone.
    """

    def __init__(
        self, calls: int, host: str, clock: Clock, announce: Callable[[str], None]
    ) -> None:
        self._alone = partial(memory_window, calls, clock)
        self._announce = announce
        self._lock = Lock()
        self._window = self._or_alone(lambda: _sqlite_window(calls, cache_folder(host), clock))

    def reserve(self) -> float:
        """Take one call: 0.0 if it may go now, else the seconds after which to ask again."""
        window = self._window
        try:
            return window.reserve()
        except sqlite3.Error as error:
            self._go_alone(window, error)
        return self._window.reserve()

    def close(self) -> None:
        """Close the file."""
        self._window.close()

    def _or_alone(self, opened: Callable[[], Window]) -> Window:
        try:
            return opened()
        except (OSError, sqlite3.Error) as error:
            self._say_why(error)
            return self._alone()

    def _go_alone(self, broken: Window, error: Exception) -> None:
        with self._lock:
            if self._window is broken:
                self._window = self._alone()
                broken.close()
                self._say_why(error)

    def _say_why(self, error: Exception) -> None:
        self._announce(
            "Calls to Marketo are counted for this process alone, not for all of this machine: "
            f"{error}."
        )


class _Transaction:
    """SQLite's own lock on the whole file, for the threads and processes that share it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._threads = RLock()
        self._depth = 0

    def __enter__(self) -> None:
        self._threads.acquire()
        self._depth += 1
        if self._depth == 1:
            try:
                self._connection.execute("BEGIN IMMEDIATE").close()
            except sqlite3.Error:
                self._leave()
                raise

    def __exit__(self, *_: object) -> None:
        try:
            if self._depth == 1 and self._connection.in_transaction:
                self._connection.commit()
        finally:
            self._leave()

    def _leave(self) -> None:
        self._depth -= 1
        self._threads.release()


def _sqlite_window(calls: int, folder: Path, clock: Clock) -> Window:
    bucket = SQLiteBucket.init_from_file(rates(calls), db_path=str(folder / "calls.sqlite"))
    connection = bucket.conn
    connection.isolation_level = None
    for pragma in ("busy_timeout = 30000", "synchronous = OFF"):  # the count may be lost in a crash
        connection.execute(f"PRAGMA {pragma}").close()
    transaction = _Transaction(connection)
    bucket.lock = cast("Any", transaction)  # the bucket only enters and leaves it
    return BucketWindow(
        bucket, lambda: int(clock.epoch() * 1000), lambda: transaction, connection.close
    )
