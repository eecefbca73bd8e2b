"""Do what docs/relink-a-service.md says, step by step, while a consumer calls all the time."""

from __future__ import annotations

import re
import textwrap
from contextlib import AbstractContextManager
from pathlib import Path

import httpx

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.engine.consumer import again_and_again, status_of_a_call
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import user_named, users

PAGE = (Path(__file__).parents[2] / "docs/relink-a-service.md").read_text("utf-8")
BLOCKS = [
    textwrap.dedent(block)
    for block in re.findall(r"^ *```python\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
]
PROGRAM, BESIDE, LINKED, ALONE = BLOCKS
IN_USE = 'ada = api_user("ada-warehouse")\nacts_as = ada\n'
ADA, TEAM = "ada-warehouse@example.com", "team-warehouse@example.com"
A_TOKENS_LIFE = 3600


class Consumer:
    """A program that calls Marketo all the time with the service's credentials."""

    def __init__(self, marketo: Simulator, client_id: str, secret: str) -> None:
        self.answers: list[int] = []
        self._access = (marketo.base_url, client_id, secret)

    def calls(self) -> None:
        """Get a token and use it."""
        self.answers.append(status_of_a_call(*self._access))

    def working(self) -> AbstractContextManager[None]:
        """Call again and again while something happens."""
        return again_and_again(self.calls)


def test_the_user_is_replaced_while_its_service_works_on(stack: Stack, marketo: Simulator) -> None:
    """Each step of the page does what it says; every call of the consumer succeeds."""
    person = Clerk.at(marketo.base_url)
    made = PROGRAM.partition("marketo.CustomService(")[0]
    stack.program(made)
    stack.up()
    service = marketo.subscription.add_service("Warehouse", user_named(marketo, ADA))
    client_id, secret = service.client_id, service.client_secret
    stack.configure({"warehouseClientId": client_id}, {"warehouseClientSecret": secret})
    stack.program(PROGRAM)
    stack.up()

    consumer = Consumer(marketo, client_id, secret)
    with consumer.working():
        stack.program(PROGRAM.replace(IN_USE, BESIDE))
        stack.up()
        person.links("Warehouse", TEAM)
        stack.program(PROGRAM.replace(IN_USE, LINKED))
        assert f"still acts as {ADA} until " in stack.preview()
        assert f"still acts as {ADA} until " in stack.up()
        assert stack.managed()["CustomService warehouse"]["unfinished"] == ["user_id"]

        stack.program(PROGRAM.replace(IN_USE, ALONE))
        early = stack.up(fails=True)
        assert re.search(r"is not deleted yet: the custom service 'Warehouse' acts as it", early)
        assert sorted(one["email"] for one in users(marketo)) == [ADA, TEAM]

        httpx.post(f"{marketo.base_url}/_simulator/clock", json={"advance": A_TOKENS_LIFE})
        stack.program(PROGRAM.replace(IN_USE, LINKED))
        stack.up()
        assert stack.managed()["CustomService warehouse"]["unfinished"] == []
        stack.program(PROGRAM.replace(IN_USE, ALONE))
        stack.up()
    assert set(consumer.answers) == {200}
    assert [one["email"] for one in users(marketo)] == [TEAM]
    kept = marketo.subscription.services[client_id]
    assert (kept.userid, kept.client_secret) == (user_named(marketo, TEAM).userid, secret)
    assert stack.steps() == {}


def test_the_page_shows_each_step_once() -> None:
    """The page's blocks are those that the test above runs."""
    assert IN_USE in PROGRAM
    assert len({BESIDE, LINKED, ALONE}) == 3
