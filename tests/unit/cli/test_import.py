"""Let `marketo-resources import` write the program that a person would have written."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.support.engine.subscription import calls, changes, role_id, user_named
from tests.support.made_by_hand import make_users
from tests.support.operator_command import Outcome, begin, connected_to, operate
from tests.support.project import ROOT

PAGE = (ROOT / "docs/taking-over.md").read_text("utf-8")
(SHOWN,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo for one test over a socket."""
    with Simulator() as simulator:
        yield simulator


def made(marketo: Simulator) -> None:
    """Make the users of the page, in no particular order."""
    subscription = marketo.subscription
    warehouse = role_id(marketo, "Warehouse API")
    reporting = subscription.add_role("Reporting API", []).id
    europe = next(one for one in subscription.workspaces if one != 1)
    subscription.add_user("etl@example.com", "Etl", "Sync", grants=[(warehouse, europe)])
    subscription.add_user("ann@example.com", "Ann", "Person", api_only=False, grants=[(1, 0)])
    subscription.add_user("old@example.com", "Old", "Admin", grants=[(1, 0)])
    subscription.add_user("CRM@example.com", "Crm", "Sync", grants=[(warehouse, 1)])
    grants = [(reporting, europe), (warehouse, 0)]
    expires_at = 1_709_251_199.0  # 2024-02-29T23:59:59Z
    subscription.add_user("bi@example.com", "Bi", "Tool", grants=grants, expires_at=expires_at)


def imported(marketo: Simulator, folder: Path, *words: str) -> Outcome:
    """Run the verb; its folder is `folder`."""
    return operate("import", "--output", str(folder), *words, environment=connected_to(marketo))


def program(folder: Path) -> str:
    """Return the program that was written."""
    return (folder / "__main__.py").read_text("utf-8")


def run(*words: str, folder: Path = ROOT) -> Outcome:
    """Run a module of this Python."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", *words], capture_output=True, text=True, cwd=folder, check=False
    )


def test_the_program_is_the_one_of_the_page(marketo: Simulator, tmp_path: Path) -> None:
    """Roles first, users grouped by what they hold, all sorted; nothing is written to Marketo."""
    made(marketo)
    outcome = imported(marketo, tmp_path / "new" / "folder", "--match", "???@*", "--match", "bi@*")
    assert outcome.returncode == 0
    assert "Never replace a program by it: the next `up` would delete what" in outcome.stdout
    assert changes(marketo) == []
    head, _, rest = program(tmp_path / "new" / "folder").partition('"""\n\n')
    assert rest == SHOWN
    assert head.startswith('"""API-only roles and users of 127.0.0.1:')


def test_the_program_is_the_same_whatever_adobes_pages_leave_open(tmp_path: Path) -> None:
    """Spellings, dates, the order of the list, the form of errors, and what a userid is."""
    readings: list[dict[str, Any]] = [
        {"spelling": "specification", "dates": "compact", "order": "newest-first"},
        {"dates": "iso", "order": "by-name", "errors": "body"},
        {"identity": "adobe"},
    ]
    for number, switches in enumerate(readings):
        with Simulator(**switches) as simulator:
            made(simulator)
            folder = tmp_path / str(number)
            words = ["--match", "???@*", "--match", "bi@*"]
            assert imported(simulator, folder, *words).returncode == 0
        assert program(folder).endswith(SHOWN)


def test_formatter_and_type_checker_accept_it(marketo: Simulator, tmp_path: Path) -> None:
    """Whatever names people have given, with an explicit provider and without."""
    make_users(marketo, 24)
    for folder, words in ("plain", []), ("explicit", ["--provider", "Sand box"]):
        assert imported(marketo, tmp_path / folder, "--all", *words).returncode == 0
        path = str(tmp_path / folder / "__main__.py")
        for width in ("88", "100"):
            format_ = ["ruff", "format", "--diff", "--isolated", f"--line-length={width}"]
            assert run(*format_, path).stdout == ""
        checks = ["ruff", "check", "--isolated", "--select=E,F,W,B,I,N,UP", "--ignore=E501"]
        assert "All checks passed" in run(*checks, path, folder=tmp_path).stdout
    found = run("mypy", "--strict", path)
    assert found.stdout.startswith("Success"), found.stdout
    assert 'sand_box = marketo.Provider("Sand box", base_url="http://127.0.0.1:' in program(
        tmp_path / "explicit"
    )


