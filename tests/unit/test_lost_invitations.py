"""Find a new user however late Marketo shows it, with few calls, in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from marketo_simulator.switches import Identity
from tests.support.engine.subscription import calls, users
from tests.support.properties.engine_model import NOUN, forget_processes
from tests.support.properties.listing_engine import ListingEngine, TimeOfItsOwn

EMAIL = "etl@example.com"
USER: dict[str, Any] = {
    "email_address": EMAIL,
    "first_name": "E",
    "last_name": "TL",
    "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
}
BEFORE = ("allusers.json", "roles.json", "workspaces.json")
IDENTITIES: tuple[Identity, ...] = ("marketo", "adobe")


class Stand:
    """A Marketo and a stack, whose time passes only where somebody sleeps."""

    def __init__(self, others: int = 0, **switches: Any) -> None:
        self.time = TimeOfItsOwn()
        self.marketo = Simulator(clock=self.time.now, **switches)
        for number in range(others):
            self.marketo.subscription.add_user(f"other{number}@example.com", "O", "Ther")
        self.engine = ListingEngine(self.marketo, time=self.time)

    def lose(self, **how: Any) -> None:
        """Let the answer to the next invitation be lost."""
        self.marketo.app.faults.add(Fault("status", "invite.json", status=500, **how))

    def calls(self) -> list[str]:
        """Return the calls since the last question, except those of every `up` with a new user."""
        asked = calls(self.marketo)
        for once in BEFORE:
            asked.remove(once)
        return asked


Stands = Callable[..., Stand]


@pytest.fixture
def stands() -> Iterator[Stands]:
    """Makes stands, served until the test is over."""
    with ExitStack() as serving:

        def stand(**given: Any) -> Stand:
            made = Stand(**given)
            serving.enter_context(made.marketo)
            return made

        yield stand
    forget_processes()


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_lost_invitation_costs_eight_calls_at_most(stands: Stands, identity: Identity) -> None:
    """The invitation itself, five look-ups in the list, and two for a pending invitation."""
    stand = stands(identity=identity)
    stand.lose()
    with pytest.raises(ResourceError, match=r"HTTP 500\), and no user of etl@example.com appeared"):
        stand.engine.up({"u": USER})
    asked = stand.calls()
    assert asked.count("allusers.json") == 5
    assert len(asked) <= 8
    stand.engine.up({"u": USER})
    assert [one["email"] for one in users(stand.marketo)] == [EMAIL]


def test_a_long_list_is_read_in_whole_first_and_last_only(stands: Stands) -> None:
    """With 450 users the list has three pages; in between, the page of new users is enough."""
    stand = stands(identity="adobe", others=450)
    stand.lose()
    with pytest.raises(ResourceError, match="no user of"):
        stand.engine.up({"u": USER})
    lists = calls(stand.marketo).count("allusers.json")
    whole = lists - 5  # the page of new users in each look-up
    assert whole == 3 * len(["before", "first look", "last look"])


@pytest.mark.parametrize("identity", IDENTITIES)
@pytest.mark.parametrize("lost", [True, False], ids=["lost", "answered"])
@pytest.mark.parametrize("seconds", [0.5, 5.0, 12.0, 30.0, 59.0, 60.0])
def test_a_user_that_shows_late_is_found(
    stands: Stands, identity: Identity, seconds: float, *, lost: bool
) -> None:
    """Up to a minute after the invitation, whether that was answered or not."""
    stand = stands(identity=identity, visible_after=seconds)
    if lost:
        stand.lose(when="after")
    stand.engine.up({"u": USER})
    assert len(stand.calls()) <= 10
    assert stand.engine.preview({"u": USER}) == {}
    assert ("HTTP 500), but the user" in stand.engine.printed) is lost


def test_a_user_that_an_invitation_found_there_already_is_looked_for_rarely(stands: Stands) -> None:
    """Marketo says that it exists, and does not show it: that costs as much as a lost answer."""
    stand = stands(visible_after=10_000)
    stand.marketo.subscription.add_user(EMAIL, "E", "TL", visible_at=stand.time.now() + 10_000)
    with pytest.raises(ResourceError, match="already exists"):
        stand.engine.up({"u": USER})
    assert stand.calls().count("allusers.json") <= 5


def test_an_hour_of_waiting_for_a_person_costs_a_call_a_minute(stands: Stands) -> None:
    """Frequent look-ups at first, when the person is at work, and rarer ones later."""
    stand = stands()
    role = {NOUN: "ApiOnlyRole", "role_name": "Late API", "wait_for_creation": 3600}
    with pytest.raises(ResourceError, match="was not made within 3600 seconds"):
        stand.engine.up({"r": role})
    assert calls(stand.marketo).count("roles.json") <= 3600 / 60 + 40


def test_an_hour_of_waiting_for_a_service_to_go_costs_as_little(stands: Stands) -> None:
    """Each look-up asks Identity for a new token."""
    stand = stands()
    subscription = stand.marketo.subscription
    acting = subscription.add_user("s@example.com", "S", "Api", grants=[(1001, 1)])
    subscription.add_service("S", acting, "served", "secret")
    service = {
        NOUN: "CustomService",
        "service_name": "S",
        "user_id": acting.userid,
        "email_address": acting.email_address,
        "client_id": "served",
        "client_secret": "secret",
        "wait_for_deletion": 3600,
    }
    stand.engine.up({"s": service})
    stand.marketo.app.calls.clear()
    stand.engine.up({})
    asked = [call["endpoint"] for call in stand.marketo.app.calls.all()]
    assert asked.count("identity") <= 3600 / 60 + 40
    assert "is still there after the wait" in stand.engine.printed
