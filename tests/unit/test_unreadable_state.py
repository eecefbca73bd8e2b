"""A state lacks a field, or has one of a wrong type: no command crashes, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.subscription import user_named, users
from tests.support.properties.engine_model import NOUN, RefusedError, forget_processes
from tests.support.properties.listing_engine import ListingEngine, TimeOfItsOwn

EMAIL = "etl@example.com"
GRANT = {"role_name": "Warehouse API", "workspace": "Default"}
USER = {"email_address": EMAIL, "first_name": "E", "last_name": "TL", "roles": [GRANT]}
ROLE = {NOUN: "ApiOnlyRole", "role_name": "Warehouse API"}
SERVICE: dict[str, Any] = {
    NOUN: "CustomService",
    "service_name": "Warehouse",
    "user_id": EMAIL,
    "email_address": EMAIL,
    "client_id": "the-id",
    "client_secret": "the-secret",
    "wait_for_deletion": 180,
}
PROGRAM: dict[str, dict[str, Any]] = {"u": USER, "r": ROLE, "s": SERVICE}
WAREHOUSE_ID = "1003"
MISSING = object()
WRONG = [{"a": "b"}, 7]
UNREADABLE = pytest.mark.parametrize("value", [MISSING, *WRONG], ids=["missing", "object", 7])


@pytest.fixture
def engine() -> Iterator[ListingEngine]:
    """Return a stack with a user, a role and a service, as an `up` has left it."""
    time = TimeOfItsOwn()
    with Simulator(clock=time.now) as marketo:
        made = ListingEngine(marketo, time=time)
        made.up({"u": USER})
        owner = user_named(marketo, EMAIL)
        marketo.subscription.add_service("Warehouse", owner, "the-id", "the-secret")
        made.up(PROGRAM)
        marketo.app.calls.clear()
        yield made
    forget_processes()


def damage(engine: ListingEngine, name: str, field: str, value: object) -> None:
    """Remove a field from a resource's state, or give it a value of a wrong type."""
    for recorded in (engine.state[name].inputs, engine.state[name].outputs):
        if value is MISSING:
            recorded.pop(field, None)
        else:
            recorded[field] = value


def deleted(engine: ListingEngine, name: str) -> str:
    """Remove a resource from the program; return what the `up` prints."""
    engine.up({other: one for other, one in PROGRAM.items() if other != name})
    return in_a_row(engine.printed)


@UNREADABLE
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("u", "email_address"),
        ("u", "first_name"),
        ("u", "roles"),
        ("r", "role_name"),
        ("r", "role_id"),
        ("s", "service_name"),
        ("s", "user_id"),
    ],
)
def test_a_refresh_and_an_up_repair_what_cannot_be_read(
    engine: ListingEngine, name: str, field: str, value: object
) -> None:
    """The next preview lists nothing, and Marketo is as it was."""
    before, recorded = users(engine.marketo), engine.state[name].outputs[field]
    damage(engine, name, field, value)
    engine.refresh()
    engine.up(PROGRAM)
    assert engine.state[name].outputs[field] == recorded
    assert engine.preview(PROGRAM) == {}
    assert users(engine.marketo) == before


@UNREADABLE
@pytest.mark.parametrize("field", ["first_name", "last_name", "roles"])
def test_an_attribute_that_cannot_be_read_is_a_difference(
    engine: ListingEngine, field: str, value: object
) -> None:
    """An `up` compares it with Marketo, and records it again."""
    damage(engine, "u", field, value)
    assert engine.preview(PROGRAM) == {"u": "update"}
    engine.up(PROGRAM)
    assert engine.preview(PROGRAM) == {}
    assert [call["endpoint"] for call in engine.marketo.app.calls.all() if call["changed"]] == []


@UNREADABLE
def test_an_address_that_cannot_be_read_asks_for_a_refresh(
    engine: ListingEngine, value: object
) -> None:
    """Without it nobody knows that the user in Marketo is the resource's own."""
    damage(engine, "u", "email_address", value)
    with pytest.raises(RefusedError, match=r"this very resource, run `pulumi refresh` first"):
        engine.preview(PROGRAM)


