"""Count calls in a Redis or a PostgreSQL that several machines share."""

import re
from collections.abc import Callable
from threading import RLock
from typing import cast

from pyrate_limiter import PostgresBucket, RedisBucket

from marketo_resources.marketo.errors import QuotaStoreError

from .window import BucketWindow, Window, rates

Now = Callable[[], int]
"""Returns the milliseconds since 1970."""
_PATIENCE = 10.0
"""Seconds to wait for a store."""
_LIMIT = int(_PATIENCE * 1000)
"""The same in milliseconds."""
_WITHOUT_ENDLESS_WAITS = {
    "connect_timeout": int(_PATIENCE),
    "tcp_user_timeout": _LIMIT,
    "keepalives_idle": int(_PATIENCE),
}
"""Limits for a store whose machine vanishes: the time limit of a statement does not notice it."""


def open_redis(url: str, calls: int, host: str, now: Now | None = None) -> Window:
    """Open the window in a Redis, by the clock of its server if no other is given."""
    import redis  # noqa: PLC0415 - an optional dependency

    server = redis.Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
    key = f"marketo_resources:{host}:calls"

    def servers_now() -> int:
        seconds, microseconds = server.time()
        return seconds * 1000 + microseconds // 1000

    # The lock makes the order of times the order of puts: the bucket counts up to its own time.
    return BucketWindow(
        cast("RedisBucket", RedisBucket.init(rates(calls), server, key)),
        now or servers_now,
        lambda: server.lock(f"{key}:lock", timeout=_PATIENCE, blocking_timeout=_PATIENCE),
        server.close,
    )


def open_postgresql(url: str, calls: int, host: str, now: Now | None = None) -> Window:
    """Open the window in a PostgreSQL, by the clock of its server if no other is given."""
    import psycopg  # noqa: PLC0415 - an optional dependency
    from psycopg_pool import ConnectionPool  # noqa: PLC0415 - same

    # The pool would wait for a server that refuses, and not say why.
    psycopg.connect(url, connect_timeout=int(_PATIENCE)).close()
    # The bucket keeps local times, which mean the same to all only in one time zone.
    pool = ConnectionPool(
        url,
        min_size=1,
        max_size=2,
        open=False,
        timeout=_PATIENCE,
        kwargs=_WITHOUT_ENDLESS_WAITS
        | {"options": f"-c TimeZone=UTC -c lock_timeout={_LIMIT} -c statement_timeout={_LIMIT}"},
    )
    pool.open(wait=True, timeout=_PATIENCE)
    table = re.sub(r"\W", "_", f"marketo_{host}")[:45]

    def servers_now() -> int:
        with pool.connection() as connection:
            row = connection.execute(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
            ).fetchone()
        return int(row[0]) if row else 0

    return BucketWindow(PostgresBucket(pool, table, rates(calls)), now or servers_now)


class SharedWindow:
    """Count calls in a store that machines share; without the store no call is made."""

    def __init__(self, opened: Callable[[], Window]) -> None:
        self._open = opened
        self._window: Window | None = None
        self._lock = RLock()

    def reserve(self) -> float:
        """Reserve one call; return 0.0 if it may go now, else the seconds before asking again.

        Raises:
            QuotaStoreError: The store cannot be used, not even over a new connection.
        """
        outcome = self._tried()
        if isinstance(outcome, QuotaStoreError):
            self.close()
            outcome = self._tried()
        if isinstance(outcome, QuotaStoreError):
            raise outcome
        return outcome

    def close(self) -> None:
        """Leave the store."""
        with self._lock:
            window, self._window = self._window, None
        if window is not None:
            window.close()

    def _tried(self) -> float | QuotaStoreError:
        # The error leaves as a value: the locals of the drivers' frames hold the password.
        try:
            with self._lock:
                window = self._window = self._window or self._open()
            return window.reserve()
        except ImportError as missing:
            return _store_error(f"the Python package {missing.name!r} is not installed")
        except Exception as error:  # noqa: BLE001 - each driver has its own tree of errors
            return _store_error(type(error).__name__)


def _store_error(reason: str) -> QuotaStoreError:
    return QuotaStoreError(
        f"The quotaStore that machines share cannot be used: {reason}",
        remedy=(
            "Check its address and that it runs; its driver comes with "
            "marketo-resources[redis] or marketo-resources[postgresql]. "
            "Without quotaStore the processes of this machine share a file."
        ),
        trouble="quota store",
    )
