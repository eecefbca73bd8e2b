"""Let a person make users where no program may, guided by what the terminal prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.moments import Moment, watched, watched_marketo
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

PAGE = (Path(__file__).parents[2] / "docs/by-hand.md").read_text("utf-8")
(WAITING,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
(ALWAYS,) = re.findall(r"^  pulumi (config set marketo:usersByHand .*)$", PAGE, re.MULTILINE)
NAMES = ("eu", "uk", "us")
LIFE = """
role = marketo.ApiOnlyRole("shared", role_name="Shared API", permissions=["Read-Only Person"])
for name in ("eu", "uk", "us"):
    marketo.Integration(name, profile=["Read-Only Person"], role=role, workspace="Default",
                        email_address=f"{name}@example.com")
"""
MAKES = re.compile(
    r"Create API Only User; Email: (\S+); First Name: (.+?); Last Name: (.+?); API Only Role: "
    r"(.+?); Create API Only User"
)
MAKES_SERVICE = re.compile(
    r"New Service; Display Name: (.+?); Service: Custom; API Only User: (\S+); Create"
)
COMMAND = re.compile(r"^\s+pulumi (config set .+)$", re.MULTILINE)
DISPUTED = {"invite.json", "{userid}/update.json", "{userid}/delete.json"}


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo that refuses all calls on which Adobe's pages disagree."""
    with watched_marketo(user_calls="refused", identity="adobe") as simulator:
        yield simulator


def makes_all(person: Clerk, text: str) -> set[str]:
    """Make each user that a text asks for; return their addresses."""
    asked = set(MAKES.findall(in_a_row(text)))
    for clicks in asked:
        person.makes(*clicks)
    return {email for email, *_ in asked}


def test_an_up_waits_for_the_person_and_a_destroy_too(stack: Stack, marketo: Simulator) -> None:
    """As docs/by-hand.md says, the clicks come before the wait, which ends when they are done."""
    person = Clerk.at(marketo.base_url)
    stack.program(WAITING.replace("1800", "60"))
    email = "warehouse-api@example.com"
    # The check reads the list of users first, then the search for one that was made meanwhile.
    third = Moment("allusers.json", 3)
    watched(marketo).at(third, lambda: person.makes(email, "Warehouse", "Sync"))
    printed = stack.up()
    assert "Marketo lets no program make this user" in printed
    assert MAKES.search(in_a_row(printed))
    assert "waiting up to 60 seconds for it" in printed
    assert f"the user {email} is there now." in printed
    assert stack.steps() == {}
    # A destroy reads the user, tries the call, and reads it again; then it waits.
    fourth = Moment("{userid}/user.json", 4)
    watched(marketo).at(fourth, lambda: person.deletes(email))
    assert f"select {email}; Delete User" in in_a_row(stack.destroy())
    assert users(marketo) == []


def test_a_whole_life_needs_nothing_but_what_the_terminal_says(
    stack: Stack, marketo: Simulator
) -> None:
    """Three users, a shared role and services: nothing is lost or doubled, and no text misleads."""
    person = Clerk.at(marketo.base_url)
    stack.program(LIFE)
    assert "New Role; Role Name: Shared API" in in_a_row(stack.up(fails=True))
    person.makes_role("Shared API", "Read-Only Person")
    refused = stack.up(fails=True)
    assert "not available on Adobe Identity" in refused
    assert f"pulumi {ALWAYS}" in refused

    stack.run(*shlex.split(ALWAYS))
    assert makes_all(person, stack.preview()) == {f"{name}@example.com" for name in NAMES}
    marketo.app.calls.clear()
    printed = in_a_row(stack.up())
    assert {one["email"]: one["grants"] for one in users(marketo)} == {
        f"{name}@example.com": [("Shared API", 1)] for name in NAMES
    }
    values = [
        value
        for clicks in MAKES_SERVICE.findall(printed)
        for value in person.makes_service(*clicks)
    ]
    for command, value in zip(COMMAND.findall(printed), values, strict=True):
        stack.run(*shlex.split(command), value)
    stack.up()
    assert stack.steps() == {}
    assert sum(name.startswith("CustomService") for name in stack.managed()) == len(NAMES)

    message = in_a_row(stack.destroy("--continue-on-error", fails=True))
    freed = re.findall(r"select '(\w+)'; Edit Service; choose another API Only User", message)
    assert set(freed) == set(NAMES)
    assert sum(name.startswith("ApiOnlyUser") for name in stack.managed()) == len(NAMES)
    for name in NAMES:
        person.deletes_service(name)
    for email in set(re.findall(r"select (\S+@\S+); Delete User", message)):
        assert person.deletes(email) == f"Deleted the user {email}."
    stack.destroy()
    assert (users(marketo), stack.managed()) == ([], {})
    assert DISPUTED.isdisjoint(call["endpoint"] for call in marketo.app.calls.all())
