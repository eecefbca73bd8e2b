"""Give a client the time, pauses and random numbers, so that tests need not wait."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """Give the time, wait, and draw random numbers.

    Attributes:
        now: Seconds since some fixed moment: only differences between two of them mean something.
        epoch: Seconds since 1970, the same for all processes that share a quota.
        sleep: Waits for this many seconds.
        random: A random number from 0 to 1.
    """

    now: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
