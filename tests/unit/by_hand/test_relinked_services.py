"""Follow a custom service that a person links to another user while its old token lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from marketo_simulator.switches import RelinkedToken
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.subscription import user_named, users
from tests.support.properties.engine_model import NOUN, forget_processes
from tests.support.properties.listing_engine import ListingEngine, TimeOfItsOwn

HOUR = 3600


def user(name: str) -> dict[str, Any]:
    """Return a user as a program declares it."""
    return {
        "email_address": f"{name}@example.com",
        "first_name": "E",
        "last_name": "TL",
        "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    }


class Stand:
    """A Marketo with a service, and a stack that declares it with the user that it acts as."""

    def __init__(self, token: RelinkedToken) -> None:
        self.time = TimeOfItsOwn()
        self.marketo = Simulator(clock=self.time.now, relinked_token=token)
        self.engine = ListingEngine(self.marketo, time=self.time)

    def begins(self) -> None:
        """Make two users and the service of the first one, and let the service be used."""
        self.engine.up({"old": user("old"), "new": user("new")})
        owner = user_named(self.marketo, "old@example.com")
        self.marketo.subscription.add_service("S", owner, "served", "secret")
        self.engine.up(self.program("old"))

    def program(self, name: str, *, without_old: bool = False) -> dict[str, dict[str, Any]]:
        """Declare the users, and the service with the user of a name."""
        acts_as = user_named(self.marketo, f"{name}@example.com")
        service = {
            NOUN: "CustomService",
            "service_name": "S",
            "user_id": acts_as.userid,
            "email_address": acts_as.email_address,
            "client_id": "served",
            "client_secret": "secret",
        }
        users = {"old": user("old"), "new": user("new")}
        if without_old:
            del users["old"]
        return users | {"s": service}

    def links(self) -> None:
        """Let a person link the service to the new user."""
        Clerk.of(self.marketo).links("S", "new@example.com")

    def state(self) -> dict[str, Any]:
        """Return what state has of the service."""
        return self.engine.state["s"].outputs


Stands = Callable[[RelinkedToken], Stand]


@pytest.fixture
def stands() -> Iterator[Stands]:
    """Makes stands, served until the test is over."""
    with ExitStack() as serving:

        def stand(token: RelinkedToken) -> Stand:
            made = Stand(token)
            serving.enter_context(made.marketo)
            made.begins()
            return made

        yield stand
    forget_processes()


def test_a_token_of_the_new_user_makes_it_a_plain_update(stands: Stands) -> None:
    """Nothing is left to be done, and the old user can be deleted in the same `up`."""
    stand = stands("new")
    stand.links()
    program = stand.program("new", without_old=True)
    assert stand.engine.preview(program) == {"s": "update", "old": "delete"}
    stand.engine.up(program)
    assert stand.state()["unfinished"] == []
    assert [one["email"] for one in users(stand.marketo)] == ["new@example.com"]


def test_while_the_old_token_lives_it_says_until_when_and_is_unfinished(stands: Stands) -> None:
    """The old user is kept until then; afterwards the next `up` finishes what is left."""
    stand = stands("old")
    stand.time.seconds += 600
    stand.links()
    ends = f"{datetime.fromtimestamp(stand.time.now() - 600 + HOUR, UTC):%H:%M} UTC"
    (listed,) = [stand.engine.listed(stand.program("new"))["s"]]
    assert f"still acts as old@example.com until {ends}" in listed.notices
    stand.engine.up(stand.program("new"))
    assert stand.state()["unfinished"] == ["user_id"]
    stand.engine.refresh()
    assert stand.state()["unfinished"] == ["user_id"]
    assert stand.engine.preview(stand.program("new")) == {"s": "update"}

    program = stand.program("new", without_old=True)
    message = f"is not deleted yet: the custom service 'S' acts as it until {ends}"
    with pytest.raises(ResourceError, match=message):
        stand.engine.up(program)
    assert stand.state()["unfinished"] == ["user_id"]
    stand.time.seconds += HOUR
    stand.engine.up(program)
    assert stand.state()["unfinished"] == []
    assert [one["email"] for one in users(stand.marketo)] == ["new@example.com"]
    assert stand.engine.preview(program) == {}


def test_a_service_that_nobody_linked_fails_once_the_token_has_ended(stands: Stands) -> None:
    """Otherwise nobody would learn that the click is missing."""
    stand = stands("old")
    stand.engine.up(stand.program("new"))
    assert "Edit Service; API Only User: new@example.com; Save" in in_a_row(stand.engine.printed)
    stand.time.seconds += HOUR
    with pytest.raises(ResourceError, match=r"not as .*new@example\.com"):
        stand.engine.up(stand.program("new"))
    stand.links()
    stand.time.seconds += HOUR
    stand.engine.up(stand.program("new"))
    assert stand.state()["unfinished"] == []
