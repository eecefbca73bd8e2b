"""Repeat what the random stories found, each alone; `World.deploy` checks the laws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clicks.worker import Habit
from tests.support.properties.engine_model import NOUN
from tests.support.properties.programs import secret_of
from tests.support.properties.world import ASKED, World

GRANTS = [{"role_name": "Warehouse API", "workspace": "Default"}]


def user(name: str = "ada", **others: Any) -> dict[str, Any]:
    """Return a user of a program; what the administrator adds equals it, except for its grants."""
    return {
        "email_address": f"{name}@example.com",
        "first_name": "Ann",
        "last_name": "Api",
        "roles": GRANTS,
    } | others


@pytest.fixture(params=["marketo", "adobe"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return a world with two workspaces, on either identity."""
    made = World(2, identity=request.param)
    yield made
    made.close()


def test_a_service_is_adopted_together_with_its_user(world: World) -> None:
    """Its token names a userid that the preview does not know to be this user's."""
    world.administrator.add_user("ada@example.com", 1, "API-only")
    world.administrator.add_service(0, "id-1")
    service = {NOUN: "CustomService", "service_name": "S", "user_id": {"id_of": "a"},
               "email_address": "ada@example.com", "client_id": "id-1",
               "client_secret": secret_of("id-1")}  # fmt: skip
    assert world.deploy({"a": user(adopt=True), "s": service}) == "up did 2 steps"
    foreign = service | {"email_address": "bob@example.com"}
    assert world.deploy({"a": user(adopt=True), "t": foreign | {"user_id": {"later": "x"}}}) == (
        "preview refused"
    )


def test_an_adoption_names_what_it_does_not_know_yet(world: World) -> None:
    """A name that comes from a user still to be made may differ from the one in Marketo."""
    world.administrator.add_user("bob@example.com", 0, "API-only")
    taken = user("bob", last_name={"id_of": "a"}, adopt=True)
    assert world.deploy({"a": user(), "b": taken}) == "up did 2 steps"


def test_a_continuation_names_what_it_does_not_know_yet(world: World) -> None:
    """The user of an interrupted `up` may differ in that name, and `up` then refuses."""
    world.administrator.add_user("bob@example.com", 0, "API-only")
    program = {"a": user(), "b": user("bob", last_name={"id_of": "a"})}
    preview = world.engine.listed(program)["b"].notices
    assert "equals the declaration (except last_name, known only during `up`" in preview
    assert world.deploy(program) == "up refused what no preview can know"
    equal = {"b": user("bob")}
    assert "equals the declaration and has" in world.engine.listed(equal)["b"].notices


@pytest.mark.parametrize("refreshes", [True, False])
def test_a_user_who_became_a_persons_is_not_deleted(world: World, *, refreshes: bool) -> None:
    """Marketo refuses it on Adobe identity only; once ticked as API-only again, it is deleted."""
    assert world.deploy({"a": user()}) == "up did 1 steps"
    world.administrator.change_user(0, "make a person")
    world.administrator.interfered = refreshes
    assert world.deploy({}) == "up refused what no preview can know"
    (left,) = world.snapshot().values()
    assert (left["email"], left["api_only"]) == ("ada@example.com", False)
    (persons,) = (one for one in world.subscription.users if not one.api_only)
    persons.api_only = True
    assert world.deploy({}) == "up did 1 steps"
    assert world.snapshot() == {}


@pytest.mark.parametrize("by_hand", ["auto", "always"])
def test_an_invitation_without_api_only_is_named_while_up_waits(by_hand: str) -> None:
    """The list of users does not show it, and the page lets nobody invite the address again."""
    world = World(2, identity="marketo", user_calls="refused")
    world.engine.by_hand = by_hand
    world.worker.habit = Habit(how="API Only not ticked")
    assert world.deploy({"a": user(wait_for_person=600)}) == "up did 1 steps"
    assert "API Only was probably not ticked" in world.engine.printed
    world.close()


def test_a_user_that_waits_for_nobody_is_made_by_a_person_in_between(world: World) -> None:
    """Each `up` says what to click next, and none says the same again."""
    world.subscription.switches.user_calls = "forbidden"
    program = {"a": user(), "b": user("bob", expires_at="2091-01-01T00:00:00+00:00")}
    # Each time the rest is left for the next `up`.
    assert world.deploy(program) == "up did 1 steps"
    assert world.deploy({"a": program["a"] | {"first_name": "Bea"}}) == "up did 0 steps"
    assert [one["first"] for one in world.snapshot().values()] == ["Bea"]


def test_a_change_known_only_during_up_is_asked_of_a_person(world: World) -> None:
    """The user that the name comes from is gone, so its id will be another one."""
    program = {"a": user(), "b": user("bob", last_name={"id_of": "a"})}
    assert world.deploy(program) == "up did 2 steps"
    world.engine.by_hand = "always"
    world.administrator.delete_user(0)
    world.engine.refresh()
    preview = world.engine.listed(program)["b"].notices
    assert "Last Name: " in preview
    assert "→ known only during `up`" in preview


def test_an_offline_preview_asks_a_person_for_a_change(world: World) -> None:
    """The values before it are those of the state; nothing is asked."""
    assert world.deploy({"a": user()}) == "up did 1 steps"
    world.engine.by_hand = "always"
    # The first `up` ends with the clicks; after them the next one has nothing to do.
    assert world.deploy({"a": user(first_name="Bea")}, offline=True) == "up did 0 steps"
    assert [one["first"] for one in world.snapshot().values()] == ["Bea"]
    world.engine.offline = True
    unchanged, changed = (
        world.engine.listed({"a": user(first_name=name)}) for name in ("Bea", "Cleo")
    )
    assert unchanged == {}
    assert "select ada@example.com" in changed["a"].notices
    assert "First Name: 'Bea' → 'Cleo'" in changed["a"].notices


def test_a_user_that_is_taken_over_while_a_service_uses_it_is_changed_by_a_person(
    world: World,
) -> None:
    """No call changes it until then; what an `up` has not recorded, the next one takes over."""
    world.subscription.switches.edit_in_use = "refused"
    world.administrator.add_user("ada@example.com", 0, "API-only")
    world.administrator.add_service(0, "id-1")
    program = {"a": user(first_name="Bea", adopt=True)}
    assert world.deploy(program) == ASKED
    assert [one["first"] for one in world.snapshot().values()] == ["Ann"]
    world.administrator.change_service(0, "delete")
    assert world.deploy(program) == "up did 1 steps"
    assert [one["first"] for one in world.snapshot().values()] == ["Bea"]


@pytest.mark.parametrize("how", ["rename", "make anew", "double"])
def test_a_user_made_with_another_role_gets_the_declared_one_whatever_becomes_of_roles(
    world: World, how: str
) -> None:
    """Whoever makes it finds a wrong role to choose, though an administrator changed the others."""
    for role in (1, 2):
        world.administrator.change_role(role, how)
    world.engine.by_hand = "always"
    world.worker.habit = Habit(how="another role")
    assert world.deploy({"a": user(wait_for_person=600)}) == "up did 1 steps"
    assert "- API User Management in all workspaces" in world.engine.printed
