"""Run the operator's command with a real stack."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import user_named
from tests.support.operator_command import connected_to
from tests.support.project import ROOT


def test_the_doctor_takes_its_connection_from_a_stack(stack: Stack, marketo: Simulator) -> None:
    """Its secret too; it says which file holds each setting, and prints no secret."""
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


TWO_USERS = """
role = marketo.ApiOnlyRole("warehouse", role_name="Warehouse API")
for name in ("etl", "crm"):
    marketo.ApiOnlyUser(
        name,
        email_address=f"{name}@example.com",
        first_name=name.upper(),
        last_name="API",
        roles=[role.grant(workspace="Default")],
        expires_at="2091-06-30T00:00:00+00:00",
        opts=pulumi.ResourceOptions(protect=name == "etl"),
    )
"""


def test_a_review_holds_the_states_of_stacks_against_marketo(
    tmp_path: Path, engine: Path, marketo: Simulator
) -> None:
    """The commands of docs/review.md show what `up` made as managed and as recorded."""
    first, nightly = re.findall(
        r"(marketo-resources review .*?)\n```", (ROOT / "docs/review.md").read_text(), re.DOTALL
    )
    stack = Stack(tmp_path / "stack", engine, name="prod")
    stack.run("stack", "init", "europe")
    stack.run("stack", "select", "prod")
    stack.connect(marketo)
    stack.program(TWO_USERS)
    stack.up()
    marketo.app.calls.clear()
    code, report = reviewed(stack, nightly)
    assert (code, report["states"]) == (0, ["prod"])
    managed = {one["email_address"]: one["managed_by"] for one in report["users"]}
    assert {address: [one["name"] for one in by] for address, by in managed.items()} == {
        "crm@example.com": ["crm"],
        "etl@example.com": ["etl"],
        "operator@example.com": [],
    }
    assert [managed[f"{name}@example.com"][0]["is_protected"] for name in ("crm", "etl")] == [
        False,
        True,
    ]
    assert not any(call["changed"] for call in marketo.app.calls.all())

    user_named(marketo, "crm@example.com").first_name = "Renamed"
    marketo.subscription.remove_user(user_named(marketo, "etl@example.com"))
    code, report = reviewed(stack, nightly)
    assert code == 1
    found = {(one["rule"], one["subject"]) for one in report["findings"]}
    assert {("differs", "crm@example.com"), ("gone", "etl@example.com")} <= found
    stack.environment |= connected_to(marketo) | {"PULUMI_CONFIG_PASSPHRASE": "not this one"}
    code, report = reviewed(stack, first)
    assert (code, report["states"]) == (1, ["prod", "europe"])
    page = (stack.folder / "project/review.html").read_text("utf-8")
    assert "&#39;CRM&#39; in the state, &#39;Renamed&#39; in Marketo" in page


def reviewed(stack: Stack, command: str) -> tuple[int, dict[str, Any]]:
    """Run a command of the page; return its exit code and the JSON that it wrote."""
    printed = stack.script(
        "import subprocess\n"
        f"outcome = subprocess.run({command!r}, shell=True, capture_output=True, text=True)\n"
        "print(outcome.returncode, outcome.stderr)\n"
    )
    written = stack.folder / "project/review.json"
    assert written.exists(), printed
    return int(printed.split()[0]), dict(json.loads(written.read_text("utf-8")))
