"""Give a client its time and its chance, so that tests need not wait."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """Give the time, wait, and draw random numbers.

    Attributes:
        now: Seconds since some fixed moment; it need not be today's date, only never stand still.
        epoch: Seconds since 1970, the same for all processes that share a quota.
        sleep: Waits for so many seconds.
        random: A number from 0 to 1 by chance.
    """

    now: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
