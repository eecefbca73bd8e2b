"""Hold an administrator to the same rules in the control interface and on the admin page."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from werkzeug.test import Client

from marketo_simulator import Simulator

PERSON, EMAIL, ROLE = "person@example.com", "etl@example.com", 1003
NAMES = {"first_name": "E", "last_name": "TL"}
EMPTY = "must not be empty."
ONE_LINE = "must be one line of text without control characters."
OWN_ROLE = "Admin is one of Marketo's own roles and cannot be edited."
TAKEN = "There is a role named 'Admin' already."
IN_USE = (
    "operator@example.com is in use by a custom service: delete the service first, or link it to "
    "another user."
)
Call = tuple[str, dict[str, Any] | None]
Form = tuple[str, dict[str, Any]]


@pytest.fixture
def simulator() -> Simulator:
    """Return a subscription with one more API-only user, and a person."""
    made = Simulator()
    made.subscription.add_user(EMAIL, "E", "TL")
    made.subscription.add_user(PERSON, "A", "Person", api_only=False)
    return made


def refused_as_json(simulator: Simulator, call: str, body: dict[str, Any] | None) -> str:
    """Return what the control interface answers to a call that it refuses."""
    method, path = call.split()
    data = None if body is None else json.dumps(body)
    answered = Client(simulator.app).open(
        f"/_simulator/{path}", method=method, data=data, content_type="application/json"
    )
    assert answered.status_code in {400, 404}
    return str(answered.get_json()["error"])


def message_on_the_page(simulator: Simulator, form: str, fields: dict[str, Any]) -> str:
    """Return what the page says after a form."""
    browser = Client(simulator.app)
    sent = browser.post(f"/admin/{form}", data=fields)
    shown = sent if sent.status_code == 422 else browser.get(sent.headers["Location"])
    page = shown.get_data(as_text=True)
    return html.unescape(page.partition('<p role="status">')[2].partition("</p>")[0])


@pytest.mark.parametrize(
    ("sentence", "call", "form"),
    [
        (
            EMPTY,
            ("POST roles", {"name": " "}),
            ("roles", {"name": " "}),
        ),
        (
            ONE_LINE,
            ("POST roles", {"name": "A\nB"}),
            ("roles", {"name": "A\nB"}),
        ),
        (
            ONE_LINE,
            ("POST roles", {"name": "R", "description": "a\x07"}),
            ("roles", {"name": "R", "description": "a\x07b"}),
        ),
        (
            EMPTY,
            ("POST roles", {"name": "R", "permissions": ["Approve Assets", ""]}),
            ("roles", {"name": "R", "permission": ["Approve Assets", ""]}),
        ),
        (
            ONE_LINE,
            (f"PATCH roles/{ROLE}", {"permissions": ["a\x00"]}),
            (f"roles/{ROLE}", {"permission": ["a\x00"]}),
        ),
        (
            TAKEN,
            ("POST roles", {"name": "Admin"}),
            ("roles", {"name": "Admin"}),
        ),
        (
            TAKEN,
            (f"PATCH roles/{ROLE}", {"name": "Admin"}),
            (f"roles/{ROLE}", {"name": "Admin"}),
        ),
        (
            OWN_ROLE,
            ("PATCH roles/1", {"name": "Mine"}),
            ("roles/1", {"name": "Mine"}),
        ),
        (
            OWN_ROLE,
            ("DELETE roles/1", None),
            ("roles/1/delete", {}),
        ),
        (
            "There is no role 99.",
            ("DELETE roles/99", None),
            ("roles/99/delete", {}),
        ),
        (
            EMPTY,
            ("POST services", {"name": "", "emailAddress": EMAIL}),
            ("services", {"name": "", "email": EMAIL}),
        ),
        (
            f"{PERSON} is not an API-only user: a service cannot act as it.",
            ("POST services", {"name": "S", "emailAddress": PERSON}),
            ("services", {"name": "S", "email": PERSON}),
        ),
        (
            ONE_LINE,
            ("PATCH services/simulator", {"clientSecret": "a\nb"}),
            ("services/simulator/secret", {"client_secret": "a\nb"}),
        ),
        (
            "There is no service with the client id unknown.",
            ("DELETE services/unknown", None),
            ("services/unknown/delete", {}),
        ),
        (
            EMPTY,
            (f"PATCH users/{EMAIL}", {"firstName": " "}),
            (f"users/{EMAIL}", NAMES | {"first_name": " "}),
        ),
        (
            ONE_LINE,
            (f"PATCH users/{EMAIL}", {"lastName": "a\x1fb"}),
            (f"users/{EMAIL}", NAMES | {"last_name": "a\x1fb"}),
        ),
        (
            "soon is not a date: write it like 2027-06-30T00:00:00Z.",
            (f"PATCH users/{EMAIL}", {"expiresAt": "soon"}),
            (f"users/{EMAIL}", NAMES | {"expires_at": "soon"}),
        ),
        (
            ONE_LINE,
            (f"PATCH users/{EMAIL}", {"isLocked": True, "lockedReason": "a\nb"}),
            (f"users/{EMAIL}/lock", {"locked_reason": "a\nb"}),
        ),
        (
            IN_USE,
            ("DELETE users/operator@example.com", None),
            ("users/operator@example.com/delete", {}),
        ),
    ],
)
def test_control_and_page_refuse_in_the_same_words(
    simulator: Simulator, sentence: str, call: Call, form: Form
) -> None:
    """After the name of the field, if it is about one; nothing changes."""
    before = repr(simulator.subscription)
    assert refused_as_json(simulator, *call).partition(" Send a JSON object ")[0].endswith(sentence)
    assert message_on_the_page(simulator, *form).endswith(sentence)
    assert repr(simulator.subscription) == before


@pytest.mark.parametrize(("other", "status"), [("S@example.com", 400), ("ß@example.com", 200)])
def test_two_addresses_of_a_list_are_one_as_they_are_in_marketo(other: str, status: int) -> None:
    """In upper or lower case; but letters that only dictionaries treat as equal stay different."""
    simulator = Simulator()
    names = {"firstName": "E", "lastName": "TL"}
    given = [names | {"emailAddress": one} for one in ("s@example.com", "ss@example.com", other)]
    answered = Client(simulator.app).post("/_simulator/users", json=given)
    assert answered.status_code == status
    assert len(simulator.subscription.users) == (4 if status == 200 else 1)
