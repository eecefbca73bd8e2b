"""Wait in an `up` for a role that a person makes, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.subscription import calls
from tests.support.properties.engine_model import NOUN, forget_processes
from tests.support.properties.listing_engine import ListingEngine, TimeOfItsOwn

LATE = "Late API"
ROLE = {
    NOUN: "ApiOnlyRole",
    "role_name": LATE,
    "permissions": ["Read-Only Person", "Approve Assets"],
    "wait_for_creation": 600,
}
USER = {
    "email_address": "late@example.com",
    "first_name": "L",
    "last_name": "API",
    "roles": [{"role": "r", "workspace": "Default"}],
}


@dataclass
class Wait:
    """A stack that waits for a role, and a person who makes it after some seconds."""

    marketo: Simulator
    time: TimeOfItsOwn
    after: float = 0.0
    seen: list[float] = field(default_factory=list)
    """The seconds at which the wait had slept for a while."""

    def __post_init__(self) -> None:
        """Begin with a stack that knows nothing."""
        self.engine = ListingEngine(self.marketo, time=self.time)
        self.begin = self.time.seconds

    def up(self, after: float, **others: int) -> None:
        """Apply the program; the person makes the role `after` this many seconds."""
        self.after, self.begin = after, self.time.seconds
        self.time.later = self._pass
        self.engine.up({"r": ROLE | others, "u": USER})

    @property
    def passed(self) -> float:
        """Return the seconds since the `up` began."""
        return self.time.seconds - self.begin

    def _pass(self) -> None:
        self.seen.append(self.passed)
        if self.passed >= self.after and self.marketo.subscription.role_named(LATE) is None:
            self.marketo.subscription.add_role(LATE, [])


@pytest.fixture
def wait() -> Iterator[Wait]:
    """Return a wait that has not begun."""
    time = TimeOfItsOwn()
    with Simulator(clock=time.now) as marketo:
        yield Wait(marketo, time)
    forget_processes()


def test_the_role_is_picked_up_within_seconds(wait: Wait) -> None:
    """It is looked for every five seconds at first, while the person is at work."""
    wait.up(after=61)
    assert 61 <= wait.passed <= 70
    looks = calls(wait.marketo).count("roles.json")
    assert looks <= 61 / 5 + 3
    assert wait.engine.state["u"].outputs["roles"][0]["role_name"] == LATE


def test_a_wait_sleeps_in_slices(wait: Wait) -> None:
    """So that an interrupt ends it soon."""
    wait.up(after=20)
    steps = [later - sooner for sooner, later in zip(wait.seen, wait.seen[1:], strict=False)]
    assert max(steps) <= 0.5


def test_a_wait_says_what_to_click_and_that_it_waits(wait: Wait) -> None:
    """At the start, once a minute, and at the end; each line names the resource."""
    wait.up(after=130)
    lines = in_a_row(wait.engine.printed).splitlines()
    assert all('ApiOnlyRole "r": ' in line for line in lines)
    clicks, announced, begun, *waiting, end = lines
    assert "`up` waits up to 600 seconds until it is there" in announced
    assert "New Role; Role Name: Late API; Permissions: Access API > " in clicks
    assert "Read-Only Person" in clicks
    assert "Approve Assets" in clicks
    assert "waiting up to 600 seconds for the role 'Late API'" in begun
    left = [line.partition("still waiting for the role 'Late API', ")[2] for line in waiting]
    assert left == ["for 540 more seconds.", "for 480 more seconds."]
    assert "is there now" in end


def test_a_wait_without_success_ends_when_it_said_and_the_next_up_goes_on(wait: Wait) -> None:
    """Neither the role nor what depends on it is recorded."""
    with pytest.raises(ResourceError, match="was not made within 30 seconds"):
        wait.up(after=10_000, wait_for_creation=30)
    assert 30 <= wait.passed <= 31
    assert wait.engine.state == {}
    wait.up(after=7)
    assert wait.passed <= 12
    assert list(wait.engine.state) == ["r", "u"]
    assert wait.engine.preview({"r": ROLE, "u": USER}) == {}


def test_a_second_role_of_the_name_ends_the_wait_with_an_error(wait: Wait) -> None:
    """Nobody could know which one is meant."""
    wait.marketo.subscription.add_role("Other API", [])
    wait.up(after=3)
    wait.marketo.subscription.add_role(LATE, [])
    wait.engine.state.clear()
    with pytest.raises(Exception, match="2 roles are named 'Late API'"):
        wait.up(after=3)