@pytest.mark.parametrize("value", [*WRONG, "perhaps"])
def test_a_user_is_left_in_marketo_where_nobody_can_read_whether_it_was_adopted(
    engine: ListingEngine, value: object
) -> None:
    """A refresh in between does not make it the stack's own."""
    engine.marketo.subscription.remove_service("the-id")
    engine.up({"u": USER, "r": ROLE})
    damage(engine, "u", "adopted", value)
    engine.refresh()
    engine.up({"r": ROLE})
    assert f"{EMAIL} was adopted, so it stays in Marketo" in engine.printed
    assert [one["email"] for one in users(engine.marketo)] == [EMAIL]


@pytest.mark.parametrize("name", ["u", "s"])
@pytest.mark.parametrize("value", [*WRONG, "perhaps"])
def test_unfinished_work_that_cannot_be_read_counts_as_none(
    engine: ListingEngine, name: str, value: object
) -> None:
    """A refresh records it anew, as for a state without it."""
    damage(engine, name, "unfinished", value)
    assert engine.preview(PROGRAM) == {}
    engine.refresh()
    assert not engine.state[name].outputs.get("unfinished")


@UNREADABLE
def test_a_missing_role_without_a_readable_name_is_named_by_its_id(
    engine: ListingEngine, value: object
) -> None:
    """A refresh says which role is gone."""
    damage(engine, "r", "role_name", value)
    role = engine.marketo.subscription.roles[int(WAREHOUSE_ID)]
    engine.marketo.subscription.remove_role(role)
    engine.refresh()
    assert f"the role {WAREHOUSE_ID} is gone from Marketo" in engine.printed


@UNREADABLE
def test_a_forgotten_role_without_a_readable_name_is_named_by_its_id(
    engine: ListingEngine, value: object
) -> None:
    """The notice says which role Marketo keeps."""
    damage(engine, "r", "role_name", value)
    assert f"the role {WAREHOUSE_ID} is no longer managed here" in deleted(engine, "r")


@UNREADABLE
def test_a_forgotten_service_without_a_readable_name_is_named_by_its_client_id(
    engine: ListingEngine, value: object
) -> None:
    """In the clicks and in the announcements of the wait, too."""
    damage(engine, "s", "service_name", value)
    text = deleted(engine, "s")
    assert "the custom service the-id is no longer managed here" in text
    assert "; select the service with the Client Id the-id; Service Actions >" in text
    assert "still waiting for a person to delete the custom service the-id, for" in text
    assert "is still there after the wait" in text


@UNREADABLE
def test_a_service_without_a_readable_secret_is_kept_and_verified_by_the_next_up(
    engine: ListingEngine, value: object
) -> None:
    """A refresh says that it verified nothing, and records why the next preview lists it."""
    damage(engine, "s", "client_secret", value)
    engine.refresh()
    found = "client_secret cannot be read in the state"
    assert f"{found}, so the service was not verified." in engine.printed
    assert engine.state["s"].outputs["found_by_refresh"] == found
    assert engine.preview(PROGRAM) == {"s": "update"}
    engine.up(PROGRAM)
    assert engine.state["s"].outputs["client_secret"] == SERVICE["client_secret"]
    assert engine.preview(PROGRAM) == {}


@UNREADABLE
def test_a_service_without_a_readable_secret_is_forgotten_without_a_wait(
    engine: ListingEngine, value: object
) -> None:
    """Nothing could show that a person has deleted it."""
    damage(engine, "s", "client_secret", value)
    begin = engine.time.now()
    text = deleted(engine, "s")
    assert "client_secret cannot be read in the state, so nothing shows when the" in text
    assert engine.time.now() == begin


@UNREADABLE
def test_a_refresh_takes_a_client_id_that_cannot_be_read_from_the_resources_id(
    engine: ListingEngine, value: object
) -> None:
    """The two are the same, so the service is verified as ever."""
    damage(engine, "s", "client_id", value)
    engine.refresh()
    assert engine.state["s"].outputs["client_id"] == "the-id"
    assert engine.preview(PROGRAM) == {}


@UNREADABLE
@pytest.mark.parametrize("field", ["permissions", "wait_for_deletion", "user_id", "email_address"])
def test_a_service_is_forgotten_whatever_else_cannot_be_read(
    engine: ListingEngine, field: str, value: object
) -> None:
    """The clicks that delete it need its name only."""
    damage(engine, "s", field, value)
    assert "select 'Warehouse'; Service Actions > Delete Service" in deleted(engine, "s")
    assert engine.state.keys() == {"u", "r"}
