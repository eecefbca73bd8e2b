"""Run `marketo-resources prove` as the owner of a sandbox does: in a process, over a socket."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marketo_simulator import Simulator, command_line
from marketo_simulator.faults import Fault
from tests.support.operator_command import connected_to, operate

ADDRESS = "proof@example.com"


def words(marketo: Simulator, file: Path) -> list[str]:
    """Return a command line that is right for a simulator."""
    host = marketo.base_url.removeprefix("http://")
    return ["prove", "--email-address", ADDRESS, "--confirm", host, "--output", str(file)]


def addresses(marketo: Simulator) -> list[str]:
    """Return the addresses of all users."""
    return [user.email_address for user in marketo.subscription.users]


def test_a_simulator_like_the_file_answers_as_the_sandbox(tmp_path: Path) -> None:
    """The file is complete, and says the same as the terminal."""
    file = tmp_path / "readings.json"
    with Simulator(roles_body="input", dates="iso", errors="body") as marketo:
        ended = operate(*words(marketo, file), "--json", environment=connected_to(marketo))
        assert ended.returncode == 0, ended.stderr
        assert addresses(marketo) == ["operator@example.com"]
    content = json.loads(file.read_text())
    assert json.loads(ended.stdout) == content
    assert "in at most" in ended.stderr.splitlines()[0]
    assert "roles_body: input" in ended.stderr
    given = command_line.given(["--like", str(file), "--dates", "compact"])
    assert (given["roles_body"], given["errors"], given["dates"]) == ("input", "body", "compact")
    assert "state" in given
    assert "like" not in given
    assert [one.name for one in tmp_path.iterdir()] == ["readings.json"]


def test_what_goes_to_standard_output_is_printed_once(tmp_path: Path) -> None:
    """Whether or not --json asks for it too, so that a program can read it."""
    with Simulator() as marketo:
        line = [*words(marketo, Path("-")), "--json"]
        ended = operate(*line, environment=connected_to(marketo), folder=tmp_path)
    assert json.loads(ended.stdout)["format"] == 1
    assert ended.stderr.endswith("questions are answered on standard output.\n")
    assert list(tmp_path.iterdir()) == []


def test_without_a_connection_it_says_how_to_give_one(tmp_path: Path) -> None:
    """As the other commands do, not as a program of Pulumi does."""
    line = ["prove", "--email-address", ADDRESS, "--confirm", "x", "--output", str(tmp_path / "r")]
    ended = operate(*line)
    assert ended.returncode == 2
    assert "Name a stack with --stack" in ended.stderr
    assert "ResourceOptions" not in ended.stderr


@pytest.mark.parametrize("confirmed", ["123-ABC-456", "", "127.0.0.2"])
def test_another_subscription_than_the_confirmed_one_is_not_called(
    confirmed: str, tmp_path: Path
) -> None:
    """Not even for a token."""
    with Simulator() as marketo:
        line = words(marketo, tmp_path / "readings.json")
        line[line.index("--confirm") + 1] = confirmed
        ended = operate(*line, environment=connected_to(marketo))
        assert marketo.app.calls.all() == []
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "is not the subscription that the settings lead to, 127.0.0.1" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    """And not only when the readings are there."""
    with Simulator() as marketo:
        line = words(marketo, tmp_path / "no-folder" / "readings.json")
        ended = operate(*line, environment=connected_to(marketo))
        assert marketo.app.calls.all() == []
    assert ended.returncode == 2
    assert "there is no folder" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_run_leaves_nothing_and_a_killed_one_is_cleaned_up_by_the_next(
    number: signal.Signals, tmp_path: Path
) -> None:
    """The stop comes while the user exists and a call is running."""
    file = tmp_path / "readings.json"
    with Simulator() as marketo:
        marketo.app.faults.add(Fault("delay", "{userid}/roles/create.json", seconds=2.0))
        line = [sys.executable, "-m", "marketo_resources", *words(marketo, file)]
        environment = os.environ | connected_to(marketo)
        with subprocess.Popen(line, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own words
            while not any("create" in call["path"] for call in marketo.app.calls.all()):
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(number)
            code = process.wait()
        if number is signal.SIGKILL:
            assert ADDRESS in addresses(marketo)
            ended = operate(*words(marketo, file), environment=connected_to(marketo))
            assert ended.returncode == 0, ended.stderr
        else:
            assert code == 130
            readings = json.loads(file.read_text())["readings"]
            assert "interrupted" in readings["second_deletion"]["not_told_because"]
            assert readings["identity"]["question"]
        assert addresses(marketo) == ["operator@example.com"]


def test_what_is_left_is_a_finding_that_says_what_to_do(tmp_path: Path) -> None:
    """For example a user whose invitation no call can find."""
    with Simulator(user_calls="refused") as marketo:
        role = marketo.subscription.role_named("Warehouse API")
        assert role
        marketo.subscription.add_user(
            ADDRESS, "Made-by-marketo-resources-prove", "Person", grants=[(role.id, 1)]
        )
        ended = operate(
            *words(marketo, tmp_path / "readings.json"), environment=connected_to(marketo)
        )
    assert ended.returncode == 1
    assert f"Left in Marketo: the API-only user {ADDRESS}" in ended.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no JSON", "Expecting value"),
        ("[]", "its format is not 1"),
        ('{"format": 2, "readings": {}}', "its format is not 1"),
        ('{"format": 1}', "it has no readings"),
        ('{"format": 1, "readings": {"dates": {"value": "nonsense"}}}', "dates cannot be"),
        ('{"format": 1, "readings": {"pending": {"value": "yes"}}}', "pending cannot be"),
        ('{"format": 1, "readings": {"visible_after": {"value": -1}}}', "visible_after cannot be"),
    ],
)
def test_a_file_that_holds_no_readings_is_said_to_hold_none(
    content: str, message: str, tmp_path: Path
) -> None:
    """In a sentence; the simulator does not start with half of it."""
    file = tmp_path / "readings.json"
    file.write_text(content)
    with pytest.raises(SystemExit) as caught:
        command_line.given(["--like", str(file)])
    assert str(file) in str(caught.value)
    assert message in str(caught.value)
