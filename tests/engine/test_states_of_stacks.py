"""Read the state of a stack for a verb, through the real `pulumi`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.engine.stack import PASSPHRASE, Stack
from tests.support.states.written import FOLDER

READ = """
from pathlib import Path
from marketo_resources.cli.pulumi_command import StackPlace
from marketo_resources.cli.states import States
states = States.read([StackPlace("test", Path("."))])
print(states.sources, sorted(str(one) for one in states.users))
"""


def test_the_state_of_a_stack_is_read_without_its_passphrase(tmp_path: Path, engine: Path) -> None:
    """Nothing in it is decrypted."""
    stack = Stack(tmp_path / "stack", engine)
    exported = tmp_path / "exported.json"
    exported.write_text(json.dumps(json.loads((FOLDER / "0.1.0.json").read_text("utf-8"))["stack"]))
    stack.run("stack", "import", "--file", str(exported))
    stack.environment["PULUMI_CONFIG_PASSPHRASE"] = f"not the {PASSPHRASE}"
    names = ("adopted", "loader", "there", "warehouse")
    users = [f'ApiOnlyUser "{name}" of marketo-access/test' for name in names]
    assert stack.script(READ) == f"['test'] {users}\n"
