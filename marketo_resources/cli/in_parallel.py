"""Work on several items at a time, in threads that Ctrl-C ends at once."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

__all__ = ["in_parallel"]

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    work: Callable[[Item], Result], items: Sequence[Item], at_once: int
) -> Iterator[Result]:
    """Yield what `work` returns for each item, in the order in which it is done.

    The threads end with the process: Ctrl-C does not wait for one that waits for the pace, as it
    would for those of an executor.

    Raises:
        Exception: The first that `work` raised; no further item is begun.
    """
    waiting: queue.SimpleQueue[Item] = queue.SimpleQueue()
    done: queue.SimpleQueue[Result | Exception] = queue.SimpleQueue()
    stopped = threading.Event()
    for item in items:
        waiting.put(item)

    def run() -> None:
        while not stopped.is_set():
            try:
                done.put(work(waiting.get_nowait()))
            except queue.Empty:
                return
            except Exception as error:  # noqa: BLE001 - raised where the results are taken
                stopped.set()
                done.put(error)

    for _ in range(min(at_once, len(items))):
        threading.Thread(target=run, daemon=True).start()
    try:
        for _ in items:
            result = done.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:
        stopped.set()
