"""Click in the simulator all that a person does about users and services in Marketo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from marketo_simulator import Simulator
from marketo_simulator.records import ALL_ZONES, User
from tests.support.simulator.clicking import Label, Person

EMAIL, OTHER = "etl@example.com", "other@example.com"
WHO: dict[Label, str | bool] = {"Email": EMAIL, "First Name": "E", "Last Name": "TL"}
EXPIRES = "Access Expires"


@contextmanager
def person_at(simulator: Simulator) -> Iterator[Person]:
    """Return a person at the admin pages."""
    transport = httpx.WSGITransport(app=simulator.app)
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        yield Person(client)


def user_in(simulator: Simulator, email: str = EMAIL) -> User:
    """Return a user, which must be there."""
    found = simulator.subscription.user_of_email(email)
    assert found
    return found


def warehouse(simulator: Simulator) -> int:
    """Return the id of the role that a new subscription has for integrations."""
    return next(r.id for r in simulator.subscription.roles.values() if r.name == "Warehouse API")


def test_on_adobe_identity_one_dialog_makes_an_api_only_user() -> None:
    """With one role, which holds in all workspaces; it offers only roles that people made."""
    simulator = Simulator(identity="adobe")
    with person_at(simulator) as person:
        person.follows("Create API Only User")
        assert (person.title, "Admin" in person.text) == ("Create API Only User", False)
        person.sends("Create API Only User", WHO | {"API Only Role": "Warehouse API"})
        assert person.message == f"Created the API Only user {EMAIL}."
    user = user_in(simulator)
    assert (user.first_name, user.last_name, user.api_only, user.pending) == (
        "E",
        "TL",
        True,
        False,
    )
    assert user.grants == [(warehouse(simulator), ALL_ZONES)]


def test_on_marketo_identity_three_steps_invite_a_user() -> None:
    """With reason, end, and roles by workspace; an API-only user is there at once."""
    simulator = Simulator()
    with person_at(simulator) as person:
        person.follows("Invite New User")
        why: dict[Label, str | bool] = {
            "Reason": "For the warehouse",
            EXPIRES: "2027-06-30T00:00:00Z",
        }
        person.sends("Next", WHO | why)
        assert person.title == "Invite New User: step 2 of 3, Permissions"
        roles = {
            ("Roles in Default", "Warehouse API"): True,
            ("Roles in Europe", "Warehouse API"): True,
        }
        person.sends("Next", roles | {"API Only": True})
        assert "An invitation is not required for API only" in person.text
        person.sends("Send")
        assert person.message == f"Created the API Only user {EMAIL}."
    user, role = user_in(simulator), warehouse(simulator)
    assert (user.reason, user.expires_at) == ("For the warehouse", 1814313600.0)
    assert (user.api_only, user.pending) == (True, False)
    assert [place for _, place in user.grants] == list(simulator.subscription.workspaces)
    assert {number for number, _ in user.grants} == {role}


def test_who_forgets_to_tick_api_only_invites_a_person() -> None:
    """The page says so, and the invitation is pending."""
    simulator = Simulator()
    with person_at(simulator) as person:
        person.follows("Invite New User")
        person.sends("Next", WHO)
        person.sends("Next", {("Roles in All workspaces", "Warehouse API"): True})
        person.sends("Send")
        assert "who is a person: API Only was not ticked" in person.message
    assert (user_in(simulator).api_only, user_in(simulator).pending) == (False, True)


@pytest.mark.parametrize("identity", ["marketo", "adobe"])
def test_a_dialog_that_is_refused_is_shown_again_as_it_was_filled_in(identity: Any) -> None:
    """It says why; nothing is made."""
    simulator = Simulator(identity=identity)
    with person_at(simulator) as person:
        person.follows("Invite New User" if identity == "marketo" else "Create API Only User")
        title = person.title
        button = "Next" if identity == "marketo" else title
        person.sends(button, WHO | {"Email": "no address"})
        assert (person.title, person.message) == (
            title,
            "'no address' is not an e-mail address that Marketo accepts.",
        )
        person.sends(button, {"Email": EMAIL})
        assert person.title != title
        assert (identity == "marketo") is (simulator.subscription.user_of_email(EMAIL) is None)


def test_an_invitation_without_a_role_stays_at_its_second_step() -> None:
    """What was filled in before is kept."""
    simulator = Simulator()
    with person_at(simulator) as person:
        person.follows("Invite New User")
        person.sends("Next", WHO)
        person.sends("Next", {"API Only": True})
        assert person.message == "Select at least one role."
        person.sends("Next", {("Roles in Europe", "Warehouse API"): True})
        person.sends("Send")
    assert user_in(simulator).email_address == EMAIL


@pytest.mark.parametrize(
    ("identity", "form", "words"),
    [
        ("adobe", "users/invite", "people are invited in Adobe's Admin Console"),
        ("marketo", "users", "users are added with Invite New User"),
    ],
)
def test_the_other_identitys_dialog_is_refused(identity: Any, form: str, words: str) -> None:
    """Even if its form is sent directly."""
    simulator = Simulator(identity=identity)
    transport = httpx.WSGITransport(app=simulator.app)
    data = {"email": EMAIL, "first_name": "E", "last_name": "TL", "grant": "1003:1"}
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        answer = client.post(f"/admin/{form}", data=data | {"role": "1003", "api_only": "yes"})
    assert words in answer.text.replace("&#39;", "'")
    assert simulator.subscription.user_of_email(EMAIL) is None


@pytest.mark.parametrize("identity", ["marketo", "adobe"])
def test_a_user_is_edited_locked_and_deleted(identity: Any) -> None:
    """Every field of it; fields that are left alone stay."""
    simulator = Simulator(identity=identity)
    user = simulator.subscription.add_user(EMAIL, "E", "TL", grants=[(warehouse(simulator), 1)])
    with person_at(simulator) as person:
        person.follows(f"Edit {EMAIL}")
        person.sends("Save", {"Last Name": "New", EXPIRES: "2027-06-30T00:00:00Z"})
        assert person.message == f"Saved the user {EMAIL}."
        assert (user.first_name, user.last_name, user.expires_at) == ("E", "New", 1814313600.0)
        assert (user.api_only, user.grants) == (True, [(warehouse(simulator), 1)])

        person.follows(f"Edit {EMAIL}")
        grants = {
            ("Roles in Default", "Warehouse API"): False,
            ("Roles in Europe", "Warehouse API"): True,
        }
        person.sends("Save", grants | {"Email": OTHER, "API Only": False, EXPIRES: ""})
        assert (user.email_address, user.api_only, user.expires_at) == (OTHER, False, None)
        assert [place for _, place in user.grants] == [list(simulator.subscription.workspaces)[1]]

        person.follows(f"Edit {OTHER}")
        person.sends("Save", {("Roles in Europe", "Warehouse API"): False})
        assert person.message == "Select at least one role."
        person.sends("Lock User", {"Reason for the lock": "Left"})
        assert user.locked_reason == "Left"
        person.follows(f"Edit {OTHER}")
        person.sends("Unlock User")
        person.follows(f"Edit {OTHER}")
        person.sends("Delete User")
        assert person.message == f"Deleted the user {OTHER}."
    assert user not in simulator.subscription.users


def test_a_service_is_linked_to_another_user_and_keeps_its_credentials() -> None:
    """Afterwards the former user can be deleted."""
    simulator = Simulator()
    for email in (EMAIL, OTHER):
        simulator.subscription.add_user(email, "E", "TL")
    service = simulator.subscription.add_service("ETL", user_in(simulator))
    before = (service.client_id, service.client_secret)
    with person_at(simulator) as person:
        person.follows(f"Edit {EMAIL}")
        person.sends("Delete User")
        assert "link it to another user" in person.message
        person.opens("/")
        person.follows("Edit ETL")
        person.sends("Save", {"API Only User": OTHER, "Display Name": "Warehouse"})
        assert person.message == f"Saved the service Warehouse. It acts as {OTHER}."
        person.follows(f"Edit {EMAIL}")
        person.sends("Delete User")
    assert (service.client_id, service.client_secret) == before
    assert (service.name, service.userid) == ("Warehouse", OTHER)
    assert simulator.subscription.user_of_email(EMAIL) is None
