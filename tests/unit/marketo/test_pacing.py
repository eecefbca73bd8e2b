"""The pace is never exceeded, whoever calls and however the calls interleave."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from marketo_resources.marketo import MarketoClient
from marketo_resources.marketo.connection_settings import ConnectionSettings
from marketo_resources.marketo.pace.machine import MachineWindow, memory_window
from marketo_resources.marketo.pace.window import Window
from tests.support.marketo.interleaving import USERS, Step, World, steps
from tests.support.marketo.stand import CLIENT_ID, SECRET, Waits, token

WINDOW = 20.0


class Counting(httpx.BaseTransport):
    """Notes when each call arrives, Identity's apart."""

    def __init__(self, waits: Waits) -> None:
        self.waits = waits
        self.arrived: list[float] = []
        self.tokens = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Note a call and answer it."""
        if request.url.path == "/identity/oauth/token":
            self.tokens += 1
            return httpx.Response(200, json=token())
        self.arrived.append(self.waits.now())
        return httpx.Response(200, json=[])


@contextmanager
def paced(calls: int, *, store: str = "memory://") -> Iterator[tuple[MarketoClient, Counting]]:
    """A client with a pace, and what arrives."""
    waits = Waits()
    counting = Counting(waits)
    given = ConnectionSettings(
        base_url="http://localhost",
        client_id=CLIENT_ID,
        client_secret=SecretStr(SECRET),
        calls_per_20_seconds=calls,
        quota_store=SecretStr(store),
    )
    with MarketoClient(given, counting, clock=waits.clock) as client:
        yield client, counting


def fullest_window(arrived: list[float]) -> int:
    """The most calls that arrived within any 20 seconds."""
    return max(
        (sum(begin <= one < begin + WINDOW for one in arrived) for begin in arrived), default=0
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.lists(st.floats(0, 30), max_size=40))
def test_no_window_ever_holds_more_than_the_limit(calls: int, pauses: list[float]) -> None:
    """Whatever the pauses between the calls are."""
    with paced(calls) as (client, counting):
        for pause in pauses:
            counting.waits.seconds += pause
            client.get_roles()
        assert len(counting.arrived) == len(pauses)
        assert fullest_window(counting.arrived) <= calls


@contextmanager
def windows(store: str, calls: int, world: World) -> Iterator[list[Window]]:
    """The windows of four users: one that threads share, or a file that processes share."""
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
        world.assert_whoever_waits_as_told_may_go(opened[0])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=st.integers(1, 6), taken=steps(most=60, set_backs=True))
@example(calls=1, taken=[Step(0, 0, 0, 0), Step(1, 1, 0, 0, set_back=50), Step(0, 2, 0, 0)])
def test_a_wall_clock_that_is_set_back_exceeds_no_window(calls: int, taken: list[Step]) -> None:
    """By a time server, say: then all who share the file wait out a window."""
    world = World()
    with windows("processes", calls, world) as opened:
        world.run(opened, taken)
        assert world.fullest_window() <= calls


def test_calls_go_at_once_until_the_window_is_full() -> None:
    """Nobody waits without need."""
    with paced(5) as (client, counting):
        for _ in range(5):
            client.get_roles()
        assert counting.waits.slept == []
        client.get_roles()
        # A second more, because our clock and Marketo's differ by the way between them.
        assert WINDOW <= sum(counting.waits.slept) <= WINDOW + 1.5


def test_tokens_are_not_counted() -> None:
    """Adobe's identity specification says so."""
    with paced(1) as (client, counting):
        client.get_roles()
        counting.waits.seconds += 4000
        client.get_roles()
        assert counting.tokens == 2
        assert counting.waits.slept == []


def test_a_long_wait_is_announced_once(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever looks at a terminal that stands still wants to know why."""
    with paced(1) as (client, _):
        client.get_roles()
        client.get_roles()
    assert caplog.text.count("calls of these 20 seconds are used up") == 1
