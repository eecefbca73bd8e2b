"""Take users that people have made into a stack, without changing anything in Marketo."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import OPERATOR, calls, changes, role_id, users
from tests.support.made_by_hand import make_users
from tests.support.operator_command import connected_to
from tests.support.project import ROOT

OF_A_USERS_NAME = "operator"
"""A provider may have the name of a user of this program."""
PAGE = (ROOT / "docs/taking-over.md").read_text("utf-8")


@pytest.fixture
def marketo(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """Serve a Marketo of the identity that a test asks for."""
    with Simulator(identity=getattr(request, "param", "marketo")) as simulator:
        yield simulator


@pytest.fixture
def empty(tmp_path: Path, engine: Path) -> Stack:
    """Return a stack that is connected to nothing and has no program yet."""
    made = Stack(tmp_path / "stack", engine)
    (made.folder / "project" / "__main__.py").unlink()
    return made


def take_over(stack: Stack, *words: str, folder: str = ".") -> str:
    """Write program and import file, run the command that is printed, and return the program."""
    project = stack.folder / "project"
    printed = stack.operate("import", "--output", str(project / folder), *words)
    (command,) = re.findall(r"^  pulumi (import .*)$", printed, re.MULTILINE)
    assert "failed to validate" not in stack.run(*shlex.split(command))
    return (project / folder / "__main__.py").read_text("utf-8")


def declarations(program: str) -> str:
    """Return the part of a later program that is added to the first one."""
    return "\n".join(re.findall(r"marketo\.ApiOnlyUser\(\n(?:    .*\n)+\)\n", program))


def shows_nothing_to_do(stack: Stack) -> None:
    """Check that nothing differs, neither from the state nor from Marketo."""
    stack.run("preview", "--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")


def someone_makes_two_more(marketo: Simulator) -> None:
    """Make two more users after the first import."""
    warehouse = role_id(marketo, "Warehouse API")
    for number in (1, 2):
        address = f"late-{number}@example.com"
        marketo.subscription.add_user(address, "Late", "Comer", grants=[(warehouse, 1)])


@pytest.mark.parametrize(
    ("marketo", "provider"),
    [("marketo", None), ("adobe", OF_A_USERS_NAME)],
    indirect=["marketo"],
    ids=["marketo-identity", "adobe-identity-explicit-provider"],
)
def test_users_are_taken_over_changed_and_left(
    empty: Stack, marketo: Simulator, provider: str | None
) -> None:
    """An import, nothing to do, an import of new users, a change, and a destroy that leaves all."""
    stack, project = empty, empty.folder / "project"
    explicit = ["--provider", provider] if provider else []
    if provider:
        stack.environment |= connected_to(marketo)
    else:
        stack.connect(marketo)
    made = make_users(marketo, 9)
    before = users(marketo)

    program = take_over(stack, "--all", "--stack", stack.name, *explicit)
    shows_nothing_to_do(stack)
    assert changes(marketo) == []
    managed = stack.managed()
    declared = [one for name, one in managed.items() if name.startswith("ApiOnlyUser")]
    assert {one["email_address"] for one in declared} == {*made.declarable, OPERATOR}
    assert all(one["adopted"] for one in declared)
    assert not any(one.get("protect") for one in stack.state())

    someone_makes_two_more(marketo)
    newer = take_over(stack, "--all", "--stack", stack.name, *explicit, folder="newer")
    added = declarations(newer)
    assert added.count("marketo.ApiOnlyUser(") == 2
    assert "ApiOnlyRole(" not in newer
    (project / "__main__.py").write_text(f"{program}\n{added}", "utf-8")
    stack.run("preview", "--expect-no-changes")
    assert changes(marketo) == []

    first, second = added.split("\n\n")
    moved = second.replace('workspace="Default"', 'workspace="Europe"')
    (project / "__main__.py").write_text(f"{program}\n{moved}", "utf-8")
    assert first != second != moved
    stack.up()
    assert changes(marketo) == ["{userid}/roles/create.json", "{userid}/roles/delete.json"]

    stack.destroy()
    assert changes(marketo) == []
    assert users(marketo)[: len(before)] == before
    assert [one["grants"] for one in users(marketo)[len(before) :]] == [
        [("Warehouse API", 1)],
        [("Warehouse API", 1002)],
    ]


def test_the_way_of_the_page_works(empty: Stack, marketo: Simulator) -> None:
    """Its commands are run in order; without `pulumi import` an `up` takes the users over."""
    stack, project = empty, empty.folder / "project"
    stack.connect(marketo)
    make_users(marketo, 5)
    before = users(marketo)
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE.replace("prod", stack.name), re.DOTALL)
    for command, *words in map(shlex.split, block.splitlines()):
        match command:
            case "cat":
                added, _, program = words
                with (project / program).open("a", encoding="utf-8") as file:
                    file.write((project / added).read_text("utf-8"))
            case "pulumi":
                stack.run(*words)
            case _:
                stack.operate(*words)
    imported = stack.managed()
    stack.destroy()
    assert "adopts the API-only user crm-000@example.com: nothing changes." in stack.preview()
    stack.up()
    assert stack.managed().keys() == imported.keys()
    stack.destroy()
    assert changes(marketo) == []
    assert users(marketo) == before


def test_a_provider_that_the_stack_has_is_the_one_that_is_used(
    empty: Stack, marketo: Simulator
) -> None:
    """Wherever it is declared; its own connection is used, not the one of the configuration."""
    stack = empty
    make_users(marketo, 1)
    with Simulator() as another:
        stack.connect(another)
        stack.configure({"sandbox": marketo.base_url}, {"secret": marketo.client_secret})
        own = (
            'part = pulumi.ComponentResource("access:index:Part", "part")\n'
            'sandbox = marketo.Provider("sandbox", client_id="simulator",'
            ' base_url=pulumi.Config().require("sandbox"), quota_store="memory://",'
            ' client_secret=pulumi.Config().require_secret("secret"),'
            " opts=pulumi.ResourceOptions(parent=part))\n"
        )
        stack.program(own)
        stack.up()
        words = ["--all", "--stack", stack.name, "--provider", "sandbox"]
        program = take_over(stack, *words, folder="newer")
        assert calls(another) == []
    _, _, taken = program.partition("\non_sandbox = ")
    stack.program(f"{own}on_sandbox = {taken}")
    shows_nothing_to_do(stack)
    assert "ApiOnlyUser crm-000" in stack.managed()
    assert changes(marketo) == []


@pytest.mark.long
@pytest.mark.parametrize("number", [1, 60, 401])
def test_any_number_of_users_is_taken_over(empty: Stack, marketo: Simulator, number: int) -> None:
    """Reading takes one call a user and one for each two hundred; no call writes."""
    stack = empty
    stack.connect(marketo)
    made = make_users(marketo, number)
    before = users(marketo)
    words = ["import", "--output", str(stack.folder / "project"), "--all", "--stack", stack.name]
    stack.operate(*words)
    everybody = len(made.declarable) + len(made.people) + 1
    pages = everybody // 200 + 1
    assert len(calls(marketo)) <= len(made.declarable) + 1 + pages + 2
    take_over(stack, *words[3:], "--force")
    shows_nothing_to_do(stack)
    assert len([one for one in stack.managed() if one.startswith("ApiOnlyUser")]) == number + 1
    stack.destroy()
    assert changes(marketo) == []
    assert users(marketo) == before