def test_what_cannot_be_declared_is_a_comment(marketo: Simulator, tmp_path: Path) -> None:
    """With the reason: a person's user, an address of two users, an invitation, and so on."""
    subscription, warehouse = marketo.subscription, role_id(marketo, "Warehouse API")
    add = subscription.add_user
    add("etl@example.com", "Etl", "Sync", grants=[(warehouse, 1)])
    add("person@example.com", "A", "Person", api_only=False, grants=[(warehouse, 1)])
    add("invited@example.com", "An", "Invitation", grants=[(warehouse, 1)], pending=True)
    add("nobody@example.com", "", "Without", grants=[(warehouse, 1)])
    add("nothing@example.com", "No", "Role")
    add("twice@example.com", "Two", "Users", grants=[(warehouse, 1)])
    add("Twice@example.com", "Two", "Users", grants=[(warehouse, 1)]).userid = "second"
    words = [word for name in ("*", "invited@example.com") for word in ("--match", name)]
    outcome = imported(marketo, tmp_path, *words)
    assert outcome.returncode == 0
    notes = " ".join(
        line.removeprefix("#").strip()
        for line in program(tmp_path).splitlines()
        if line.startswith("#")
    )
    for sentence in (
        "People's users, which are never managed here: person@example.com",
        "- invited@example.com: it is a pending invitation",
        "- nobody@example.com: first_name is empty",
        "- nothing@example.com: roles is empty, and a user without a role can call nothing",
        "- twice@example.com: 2 users have this address (second is one of them): delete those",
        "- twice@example.com: 2 users have this address (twice@example.com is one of them)",
    ):
        assert sentence in notes
    assert "Left out: nobody@example.com: first_name is empty" in outcome.stdout
    entries = json.loads((tmp_path / "import.json").read_text("utf-8"))["resources"]
    users = [one["name"] for one in entries if one["type"].endswith("User")]
    assert users == ["etl", "operator"]


def test_a_role_that_no_name_stands_for_is_granted_by_its_id(
    marketo: Simulator, tmp_path: Path
) -> None:
    """Two roles of one name, and two workspaces of one name."""
    subscription = marketo.subscription
    twins = [subscription.add_role("Twin API", []).id for _ in range(2)]
    place = subscription.add_workspace("Europe").id
    subscription.add_user("etl@example.com", "Etl", "Sync", grants=[(twins[1], place)])
    assert imported(marketo, tmp_path, "--match", "etl@*").returncode == 0
    assert f'roles=[marketo.RoleGrant(role_id="{twins[1]}", workspace_id="{place}")]' in program(
        tmp_path
    )


def test_where_there_is_one_workspace_no_grant_names_it(marketo: Simulator, tmp_path: Path) -> None:
    """The shortest form that means the same."""
    subscription, warehouse = marketo.subscription, role_id(marketo, "Warehouse API")
    del subscription.workspaces[next(one for one in subscription.workspaces if one != 1)]
    subscription.add_user("etl@example.com", "Etl", "Sync", grants=[(warehouse, 0)])
    assert imported(marketo, tmp_path, "--match", "etl@*").returncode == 0
    assert "    roles=[warehouse_api],\n" in program(tmp_path)


@pytest.mark.parametrize("name", ["__main__.py", "import.json"])
def test_what_is_written_already_is_not_replaced(
    marketo: Simulator, tmp_path: Path, name: str
) -> None:
    """Unless that is asked for; it is refused before Marketo is asked anything."""
    made(marketo)
    (tmp_path / name).write_text("mine")
    refused = imported(marketo, tmp_path, "--all")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"has {name} already, and nothing was written" in refused.stderr
    assert (
        "--force replaces both files: if one is a stack's program, the next `up` would delete"
        in (refused.stderr)
    )
    assert calls(marketo) == []
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert imported(marketo, tmp_path, "--all", "--force").returncode == 0
    assert {one.name for one in tmp_path.iterdir()} == {"__main__.py", "import.json"}
    assert (tmp_path / name).read_text("utf-8") != "mine"


