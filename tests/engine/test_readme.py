"""Run what the README shows, as it is written there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
SHELL = [
    line.strip()
    for language, text in BLOCKS
    if language == "sh"
    for line in text.splitlines()
    if line.strip()
]


def test_the_first_example_is_the_stack_of_the_demo() -> None:
    """Users copy the program that `make demo` runs."""
    assert (ROOT / "__main__.py").read_text() == PYTHON[0]


def test_every_block_is_known_here() -> None:
    """A new command or program in the README needs its own test."""
    known = ("make demo", "make test", "pip install marketo-resources", "pulumi ")
    assert [line for line in SHELL if not line.startswith(known)] == []
    assert {language for language, _ in BLOCKS} == {"python", "sh"}
    assert len(PYTHON) == 2


def test_the_way_into_a_stack_works(stack: Stack, marketo: Simulator) -> None:
    """The commands are run in order; only the address is that of the simulator."""
    stack.program(PYTHON[0])
    for line in (line for line in SHELL if line.startswith("pulumi ")):
        words = line.split()[1:]
        if words[:2] == ["config", "set"]:
            words[-2:] = {
                "marketo:munchkinId": ["marketo:baseUrl", marketo.base_url],
                "marketo:clientId": ["marketo:clientId", marketo.client_id],
                "marketo:clientSecret": ["marketo:clientSecret", marketo.client_secret],
            }[words[-2]]
        stack.run(*words, *(["--yes"] if words == ["up"] else []))
    assert [user["email"] for user in users(marketo)] == ["warehouse-api@example.com"]
    assert stack.steps() == {}


def test_the_example_of_a_service_is_verified_and_its_user_protected(
    stack: Stack, marketo: Simulator
) -> None:
    """Once a person has made the service; nobody can delete the user by mistake."""
    stack.program(PYTHON[1].partition("service = ")[0])
    stack.up()
    client_id, secret = Clerk.at(marketo.base_url).makes_service(
        "Warehouse", "warehouse-api@example.com"
    )
    stack.configure({"warehouseClientId": client_id}, {"warehouseClientSecret": secret})
    stack.program(PYTHON[1])
    stack.up()
    assert stack.outputs() == {"secret": "[secret]"}
    assert stack.managed()["CustomService warehouse"]["unverified_permissions"] == []
    assert "protected" in stack.destroy(fails=True)


@pytest.mark.parametrize("folder", [".", "tests"])
def test_make_demo_works_from_any_folder_and_again(folder: str, tmp_path: Path) -> None:
    """It succeeds, and leaves neither file nor process behind."""
    outcome = subprocess.run(  # noqa: S603 - our own words
        ["make", "--no-print-directory", "-C", str(ROOT), "demo"],  # noqa: S607 - wherever it is
        cwd=ROOT / folder,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "Nothing is left" in outcome.stdout
    assert list(tmp_path.iterdir()) == []
