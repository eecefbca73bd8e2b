"""Run `marketo-resources review` as an operator or a pipeline does."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from marketo_resources.cli.review.command import command
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.access_review import ReviewedSubscription
from tests.support.operator_command import Outcome, connected_to, operate


@pytest.fixture
def subscription() -> Iterator[ReviewedSubscription]:
    """Return a subscription with a user that holds a standard role, and its stack's state."""
    with Simulator() as marketo:
        made = ReviewedSubscription(marketo)
        made.managed(made.user("etl@example.com", role="Standard User"))
        yield made


def reviewed(subscription: ReviewedSubscription, folder: Path, *words: str) -> Outcome:
    """Review a subscription in a folder that holds its state."""
    (folder / "state.json").write_text(subscription.exported(), "utf-8")
    environment = connected_to(subscription.marketo)
    return operate("review", *words, environment=environment, folder=folder)


def invoked(subscription: ReviewedSubscription, folder: Path, *words: str) -> Result:
    """Review a subscription in this process, with its state."""
    (folder / "state.json").write_text(subscription.exported(), "utf-8")
    environment = connected_to(subscription.marketo)
    return CliRunner().invoke(command, words, env=environment, standalone_mode=False)


def test_what_is_found_is_printed_and_written(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Findings on standard output, progress on standard error, nothing secret in either."""
    files = ["--html", "r.html", "--csv", "r.csv", "--json", "r.json"]
    outcome = reviewed(subscription, tmp_path, "--state", "state.json", *files)
    assert outcome.returncode == 1, outcome.stderr
    assert "standard-role  1      etl@example.com" in outcome.stdout
    assert outcome.stdout.startswith(f"Reviewed 2 users of {subscription.instance}.\n")
    assert "Wrote r.html (" in outcome.stdout
    assert outcome.stderr.splitlines() == [
        f"Reading 2 users of {subscription.instance}.",
        "2 of 2 users read.",
    ]
    written = {name: (tmp_path / name).read_text("utf-8") for name in ("r.html", "r.csv", "r.json")}
    assert all("etl@example.com" in text for text in written.values())
    texts = [outcome.stdout, outcome.stderr, *written.values()]
    assert not any(subscription.marketo.client_secret in text for text in texts)
    tokens = subscription.marketo.subscription.tokens
    assert tokens
    assert not any(token in text for token in tokens for text in texts)


def test_the_user_behind_the_credentials_is_named_with_how_to_accept_what_is_meant_to_be_so(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The printed options are ready to be pasted; with them nothing is said of it any more."""
    outcome = reviewed(subscription, tmp_path, "--state", "state.json", "--csv", "r.csv")
    [line] = [one for one in outcome.stdout.splitlines() if "credentials in use" in one]
    assert line.startswith("operator@example.com is the user behind the credentials in use: do not")
    options = shlex.split(line[line.index("--accept") :])
    assert options == [
        *("--accept", "unmanaged=operator@example.com"),
        *("--accept", "no-expiry=operator@example.com"),
    ]
    [own] = [
        row
        for row in csv.DictReader((tmp_path / "r.csv").read_text("utf-8").splitlines())
        if row["email_address"] == "operator@example.com"
    ]
    assert "delete it if nobody needs it" not in own["remedies"]
    accepted = reviewed(subscription, tmp_path, "--state", "state.json", *options)
    assert "credentials in use" not in accepted.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--fail-on", "standard-role"), 1),
        (("--fail-on", "ended,standard-role"), 1),
        (("--fail-on", "ended, locked"), 0),
        (("--fail-on", "none"), 0),
        (("--fail-on", "standard-role", "--accept", "standard-role=etl@*"), 0),
        (("--accept", "*=*@example.com"), 0),
        (("--accept", "no-expiry=*"), 1),
    ],
)
def test_a_pipeline_fails_on_the_rules_that_it_names(
    subscription: ReviewedSubscription, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    """On any rule without the option; never on what was accepted."""
    outcome = invoked(subscription, tmp_path, "--state", str(tmp_path / "state.json"), *words)
    assert outcome.return_value == code, outcome.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--fail-on", "no-such-rule"),
            "there is no rule 'no-such-rule'. There are: standard-role",
        ),
        (("--fail-on", "no-expiri"), "there is no rule 'no-expiri' (did you mean no-expiry?)."),
        (("--fail-on", "unmanaged"), "--fail-on unmanaged needs the states of stacks"),
        (("--accept", "etl@example.com"), "is not written as RULE=ADDRESS"),
        (("--accept", "nothing=etl@example.com"), "there is no rule 'nothing'"),
        (("--html", "/gone/r.html"), "there is no folder /gone"),
        (("--html", "r", "--csv", "r"), "have the same name"),
        (("--daily-quota", "0"), "Invalid value for '--daily-quota'"),
        (("--daily-quota", "many"), "'many' is not a valid whole number."),
    ],
)
def test_what_cannot_be_answered_is_said_before_marketo_is_asked(
    subscription: ReviewedSubscription, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """It is Click's own usage error, for which the command ends with 2."""
    outcome = invoked(subscription, tmp_path, *words)
    assert isinstance(outcome.exception, click.UsageError)
    assert said in outcome.exception.format_message()
    assert subscription.marketo.app.calls.all() == []


def test_a_state_that_is_none_ends_with_two(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """So that no pipeline takes it for a finding; Marketo is not asked."""
    outcome = reviewed(subscription, tmp_path, "--state", "gone.json")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("Error: gone.json cannot be read")
    assert subscription.marketo.app.calls.all() == []


def test_json_goes_to_standard_output_alone(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Everything else goes to standard error."""
    words = ["--state", "state.json", "--json", "-", "--daily-quota", "100", "--not-used-days", "7"]
    outcome = reviewed(subscription, tmp_path, *words, "--ends-within-days", "3")
    report = json.loads(outcome.stdout)
    assert report["thresholds"] == {
        "daily_quota": 100,
        "daily_quota_is_assumed": False,
        "ends_within_days": 3,
        "not_used_days": 7,
    }
    assert report["states"] == ["state.json"]
    assert "standard-role" in outcome.stderr


def test_a_failure_of_marketo_leaves_the_last_review(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The command ends with 2."""
    (tmp_path / "r.html").write_text("the last one", "utf-8")
    subscription.marketo.app.faults.add(Fault("code", "{userid}/user.json", code=603, times=None))
    outcome = reviewed(subscription, tmp_path, "--html", "r.html")
    assert outcome.returncode == 2
    assert "603" in outcome.stderr
    assert (tmp_path / "r.html").read_text("utf-8") == "the last one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "state.json"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_review_leaves_no_half_file(
    subscription: ReviewedSubscription, tmp_path: Path, number: signal.Signals
) -> None:
    """While users are read, however long one of them takes; the last review stays."""
    (tmp_path / "r.html").write_text("the last one", "utf-8")
    subscription.marketo.app.faults.add(
        Fault("delay", "{userid}/user.json", seconds=60, times=None)
    )
    with subprocess.Popen(
        [sys.executable, "-m", "marketo_resources", "review", "--html", "r.html"],
        cwd=tmp_path,
        env=os.environ | connected_to(subscription.marketo),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stderr.readline().startswith("Reading 2 users")
        process.send_signal(number)
        assert process.wait() == 130
        assert process.stderr.read().endswith("Stopped.\n")
    assert (tmp_path / "r.html").read_text("utf-8") == "the last one"
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
