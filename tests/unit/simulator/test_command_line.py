"""Serve a subscription with `python -m marketo_simulator`, and keep it in a file."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.simulator.switches import EVERY_SWITCH


@contextmanager
def running(*options: str) -> Iterator[str]:
    """Run a simulator in a process; give its address, and check that it ends without an error."""
    command = [sys.executable, "-m", "marketo_simulator", "--port", "0", *options]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.fullmatch(r"Marketo simulator listening on (http://127\.0\.0\.1:\d+)\n", line)
        assert found, line
        yield found[1]
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_the_command_says_where_it_listens_and_keeps_its_state(tmp_path: Path) -> None:
    """One line once it accepts connections; the file is private, since it has secrets."""
    state = tmp_path / "state.json"
    with running("--state", str(state)) as address:
        role = {"name": "Kept API", "permissions": ["Read-Only Person"]}
        httpx.post(f"{address}/_simulator/roles", json=role).raise_for_status()
        httpx.post(f"{address}/_simulator/clock", json={"advance": 60}).raise_for_status()
    assert state.stat().st_mode & 0o077 == 0
    with running("--state", str(state), *EVERY_SWITCH) as address:
        roles = httpx.get(f"{address}/_simulator/roles").json()
        token = httpx.get(
            f"{address}/identity/oauth/token",
            params={"grant_type": "client_credentials", "client_id": "simulator",
                    "client_secret": "simulator-secret"},
        )  # fmt: skip
    assert [role["permissions"] for role in roles if role["name"] == "Kept API"] == [
        ["Read-Only Person"]
    ]
    assert "isHidden" in roles[0]  # the switches have an effect too
    assert token.status_code == 200


@pytest.mark.parametrize("content", ["no JSON", "[]", "{}", '{"roles": [{"nonsense": 1}]}'])
def test_a_file_that_holds_no_subscription_is_refused(tmp_path: Path, content: str) -> None:
    """Without a traceback; the file is left as it is."""
    state = tmp_path / "state.json"
    state.write_text(content)
    command = [sys.executable, "-m", "marketo_simulator", "--port", "0", "--state", str(state)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own words
    assert ended.returncode == 1
    assert "does not hold a subscription" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert state.read_text() == content
