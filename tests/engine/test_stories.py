"""Compare what a preview lists with what `up` then sends to Marketo, on the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import EMAIL, STORIES, user
from tests.support.engine.subscription import users
from tests.support.engine.telling import Outcome, tell

STACKS = {stories.__name__.replace("_", " ").removeprefix("of "): stories for stories in STORIES}


@pytest.fixture(scope="module", params=list(STACKS), ids=list(STACKS))
def runs(
    request: pytest.FixtureRequest, engine: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Outcome]]:
    """Run the stories that share a stack, and return their outcomes."""
    with Simulator() as simulator:
        stack = Stack(tmp_path_factory.mktemp("stories") / "stack", engine)
        stack.connect(simulator)
        yield tell(stack, simulator, STACKS[request.param])


def test_preview_lists_what_up_does(runs: dict[str, Outcome], subtests: pytest.Subtests) -> None:
    """Previewing changes nothing; `up` changes what was listed; then nothing is left to do."""
    for name, outcome in runs.items():
        with subtests.test(name):
            assert outcome.seen == outcome.expected


def test_a_protected_user_stays(stack: Stack, marketo: Simulator) -> None:
    """Preview refuses what Pulumi would refuse."""
    stack.program(user("u", "protect=True"))
    stack.up()
    stack.program("")
    assert "protect" in stack.preview(fails=True)
    assert "protect" in stack.destroy(fails=True)
    assert [one["email"] for one in users(marketo)] == [EMAIL]


def test_a_target_leaves_the_others(stack: Stack, marketo: Simulator) -> None:
    """Only the targets are made, changed and destroyed."""

    def program(first: str) -> str:
        both = (user("u", first_name=f"'{first}'"),
                user("v", first_name=f"'{first}'", email_address="'v@example.com'"))  # fmt: skip
        return "".join(both)

    target = "urn:pulumi:test::marketo-access::pulumi-python:dynamic/marketo:ApiOnlyUser::v"
    stack.program(program("One"))
    stack.up("--target", target)
    assert [one["email"] for one in users(marketo)] == ["v@example.com"]
    stack.up()
    stack.program(program("Two"))
    assert stack.steps("--target", target) == {"ApiOnlyUser v": "update"}
    stack.up("--target", target)
    assert {one["email"]: one["first"] for one in users(marketo)} == {
        EMAIL: "One",
        "v@example.com": "Two",
    }
    stack.destroy("--target", target)
    assert [one["email"] for one in users(marketo)] == [EMAIL]
    assert stack.steps() == {"ApiOnlyUser u": "update", "ApiOnlyUser v": "create"}


def test_what_depends_on_a_user_is_destroyed_before_it(stack: Stack, marketo: Simulator) -> None:
    """`depends_on` orders both ways."""
    second = "email_address='v@example.com', first_name='V', last_name='V'"
    stack.program(
        "grant = marketo.RoleGrant(role_name='Warehouse API', workspace='Default')\n"
        f"a = marketo.ApiOnlyUser('a', email_address='{EMAIL}', first_name='A', last_name='A',"
        " roles=[grant])\n"
        f"marketo.ApiOnlyUser('b', {second}, roles=[grant],"
        " opts=pulumi.ResourceOptions(depends_on=[a]))\n"
    )
    stack.up()
    made = [one["email"] for one in users(marketo)]
    assert made == [EMAIL, "v@example.com"]
    marketo.app.calls.clear()
    stack.destroy()
    paths = [call["path"] for call in marketo.app.calls.all() if call["changed"]]
    assert ["v@" in path or "v%40" in path for path in paths] == [True, False]
