"""Time that processes share, and that moves only while all who take part in it are asleep.

So a test of minutes takes seconds, and how fast the machine is has no part in what it finds.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from types import TracebackType
from typing import Self

from marketo_resources.marketo import Clock

_FAMILY, _KEY = "AF_INET", b"one test's own"


class VirtualTime:
    """The time, kept for a fixed number of threads of any process, all awake at first."""

    def __init__(self, takers: int, begin: float = 1_000_000.0) -> None:
        self._now = begin
        self._awake = takers
        self._asleep: list[float] = []
        self._changed = threading.Condition()
        self._listener = Listener(("127.0.0.1", 0), _FAMILY, authkey=_KEY)
        self.port = int(self._listener.address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._listener.close()

    def now(self) -> float:
        """Return the time."""
        return self._now

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                taker = self._listener.accept()
                threading.Thread(target=self._follow, args=(taker,), daemon=True).start()

    def _follow(self, taker: Connection) -> None:
        with suppress(EOFError, ConnectionError):
            while True:
                self._sleep(taker.recv())
                taker.send(self._now)
        with self._changed:
            self._awake -= 1
            self._move()

    def _sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        with self._changed:
            until = self._now + seconds
            self._asleep.append(until)
            self._awake -= 1
            self._move()
            self._changed.wait_for(lambda: self._now >= until)

    def _move(self) -> None:
        if self._awake or not self._asleep:
            return
        self._now = min(self._asleep)
        still = [until for until in self._asleep if until > self._now]
        self._awake = len(self._asleep) - len(still)
        self._asleep = still
        self._changed.notify_all()


class Taker(threading.local):
    """One thread's part in the virtual time of another process."""

    def __init__(self, port: int) -> None:
        self._time: Connection = Client(("127.0.0.1", port), _FAMILY, authkey=_KEY)
        self.sleep(0.0)

    def sleep(self, seconds: float) -> None:
        """Sleep in virtual time."""
        self._time.send(seconds)
        self._now = float(self._time.recv())

    def now(self) -> float:
        """Return the time; it cannot have passed since this thread woke up."""
        return self._now

    def leave(self) -> None:
        """Stop taking part, so that the others need not wait."""
        self._time.close()

    @property
    def clock(self) -> Clock:
        """Return the clock for a client."""
        return Clock(now=self.now, epoch=self.now, sleep=self.sleep)
