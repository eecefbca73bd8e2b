"""Do what docs/custom-services.md says, step by step, while a consumer calls all the time."""

from __future__ import annotations

import re
import shutil
import textwrap
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.engine.consumer import again_and_again, status_of_a_call
from tests.support.engine.example import EXAMPLES
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

PAGE = (EXAMPLES.parent / "docs/custom-services.md").read_text()
BLOCKS = [
    textwrap.dedent(block)
    for block in re.findall(r"^ *```python\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
]
PROGRAM, BESIDE, SWITCHED, ALONE, PERIOD = BLOCKS
IN_USE = 'first = integration("warehouse-a")\nconsumer = first\n'
ENTRY = re.compile(r'^(\w+)="(.*)"$', re.MULTILINE)


@dataclass
class Consumer:
    """A program that calls Marketo all the time with the credentials in a file."""

    file: Path
    answers: list[tuple[str, int]] = field(default_factory=list)

    def calls(self) -> int:
        """Get a token and use it; return the status."""
        found = dict(ENTRY.findall(self.file.read_text()))
        client_id = found["MARKETO_CLIENT_ID"]
        status = status_of_a_call(
            found["MARKETO_BASE_URL"], client_id, found["MARKETO_CLIENT_SECRET"]
        )
        self.answers.append((client_id, status))
        return status

    def working(self) -> AbstractContextManager[None]:
        """Call again and again while something happens."""
        return again_and_again(self.calls)


def test_credentials_are_replaced_without_an_outage(
    stack: Stack, marketo: Simulator, tmp_path: Path
) -> None:
    """Second user and service, consumer switched, first removed: every call succeeds."""
    admin, consumer = Clerk.at(marketo.base_url), Consumer(tmp_path / "marketo.env")
    shutil.copy(EXAMPLES / "env_file/env_file.py", stack.folder / "project")
    stack.configure({"path": str(consumer.file)}, {})
    stack.program(PROGRAM)
    stack.up()
    first = configured(stack, admin, "warehouse-a")
    stack.up()
    assert consumer.calls() == 200

    with consumer.working():
        stack.program(PROGRAM.replace(IN_USE, BESIDE))
        assert "pulumi config set warehouse-bClientId" in stack.up()
        second = configured(stack, admin, "warehouse-b", secret="mistyped")
        stack.program(PROGRAM.replace(IN_USE, SWITCHED))
        assert "is not accepted for" in stack.up(fails=True)
        assert consumer.answers[-1] == (first, 200)
        configured(stack, admin, "warehouse-b")
        stack.up()
        assert consumer.calls() == 200
        admin.deletes_service("warehouse-a")
        stack.program(PROGRAM.replace(IN_USE, ALONE))
        stack.up()
    consumer.calls()
    assert {status for _, status in consumer.answers} == {200}
    in_turn = list(dict.fromkeys(client for client, _ in consumer.answers))
    assert in_turn == [first, second]
    assert [user["email"] for user in users(marketo)] == ["warehouse-b-api@example.com"]
    assert stack.steps() == {}


def configured(stack: Stack, admin: Clerk, name: str, *, secret: str = "") -> str:
    """Make the service of an integration unless it is there, and configure its credentials."""
    client_id, true_secret = (
        admin.sees_service(name)
        if admin.has_service(name)
        else admin.makes_service(name, f"{name}-api@example.com")
    )
    stack.configure(
        {}, {f"{name}ClientId": client_id, f"{name}ClientSecret": secret or true_secret}
    )
    return client_id


def test_a_preview_announces_that_access_is_to_be_renewed(stack: Stack) -> None:
    """Nothing before the window, one change in it, and nothing again once that is applied."""
    stack.program(PERIOD)
    stack.configure({"today": "2030-01-02T00:00:00+00:00"}, {})
    stack.up()
    stack.configure({"today": "2030-03-17T23:59:00+00:00"}, {})
    assert stack.steps() == {}
    stack.configure({"today": "2030-03-18T00:00:00+00:00"}, {})
    announced = stack.preview()
    assert '"2030-04-01T00:00:00+00:00" => "2030-06-30T00:00:00+00:00"' in announced
    stack.up()
    assert stack.steps() == {}
    assert stack.managed()["ApiOnlyUser contractor"]["expires_at"] == "2030-06-30T00:00:00+00:00"


def test_the_page_shows_each_step_once() -> None:
    """The page's blocks are those that the test above runs."""
    assert IN_USE in PROGRAM
    assert len({BESIDE, SWITCHED, ALONE}) == 3
