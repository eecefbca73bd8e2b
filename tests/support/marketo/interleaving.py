"""Let users share the count of a window in any order, on a clock that needs no real time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from marketo_resources.marketo import Clock
from marketo_resources.marketo.pace.window import MARGIN, Window
from marketo_simulator.marketo.limits import WINDOW
from tests.support.marketo.arrivals import fullest_window

USERS = 4
_LATE = (MARGIN - 0.01) / 2


@dataclass(frozen=True)
class Step:
    """One user asks for a call.

    Attributes:
        pause: The seconds since the step before.
        user: Which user asks.
        kept: The seconds that pass between reading the clock and counting the call.
        travel: The seconds until the call, once granted, arrives at Marketo.
        waits: Whether a user that has to wait does so and asks again exactly then.
        set_back: The seconds by which the wall clock is set back before.
    """

    pause: float
    user: int
    kept: float
    travel: float
    waits: bool = False
    set_back: float = 0.0


def steps(*, most: int, set_backs: bool = False) -> st.SearchStrategy[list[Step]]:
    """Return any interleaving: bursts, long pauses, and delays as long as the margin allows."""
    pauses = st.just(0.0) | st.floats(0, 0.5) | st.floats(0, 30) | st.just(WINDOW)
    late = st.just(0.0) | st.just(_LATE) | st.floats(0, _LATE)
    back = st.just(0.0) | (st.floats(0.001, 5000) if set_backs else st.nothing())
    users = st.integers(0, USERS - 1)
    step = st.builds(Step, pauses, users, late, late, st.booleans(), back)
    return st.lists(step, max_size=most)


@dataclass
class World:
    """The true time, and a wall clock that may be set back."""

    seconds: float = 1_000_000.0
    behind: float = 0.0
    kept: float = 0.0
    arrived: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """Return the clock for a window."""
        return Clock(now=self.read, epoch=self.read, sleep=self.passes)

    def read(self) -> float:
        """Return the wall clock's time, and then delay its reader."""
        shown = self.seconds - self.behind
        self.passes(self.kept)
        self.kept = 0.0
        return shown

    def milliseconds(self) -> int:
        """Return the wall clock's time in milliseconds."""
        return int(self.read() * 1000)

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds

    def run(self, windows: Sequence[Window], taken: list[Step]) -> None:
        """Take the steps; a user that has to wait may ask again at any moment."""
        for step in taken:
            self.passes(step.pause)
            self.behind += step.set_back
            self.kept = step.kept
            window = windows[step.user % len(windows)]
            wait = window.reserve()
            assert 0.0 <= wait <= WINDOW + MARGIN + 0.01
            if step.waits and wait > 0.0:
                self.passes(wait)
                wait = window.reserve()
            if wait == 0.0:
                self.arrived.append(self.seconds + step.travel)

    def assert_a_user_that_has_waited_may_call(self, window: Window) -> None:
        """Fail if a user waits as long as it should and then has to wait again."""
        wait = window.reserve()
        self.passes(wait + 0.002)
        assert wait == 0.0 or window.reserve() == 0.0

    def fullest_window(self) -> int:
        """Return the largest number of calls that arrived within any 20 seconds."""
        return fullest_window(self.arrived)
