"""Ask no real Marketo from a lookup under Pulumi's mocks, whatever the credentials."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketo_simulator import Simulator

ROOT = Path(__file__).parents[2]
REFUSED = "a lookup asks no real Marketo under pulumi.runtime.set_mocks: to test a program that"
PROGRAM = """
import asyncio, pulumi, marketo_resources as marketo


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return f"{args.name}-id", args.inputs

    def call(self, args):
        return {}, None


def error_of(look):
    try:
        return look()
    except Exception as error:
        return error


@pulumi.runtime.test
def output(given):
    return given.apply(lambda found: print(found.role_name))


asyncio.set_event_loop(asyncio.new_event_loop())  # Python 3.14 makes none
pulumi.runtime.set_mocks(Mocks())
provider = marketo.Provider("p", base_url=BASE_URL, client_id=CLIENT_ID, client_secret=SECRET)
there = pulumi.InvokeOptions(provider=provider)
"""
LOOKS = """
for look in (
    lambda: marketo.get_role("Warehouse API").role_name,
    lambda: marketo.get_workspaces()[0].name,
    lambda: marketo.get_user("operator@example.com").email_address,
    lambda: output(marketo.get_role_output("Warehouse API", opts=there)),
    lambda: output(marketo.get_role_output("Warehouse API")),
):
    print(error_of(look))
"""


def printed(given: tuple[str, str, str], environment: dict[str, str]) -> list[str]:
    """Return what the lookups of a program print in a new process, as mocks are process-wide."""
    names = zip(("BASE_URL", "CLIENT_ID", "SECRET"), given, strict=True)
    head = "".join(f"{name} = {value!r}\n" for name, value in names)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MARKETO_")}
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", head + PROGRAM + LOOKS],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.splitlines()


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {
            "MARKETO_BASE_URL": "https://123-ABC-456.mktorest.com",
            "MARKETO_CLIENT_ID": "id",
            "MARKETO_CLIENT_SECRET": "a-real-secret",
        },
    ],
    ids=["nothing is configured", "real credentials"],
)
def test_a_real_marketo_is_refused_with_what_to_do(environment: dict[str, str]) -> None:
    """Even if nothing is set, and for an explicit provider; no message has the secret."""
    lines = printed(("https://123-ABC-456.mktorest.com", "id", "a-real-secret"), environment)
    assert len(lines) == 5
    assert all(REFUSED in line for line in lines)
    assert all("marketo_simulator.Simulator" in line for line in lines)
    assert "a-real-secret" not in str(lines)


def test_a_simulator_on_this_machine_answers() -> None:
    """Set by the environment, and by an explicit provider."""
    with Simulator() as simulator:
        given = simulator.base_url, simulator.client_id, simulator.client_secret
        names = ("MARKETO_BASE_URL", "MARKETO_CLIENT_ID", "MARKETO_CLIENT_SECRET")
        lines = printed(given, dict(zip(names, given, strict=True)))
    assert lines == [
        *("Warehouse API", "Default", "operator@example.com"),
        *("Warehouse API", "None", "Warehouse API", "None"),
    ]
