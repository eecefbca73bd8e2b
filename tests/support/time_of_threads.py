"""Let several threads share a time that passes only while all of them sleep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from marketo_resources.marketo import Clock


class TimeOfThreads:
    """A time that threads share; `later` runs whenever some of it has passed."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0
        self.later: Callable[[], object] = lambda: None
        self._awake = 1
        self._asleep: list[float] = []
        self._changed = threading.Condition()

    def now(self) -> float:
        """Return the time."""
        return self.seconds

    def clock(self) -> Clock:
        """Return the clock for a client."""
        return Clock(now=self.now, epoch=self.now, sleep=self.sleep, random=lambda: 0.5)

    def sleep(self, seconds: float) -> None:
        """Sleep while the other threads work."""
        with self._changed:
            until = self.seconds + seconds
            self._asleep.append(until)
            self._awake -= 1
            self._move()
            self._changed.wait_for(lambda: self.seconds >= until)

    def all_done(self, acts: Iterable[Callable[[], Any]], threads: int) -> list[Future[Any]]:
        """Do all acts, as many at once as there are threads; return their results in order."""
        waiting = list(acts)
        results: list[Future[Any]] = [Future() for _ in waiting]
        places = iter(range(len(waiting)))
        with ThreadPoolExecutor(threads) as pool:
            with self._changed:
                self._awake += threads - 1
            for _ in range(threads):
                pool.submit(self._work, waiting, results, places)
        self._awake = 1
        return results

    def _work(
        self, acts: list[Callable[[], Any]], results: list[Future[Any]], places: Iterable[int]
    ) -> None:
        for place in places:
            try:
                results[place].set_result(acts[place]())
            except Exception as error:  # noqa: BLE001 - the test looks at it
                results[place].set_exception(error)
        with self._changed:
            self._awake -= 1
            self._move()

    def _move(self) -> None:
        if self._awake or not self._asleep:
            return
        self.seconds = min(self._asleep)
        self.later()
        still = [until for until in self._asleep if until > self.seconds]
        self._awake = len(self._asleep) - len(still)
        self._asleep = still
        self._changed.notify_all()
