"""What the README shows works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from marketo_simulator import Simulator, command_line
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
    """What a user copies is what `make demo` runs."""
    assert (ROOT / "__main__.py").read_text() == PYTHON[0]


def test_every_block_is_known_here() -> None:
    """A command or a program that is new in the README needs a test of its own."""
    known = ("make demo", "make test", "pulumi config set ", "pulumi preview", "pulumi up")
    assert [line for line in SHELL if not line.startswith(known)] == []
    assert {language for language, _ in BLOCKS} == {"python", "sh"}
    assert len(PYTHON) == 3


def test_the_simulated_marketo_is_where_the_readme_says() -> None:
    """With its defaults, and with credentials that are those of the text."""
    way = README.partition("To go this way without a subscription")[2].partition("## ")[0]
    command, *pairs = re.findall(r"`([^`]+)`", way)
    given = dict(zip(pairs[::2], pairs[1::2], strict=True))
    assert command == "python -m marketo_simulator"
    marketo = Simulator()
    port = command_line.parser().get_default("port")
    assert given == {
        "marketo:baseUrl": f"http://127.0.0.1:{port}",
        "marketo:clientId": marketo.client_id,
        "marketo:clientSecret": marketo.client_secret,
    }


def test_the_way_into_a_stack_works(stack: Stack, marketo: Simulator) -> None:
    """The commands in their order; only the address is that of the simulator."""
    stack.program(PYTHON[0])
    for key in ("baseUrl", "clientId", "clientSecret"):
        stack.run("config", "rm", f"marketo:{key}")
    for line in (line for line in SHELL if line.startswith("pulumi config set ")):
        words = line.split()[1:]
        given = {
            "marketo:munchkinId": ["marketo:baseUrl", marketo.base_url],
            "marketo:clientId": ["marketo:clientId", marketo.client_id],
            "marketo:clientSecret": ["marketo:clientSecret", marketo.client_secret],
        }[words[-2]]
        stack.run(*words[:-2], *given)
    assert "+ marketo-access-test" not in stack.preview("--diff")
    stack.up()
    assert [user["email"] for user in users(marketo)] == ["warehouse-api@example.com"]
    stack.destroy()
    assert users(marketo) == []


def test_the_example_of_a_second_instance_works(stack: Stack, marketo: Simulator) -> None:
    """The explicit provider reaches its own instance, not that of the stack."""
    with Simulator() as sandbox:
        address = f'base_url="{sandbox.base_url}"'
        source = PYTHON[1].replace('munchkin_id="654-CBA-321"', address)
        stack.program(source.replace("0a1b2c3d-sandbox", sandbox.client_id))
        stack.run("config", "set", "--secret", "sandboxSecret", sandbox.client_secret)
        stack.up()
        assert [user["email"] for user in users(sandbox)] == ["etl@example.com"]
        assert users(marketo) == []
        stack.destroy()
        assert users(sandbox) == []


def test_the_example_of_an_integration_works(stack: Stack, marketo: Simulator) -> None:
    """Its first `up` asks for the custom service."""
    stack.program(PYTHON[2])
    assert "pulumi config set warehouseClientId" in stack.up()
    assert [user["email"] for user in users(marketo)] == ["warehouse-api@example.com"]
    assert stack.steps() == {}


@pytest.mark.parametrize("folder", [".", "tests"])
def test_make_demo_works_from_any_folder_and_again(folder: str, tmp_path: Path) -> None:
    """It ends well, and leaves neither file nor process behind."""
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
