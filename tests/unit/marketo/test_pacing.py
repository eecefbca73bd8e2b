"""Never exceed the pace, whoever calls and however the calls interleave."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marketo_resources.marketo import MarketoClient
from marketo_resources.marketo.pace.machine import MachineWindow, memory_window
from marketo_resources.marketo.pace.window import Window
from marketo_simulator.marketo.limits import WINDOW
from tests.support.marketo.arrivals import Arrivals, fullest_window
from tests.support.marketo.interleaving import USERS, Step, World, steps
from tests.support.marketo.stand import Waits, settings_for


@dataclass(frozen=True)
class Paced:
    """A client that keeps to a pace, its clock, and what arrives of it."""

    client: MarketoClient
    waits: Waits
    arrivals: Arrivals


@contextmanager
def paced(calls: int, *, store: str = "memory://") -> Iterator[Paced]:
    """Make a client that keeps to a pace."""
    waits = Waits()
    arrivals = Arrivals(waits.now)
    given = settings_for("http://localhost", calls_per_20_seconds=calls, quota_store=store)
    with MarketoClient(given, arrivals, clock=waits.clock) as client:
        yield Paced(client, waits, arrivals)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.lists(st.floats(0, 30), max_size=40))
def test_no_window_ever_holds_more_than_the_limit(calls: int, pauses: list[float]) -> None:
    """Whatever the pauses between the calls are."""
    with paced(calls) as one:
        for pause in pauses:
            one.waits.seconds += pause
            one.client.get_roles()
        assert len(one.arrivals.arrived) == len(pauses)
        assert fullest_window(one.arrivals.arrived) <= calls


@contextmanager
def windows(store: str, calls: int, world: World) -> Iterator[list[Window]]:
    """Give the windows of four users: one that threads share, or a file that processes share."""
    if store == "threads":
        opened: list[Window] = [memory_window(calls, world.clock)]
    else:
        host = uuid.uuid4().hex
        opened = [MachineWindow(calls, host, world.clock, pytest.fail) for _ in range(USERS)]
    try:
        yield opened
    finally:
        for window in opened:
            window.close()


@pytest.mark.parametrize("store", ["threads", "processes"])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=st.integers(1, 6), taken=steps(most=60))
def test_no_interleaving_exceeds_the_window(store: str, calls: int, taken: list[Step]) -> None:
    """However late each is between reading the clock, being counted and arriving."""
    world = World()
    with windows(store, calls, world) as opened:
        world.run(opened, taken)
        assert world.fullest_window() <= calls
        world.assert_a_user_that_has_waited_may_call(opened[0])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=st.integers(1, 6), taken=steps(most=60, set_backs=True))
@example(calls=1, taken=[Step(0, 0, 0, 0), Step(1, 1, 0, 0, set_back=50), Step(0, 2, 0, 0)])
def test_a_wall_clock_that_is_set_back_exceeds_no_window(calls: int, taken: list[Step]) -> None:
    """For example by a time server: then all who share the file wait for a whole window."""
    world = World()
    with windows("processes", calls, world) as opened:
        world.run(opened, taken)
        assert world.fullest_window() <= calls


def test_calls_go_at_once_until_the_window_is_full() -> None:
    """Nobody waits without need."""
    with paced(5) as one:
        for _ in range(5):
            one.client.get_roles()
        assert one.waits.slept == []
        one.client.get_roles()
        # A second more, because a call takes time from our clock to Marketo's.
        assert WINDOW <= sum(one.waits.slept) <= WINDOW + 1.5


def test_tokens_are_not_counted() -> None:
    """Adobe's identity specification says so."""
    with paced(1) as one:
        one.client.get_roles()
        one.waits.seconds += 4000
        one.client.get_roles()
        assert one.arrivals.tokens == 2
        assert one.waits.slept == []


def test_a_long_wait_is_announced_once(caplog: pytest.LogCaptureFixture) -> None:
    """A person who looks at a terminal that stands still learns why."""
    with paced(1) as one:
        one.client.get_roles()
        one.client.get_roles()
    assert caplog.text.count("calls of these 20 seconds are used up") == 1