def test_an_error_leaves_no_half_file(marketo: Simulator, tmp_path: Path) -> None:
    """Nothing is written before everything has been read."""
    made(marketo)
    user = user_named(marketo, "old@example.com")
    user.userid = " "
    refused = imported(marketo, tmp_path / "new", "--all")
    assert refused.returncode == 2
    assert '\nError: could not read ApiOnlyUser "old": ' in refused.stderr
    assert not (tmp_path / "new").exists()


def test_nobody_or_everybody_must_be_asked_for(marketo: Simulator, tmp_path: Path) -> None:
    """An import of all users by mistake would be a long program to read."""
    nobody = imported(marketo, tmp_path)
    both = imported(marketo, tmp_path, "--all", "--match", "etl*")
    assert (nobody.returncode, both.returncode) == (2, 2)
    assert "Say whom to take over: --all, or --match" in nobody.stderr
    assert "Give --all or --match, not both." in both.stderr


def test_a_folder_that_cannot_be_made_is_refused_before_marketo_is_asked(
    marketo: Simulator, tmp_path: Path
) -> None:
    """Not after minutes of reading."""
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "folder"
    refused = imported(marketo, folder, "--all")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"Error: nothing can be written into {folder}: {tmp_path / 'file'} is not a folder. "
        "Name another folder in --output\n"
    )
    assert marketo.app.calls.all() == []


def test_no_match_is_a_finding_and_writes_nothing(marketo: Simulator, tmp_path: Path) -> None:
    """A misspelt pattern must not look like a success."""
    made(marketo)
    outcome = imported(marketo, tmp_path, "--match", "ETL@other.example")
    assert outcome.returncode == 1
    assert "No API-only user of 127.0.0.1" in outcome.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_program_reads_the_outcome_as_json(marketo: Simulator, tmp_path: Path) -> None:
    """With the command that takes the users into a stack, and without a secret."""
    made(marketo)
    outcome = imported(marketo, tmp_path, "--match", "ETL@example.com", "--json")
    result = json.loads(outcome.stdout)
    assert result["users"] == ["etl@example.com"]
    assert result["roles"] == ["Warehouse API"]
    assert result["command"].startswith(f"pulumi import --file {tmp_path}/import.json ")
    assert "--protect=false" in result["command"]
    written = "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    assert marketo.client_secret not in written + outcome.stdout
    assert marketo.client_id not in written


def as_state(import_file: Path) -> dict[str, Any]:
    """Return the state that an import of a file leaves, as far as it is read."""
    entries = json.loads(import_file.read_text("utf-8"))["resources"]
    urn = "urn:pulumi:other::access::{type}::{name}"
    return {"deployment": {"resources": [one | {"urn": urn.format(**one)} for one in entries]}}


def test_what_other_stacks_hold_is_left_out(marketo: Simulator, tmp_path: Path) -> None:
    """One user belongs to one stack; a name that such a stack has is not given again."""
    made(marketo)
    state = tmp_path / "state.json"
    assert imported(marketo, tmp_path / "first", "--match", "etl@*").returncode == 0
    state.write_text(json.dumps(as_state(tmp_path / "first" / "import.json")), "utf-8")
    user_named(marketo, "crm@example.com").email_address = "etl@crm.example.com"
    outcome = imported(marketo, tmp_path / "rest", "--match", "etl@*", "--state", str(state))
    assert "In a given stack already: 1 user.\n" in outcome.stdout
    assert re.findall(r'ApiOnlyUser\(\n    "(.*)"', program(tmp_path / "rest")) == [
        "etl-crm-example-com"
    ]
    nothing = imported(marketo, tmp_path / "new", "--match", "etl@e*", "--state", str(state))
    assert nothing.returncode == 0
    assert "There is nothing new to take over from 127.0.0.1" in nothing.stdout
    assert not (tmp_path / "new").exists()


def test_ctrl_c_ends_it_at_once(marketo: Simulator, tmp_path: Path) -> None:
    """Even while it waits for the pace: no call is made and no file is written after that."""
    make_users(marketo, 12)
    pace = {"MARKETO_CALLS_PER_20_SECONDS": "6"}
    running = begin("import", "--output", str(tmp_path / "new"), "--all",
                    environment=connected_to(marketo) | pace)  # fmt: skip
    while len(marketo.app.calls.all()) < 6 + 1:  # the token is not counted
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    assert (running.returncode, said.splitlines()[-1]) == (130, "Stopped.")
    assert len(marketo.app.calls.all()) == 6 + 1
    assert not (tmp_path / "new").exists()
