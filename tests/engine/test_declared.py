"""Declare in every way, and see what depends on it, as the engine shows both."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.states.written import FOLDER, Marketos, Written, two_marketos

GRANT = "marketo.RoleGrant(role_name='Warehouse API', workspace='Default')"


def user(name: str = "u", roles: str = GRANT, **others: str) -> str:
    """Return the source of a declared user; `roles` is the source of its grants."""
    arguments = {"email_address": f"'{name}@example.com'", "first_name": "'E'", "last_name": "'TL'"}
    listed = ", ".join(f"{key}={value}" for key, value in (arguments | others).items())
    return f"{name} = marketo.ApiOnlyUser('{name}', roles=[{roles}], {listed})\n"


FED = user("fed", reason="pulumi.Output.all({}).apply(lambda all: f'fed from {{all}}')")
"""A user whose reason comes from outputs of other resources."""
EMPTY = "role.description, role.permissions, u.reason, u.unfinished"


def test_what_is_unset_is_known_to_what_depends_on_it(stack: Stack, marketo: Simulator) -> None:
    """Otherwise every preview would list all that depends on it as changed."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    role.description = ""
    declared = "role = marketo.ApiOnlyRole('r', role_name='Warehouse API')\n" + user()
    stack.program(declared + FED.format(EMPTY))
    stack.up()
    assert stack.managed()["ApiOnlyUser fed"]["reason"] == "fed from ['', [], '', []]"
    stack.preview("--expect-no-changes")
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    # The documented rest: no date and no answer to `adopt` mean something else than an empty value.
    stack.program(declared + FED.format("u.expires_at"))
    stack.up()
    assert stack.steps() == {"ApiOnlyUser fed": "update"}
    (program,) = re.findall(r"```python\n(.+?)```", CHANGES.read_text("utf-8"), re.DOTALL)
    stack.program(program)
    stack.up()
    stack.preview("--expect-no-changes")
    assert stack.outputs() == {"access_ends": "never"}


CHANGES = Path(__file__).parents[2] / "docs/changes.md"
UPGRADING = Path(__file__).parents[2] / "docs/upgrading.md"
LISTED_ONCE = """
~ pulumi-python:dynamic/marketo:ApiOnlyUser: (refresh)
    [id=adopted@example.com]
    [urn=urn:pulumi:test::marketo-access::pulumi-python:dynamic/marketo:ApiOnlyUser::adopted]
    --outputs:--
  + reason         : ""
  + unfinished     : []
  + wait_for_person: 0
"""


@pytest.fixture
def marketos() -> Iterator[Marketos]:
    """Serve the Marketo of a written state, and that of its explicit provider."""
    with two_marketos() as both:
        yield both


def test_a_refresh_lets_state_of_0_1_0_know_what_is_unset(
    tmp_path: Path, engine: Path, marketos: Marketos
) -> None:
    """This happens once; docs/upgrading.md shows what a preview with a refresh lists."""
    assert LISTED_ONCE in UPGRADING.read_text("utf-8")
    stack = Stack(tmp_path / "stack", engine)
    Written.load(FOLDER / "0.1.0.json", marketos.addresses()).restore(stack, marketos)
    program = (stack.folder / "project" / "__main__.py").read_text().split("\n", 2)[2]
    stack.program(program + "\n" + FED.format("adopted.reason, adopted.unfinished"))
    stack.up()
    assert stack.steps() == {"ApiOnlyUser fed": "update"}
    assert textwrap.indent(LISTED_ONCE, " " * 4) in stack.preview("--refresh")
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    stack.up()
    assert stack.steps() == {}
    assert "+ unfinished" not in stack.preview("--refresh", "--expect-no-changes")


WRONG = """
marketo.ApiOnlyUser("u", email_address="josé@example.com", last_name="TL", roles=[
    marketo.RoleGrant(role_name="Warehous API", workspace="Asia"), "101", {"workspace": 7},
])
"""


def test_every_problem_is_reported_at_once_with_its_path(stack: Stack) -> None:
    """The engine has no value for a path, so it would print `value {<nil>}` next to it."""
    stack.program(WRONG)
    printed = stack.preview(fails=True)
    urn = "pulumi-python:dynamic/marketo:ApiOnlyUser resource 'u'"
    problems = [line.partition(f"{urn}")[2] for line in printed.splitlines() if urn in line]
    problems = [
        line.removeprefix(" has a problem: ").removeprefix(":").strip() for line in problems
    ]
    assert problems == [
        "first_name: is required: give the first name that Admin > Users shows",
        (
            "roles[1]: is the text '101', not a role grant: give the role itself (`roles=[role]`), "
            "role.grant(workspace=…) or marketo.RoleGrant(…)"
        ),
        "roles[2].role_name: is missing, and so is role_id: give one of the two",
        "roles[2].workspace: must be a string",
        (
            "property email_address value {josé@example.com} has a problem: 'josé@example.com' is "
            "not an e-mail address that Marketo accepts: write name@domain.tld, with the letters a "
            "to z only and without spaces (no mail needs to arrive there)"
        ),
        (
            "roles[0].role_name: Marketo has no role named 'Warehous API'. Did you mean 'Warehouse "
            "API'? A new role is made by a person, because Marketo has no call for it: Admin > "
            "Users & Roles > Roles > New Role."
        ),
        "roles[0].workspace: Marketo has no workspace 'Asia'. There are: 'Default', 'Europe'.",
    ]


ROLE = "role = marketo.ApiOnlyRole('r', role_name='API User Management')\n"


def declared(name: str, roles: str) -> str:
    """Return the source of a declared user; `roles` is the source of that whole argument."""
    return user(name).replace(f"[{GRANT}]", roles)


def test_roles_are_declared_in_whichever_way_reads_best(stack: Stack) -> None:
    """As the role itself, as dictionaries, or as the grants of another user."""
    dictionary = "[{'role_name': 'API User Management'}]"
    stack.program(
        ROLE + declared("u", "[role]") + declared("v", "u.roles") + declared("w", dictionary)
    )
    stack.up()
    managed = stack.managed()
    held = [managed[f"ApiOnlyUser {name}"]["roles"] for name in "uvw"]
    assert held[0] == held[1] == held[2]
    assert [grant["workspace"] for grant in held[0]] == ["AllZones"]
    stack.preview("--expect-no-changes")
    for attribute in ("id", "role_name"):
        stack.program(ROLE + declared("u", f"[role.{attribute}]"))
        assert (
            f'ApiOnlyUser "u": roles[0] is `role.{attribute}`, not a role grant: give the role '
            "itself (`roles=[role]`), or role.grant(workspace=…) for one workspace"
        ) in stack.preview(fails=True)


def test_a_renamed_workspace_is_reported_like_a_renamed_role(
    stack: Stack, marketo: Simulator
) -> None:
    """The state says which workspace the name stood for."""
    stack.program(user(roles=GRANT.replace("Default", "Europe")))
    stack.up()
    (europe,) = (one for one in marketo.subscription.workspaces.values() if one.name == "Europe")
    europe.name = "EMEA"
    assert (
        f"resource 'u' has a problem: roles[0].workspace: the workspace 'Europe' ({europe.id}) is "
        "now called 'EMEA' in Marketo: declare workspace='EMEA', or rename it back in Admin > "
        "Workspaces & Partitions"
    ) in stack.preview(fails=True)
    stack.program(user(roles=GRANT.replace("Default", "EMEA")))
    stack.preview("--expect-no-changes")
