"""The operator's command beside a real stack."""

from __future__ import annotations

import json
from pathlib import Path

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack


def test_the_doctor_takes_its_connection_from_a_stack(stack: Stack, marketo: Simulator) -> None:
    """Its secret too, and says in which file each setting stands; nothing of it is printed."""
    printed = stack.script(
        "import sys; from marketo_resources.cli.command import run\n"
        "sys.exit(run(['doctor', '--stack', 'test', '--json']))\n"
    )
    rows = {row["name"]: row for row in json.loads(printed)["rows"]}
    assert {row["state"] for row in rows.values()} == {"ok", "note"}
    file = Path("Pulumi.test.yaml")
    assert f"clientSecret from {file} (marketo:clientSecret)" in rows["settings"]["details"]
    assert marketo.client_secret not in printed
    first, *calls = [call["endpoint"] for call in marketo.app.calls.all()]
    assert (first, len(calls)) == ("identity", len(set(calls))), "then each thing is asked once"
