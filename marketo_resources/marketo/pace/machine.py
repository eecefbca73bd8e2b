"""Count calls in a file that all processes of one user on one machine share."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Lock, RLock
from typing import Any, cast

from pyrate_limiter import InMemoryBucket, SQLiteBucket

from marketo_resources.marketo.cache_folder import cache_folder
from marketo_resources.marketo.clock import Clock
from marketo_resources.marketo.file_locks import locked
from marketo_resources.marketo.waits import announce_alone, announce_once, announce_wait

from .window import BucketWindow, Window, rates

FILE = "calls.sqlite"
_DAMAGED = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_ERROR,  # another table, or another kind of file, of the same name
}
_BEGUN_ANEW = {sqlite3.SQLITE_READONLY_DBMOVED, sqlite3.SQLITE_IOERR_DELETE_NOENT}
"""What a process meets while another one puts a new file in the place of a damaged one: its file
was moved, or its journal is gone, because one that had the old file open took it for its own."""
_UNUSABLE = (OSError, sqlite3.Error, ValueError, TypeError)
"""Errors of a file that is locked or damaged; the bucket does not check what it reads."""
_REPAIRS = 2
"""Begin a new file this often, then count alone."""
_REPAIR_WAIT = 10.0
"""Seconds to wait for another process that repairs the file."""
_BUSY_MILLISECONDS, _BUSY_TRIES = 3000, 10
"""How long SQLite waits for a file that is in use, and how often it is asked to."""


def memory_window(calls: int, clock: Clock) -> Window:
    """Return a window for this connection alone."""
    return BucketWindow(InMemoryBucket(rates(calls)), lambda: int(clock.now() * 1000))


class MachineWindow:
    """Count calls in a file that all processes of this user on this machine share.

    A damaged file is moved aside, and a new one begun. Where no file can be used, this connection
    says so and counts its calls alone.
    """

    def __init__(
        self, calls: int, host: str, clock: Clock, announce: Callable[[str], None]
    ) -> None:
        self._calls = calls
        self._host = host
        self._clock = clock
        self._announce = announce
        self._lock = Lock()
        self._repairs = 0
        self._window = self._opened()

    def reserve(self) -> float:
        """Reserve one call; return 0.0 if it may go now, else the seconds before asking again."""
        while True:
            window = self._window
            try:
                return window.reserve()
            except _UNUSABLE as error:
                self._replace(window, error)

    def close(self) -> None:
        """Close the file."""
        self._window.close()

    def _opened(self) -> Window:
        try:
            file = cache_folder(self._host) / FILE
            return self._shared(file) if _damage_of(file) is None else self._repaired(file)
        except _UNUSABLE as error:
            return self._repaired_or_alone(error)

    def _replace(self, broken: Window, error: Exception) -> None:
        with self._lock:
            if self._window is broken:
                broken.close()
                self._window = self._repaired_or_alone(error)

    def _repaired_or_alone(self, error: Exception) -> Window:
        while self._repairs < _REPAIRS:
            self._repairs += 1
            try:
                file = cache_folder(self._host) / FILE
                if not _is_damage(error, file):
                    break
                return self._repaired(file)
            except _UNUSABLE as another:
                error = another
        return self._alone(error)

    def _alone(self, error: Exception) -> Window:
        announce_alone(self._announce, _reason(error, self._host))
        return memory_window(self._calls, self._clock)

    def _repaired(self, file: Path) -> Window:
        with locked(file.with_name("repair"), self._clock, _REPAIR_WAIT):
            # Another process may have done it since.
            if (damage := _damage_of(file)) is not None:
                aside = _moved_aside(file)
                announce_once(
                    self._announce,
                    f"{file} was damaged ({damage}), so it was moved to {aside.name} and a "
                    "new one begun: the calls of the last 20 seconds are not counted.",
                )
            return self._shared(file)

    def _shared(self, file: Path) -> Window:
        return _sqlite_window(self._calls, file, self._clock, self._announce)


def _is_damage(error: Exception, file: Path) -> bool:
    if isinstance(error, ValueError | TypeError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return False
    is_something_else = file.exists() and not file.is_file()
    return code in _BEGUN_ANEW or code & 0xFF in _DAMAGED or is_something_else


def _damage_of(file: Path) -> str | None:
    """Return what is wrong with a file, or None if it can be used or is not there."""
    if not file.exists():
        return None
    if not file.is_file():
        return "it is not a file"
    try:
        with closing(sqlite3.connect(file)) as connection:
            checked = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if checked != "ok":
                return str(checked).splitlines()[0]
            return _strange_content(connection)
    except sqlite3.Error as error:
        if _is_damage(error, file):
            return str(error)
        raise


def _strange_content(connection: sqlite3.Connection) -> str | None:
    table = connection.execute("SELECT type FROM sqlite_master WHERE name = 'rate_bucket'")
    kind = table.fetchone()
    if kind is None:
        return None
    query = "SELECT count(name) FROM rate_bucket WHERE typeof(item_timestamp) != 'integer'"
    is_strange = kind[0] != "table" or connection.execute(query).fetchone()[0]
    return "it holds something else than times of calls" if is_strange else None


def _moved_aside(file: Path) -> Path:
    end = f".damaged-{os.getpid()}"
    number = next(n for n in range(1, 10**6) if not file.with_name(f"{FILE}{end}-{n}").exists())
    # A journal that stayed would be applied to the new file.
    for part in ("-journal", "-wal", "-shm", ""):
        found = file.with_name(f"{FILE}{part}")
        if found.exists():
            found.rename(file.with_name(f"{FILE}{end}-{number}{part}"))
    return file.with_name(f"{FILE}{end}-{number}")


def _reason(error: Exception, host: str) -> str:
    if isinstance(error, OSError):
        return str(error) if error.errno is None else f"{error.filename}: {error.strerror}"
    return f"{cache_folder(host) / FILE}: {error}"


class _Transaction:
    """Hold SQLite's own lock on the whole file, for the threads and processes that share it."""

    def __init__(self, connection: sqlite3.Connection, is_busy: Callable[[int], None]) -> None:
        self._connection = connection
        self._is_busy = is_busy
        self._threads = RLock()
        self._depth = 0

    def __enter__(self) -> None:
        self._threads.acquire()
        self._depth += 1
        if self._depth == 1:
            try:
                self._begin()
            except sqlite3.Error:
                self._leave()
                raise

    def _begin(self) -> None:
        for left in reversed(range(_BUSY_TRIES)):
            try:
                self._connection.execute("BEGIN IMMEDIATE").close()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                    raise
                self._is_busy(left * _BUSY_MILLISECONDS // 1000)
            else:
                return

    def __exit__(self, *_: object) -> None:
        try:
            if self._depth == 1 and self._connection.in_transaction:
                self._connection.commit()
        finally:
            self._leave()

    def _leave(self) -> None:
        self._depth -= 1
        self._threads.release()


def _sqlite_window(calls: int, file: Path, clock: Clock, announce: Callable[[str], None]) -> Window:
    connection = _connected(file)
    bucket = SQLiteBucket(rates(calls), connection, "rate_bucket")

    def is_busy(seconds: int) -> None:
        text = f"Another process of this machine holds {file}; waiting up to {seconds} s for it."
        announce_wait(clock, announce, str(file), seconds, text)

    transaction = _Transaction(connection, is_busy)
    bucket.lock = cast("Any", transaction)  # the bucket only enters and leaves it
    return BucketWindow(
        bucket, lambda: int(clock.epoch() * 1000), lambda: transaction, connection.close
    )


def _connected(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    try:
        for statement in _BEGINNING:
            connection.execute(statement).close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


_BEGINNING = (
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
    "PRAGMA synchronous = OFF",  # the count may be lost in a crash
    # As pyrate-limiter makes them; its own function would leave the file open if one fails.
    "CREATE TABLE IF NOT EXISTS rate_bucket (name VARCHAR, item_timestamp INTEGER)",
    """CREATE INDEX IF NOT EXISTS idx_rate_bucket_rate_item_timestamp
    ON rate_bucket (item_timestamp)""",
)
