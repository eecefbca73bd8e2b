"""Let a stack live and end, whichever calls Marketo lets programs make, and whoever makes users."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from marketo_resources.setting_names import UsersByHand
from marketo_simulator import Simulator
from marketo_simulator.switches import Identity, UserCalls
from tests.support.chromium import chromium
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.screen import InBrowser
from tests.support.clicks.terminal import requests
from tests.support.engine.attended import Attended
from tests.support.engine.killing import Killing, Victim
from tests.support.engine.moments import watched_marketo
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

WAIT = 120
PROGRAM = """
role = marketo.ApiOnlyRole("shared", role_name="Warehouse API")
for name, first in (("etl", {first!r}), ("crm", "C")):
    user = marketo.ApiOnlyUser(name, email_address=f"{{name}}@example.com", first_name=first,
                               last_name="API", roles=[role.grant(workspace="Default")],
                               wait_for_person={wait})
    if name == "etl" and {service!r}:
        client_id, client_secret = {service!r}
        marketo.CustomService("etl", service_name="ETL", user_id=user.user_id,
                              email_address=user.email_address, client_id=client_id,
                              client_secret=client_secret)
"""
GRANTS = [("Warehouse API", 1)]
BOTH = {"etl@example.com": ("E", True, GRANTS), "crm@example.com": ("C", True, GRANTS)}
DISPUTED = {"invite.json", "{userid}/update.json", "{userid}/delete.json"}


@dataclass(frozen=True)
class Case:
    """What programs may do, what the operator has set, and who logs people in."""

    user_calls: UserCalls
    users_by_hand: UsersByHand
    identity: Identity

    @property
    def is_done_by_people(self) -> bool:
        """Return whether a person makes, changes and deletes users."""
        return self.users_by_hand == "always" or self.user_calls != "allowed"

    def __str__(self) -> str:
        """Return its name in a test's report."""
        return f"{self.user_calls}, {self.users_by_hand}, {self.identity}"


SAMPLE = (Case("refused", "auto", "adobe"), Case("forbidden", "always", "marketo"))
CASES = [
    pytest.param(case, id=str(case), marks=[] if case in SAMPLE else [pytest.mark.long])
    for case in itertools.starmap(
        Case, itertools.product(get_args(UserCalls), get_args(UsersByHand), get_args(Identity))
    )
]


@pytest.fixture
def case() -> Case:
    """Return the case of a test that does not try all of them."""
    return SAMPLE[0]


@pytest.fixture
def marketo(case: Case) -> Iterator[Simulator]:
    """Serve a Marketo of the test's case, at whose calls a test can act."""
    with watched_marketo(user_calls=case.user_calls, identity=case.identity) as simulator:
        yield simulator


def program(first: str = "E", wait: int = WAIT, service: tuple[str, str] | None = None) -> str:
    """Return two users with a shared role and, with credentials, the service of one of them."""
    return PROGRAM.format(first=first, wait=wait, service=service)


def set_by_hand(stack: Stack, value: UsersByHand) -> None:
    """Set who makes users."""
    stack.configure({"marketo:usersByHand": value}, {})


def held(marketo: Simulator) -> dict[str, tuple[str, bool, list[tuple[str, int]]]]:
    """Return first name, API Only and grants of each user."""
    return {one["email"]: (one["first"], one["api_only"], one["grants"]) for one in users(marketo)}


def service_of_etl(clerk: Clerk) -> tuple[str, str]:
    """Make a custom service, and return its credentials."""
    return clerk.makes_service("ETL", "etl@example.com")


def lives(case: Case, stack: Stack, marketo: Simulator, clerk: Clerk) -> None:
    """Go from nothing to two users with a service and back, with a person who clicks meanwhile."""
    attended = Attended(stack, clerk)
    set_by_hand(stack, case.users_by_hand)
    stack.program(program())
    announced = {one.email for one in requests(stack.preview())}
    assert announced == (BOTH.keys() if case.users_by_hand == "always" else set())
    assert users(marketo) == []
    attended.run("up", "--yes", "--skip-preview")
    assert held(marketo) == BOTH

    stack.program(program("New", service=service_of_etl(clerk)))
    attended.run("up", "--yes", "--skip-preview")
    assert held(marketo)["etl@example.com"] == ("New", True, GRANTS)
    assert stack.steps() == {}

    # The service stands in the way of its user, so its resource says first what to click.
    attended.run("destroy", "--yes", "--skip-preview")
    assert (users(marketo), stack.managed()) == ([], {})
    sent = {str(call["endpoint"]) for call in marketo.app.calls.all()}
    assert case.users_by_hand == "auto" or DISPUTED.isdisjoint(sent)


@pytest.mark.parametrize("case", CASES)
def test_a_stack_lives_and_ends_whoever_makes_its_users(
    case: Case, stack: Stack, marketo: Simulator
) -> None:
    """A person clicks what is printed where no program may act; nothing is lost or doubled."""
    lives(case, stack, marketo, Clerk.at(marketo.base_url))


def test_a_person_at_a_real_browser_is_guided_by_the_terminal_alone(
    stack: Stack, marketo: Simulator, tmp_path: Path
) -> None:
    """Without a wait each command ends with what to click, and continues the next time."""
    with chromium(tmp_path / "browser") as browser:
        clerk = Clerk(lambda: InBrowser(browser, marketo.base_url))
        attended = Attended(stack, clerk)
        stack.program(program(wait=0))
        attended.follow(stack.up("--continue-on-error", fails=True))
        stack.up()
        assert held(marketo) == BOTH
        stack.program(program("New", wait=0))
        attended.follow(stack.up(fails=True))
        stack.up()
        assert held(marketo)["etl@example.com"] == ("New", True, GRANTS)
        assert stack.steps() == {}
        attended.follow(stack.destroy("--continue-on-error", fails=True))
        stack.destroy()
    assert (users(marketo), stack.managed()) == ([], {})


@pytest.mark.parametrize(
    "victim",
    [
        "provider",
        pytest.param("engine", marks=pytest.mark.long),
        pytest.param("machine", marks=pytest.mark.long),
    ],
)
def test_an_up_that_is_killed_while_it_waits_is_put_right(
    victim: Victim, stack: Stack, marketo: Simulator
) -> None:
    """What people clicked meanwhile counts: the next `up` continues with these users."""
    clerk = Clerk.at(marketo.base_url)
    attended, killing = Attended(stack, clerk), Killing(stack, marketo)
    stack.program(program())
    printed = killing.up_that_waits(victim, lambda text: text.count("waiting up to") == len(BOTH))
    attended.follow(printed)
    killing.wait_for_what_outlives()
    killing.recover(victim)
    assert held(marketo) == BOTH
    assert stack.steps("--refresh") == {}


def test_the_setting_may_change_between_an_up_and_a_destroy(
    stack: Stack, marketo: Simulator
) -> None:
    """Programs delete where they may what people made; the environment sets it for `destroy`."""
    clerk = Clerk.at(marketo.base_url)
    set_by_hand(stack, "always")
    stack.program(program())
    Attended(stack, clerk).run("up", "--yes", "--skip-preview")
    marketo.subscription.switches.user_calls = "allowed"
    stack.environment["MARKETO_USERS_BY_HAND"] = "auto"
    stack.destroy()
    assert (users(marketo), stack.managed()) == ([], {})
