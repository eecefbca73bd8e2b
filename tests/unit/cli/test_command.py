"""Run the operator's command itself, whatever its verbs do."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.operator_command import begin, connected_to, operate


def test_help_and_version_need_no_connection() -> None:
    """They are the first things that a new user types."""
    shown = operate("--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "MARKETO_*" in shown.stdout
    assert operate("--version").stdout.strip().endswith(version("marketo-resources"))


def test_an_unknown_verb_is_refused() -> None:
    """The command says so, and ends with another code than for findings."""
    refused = operate("nothing")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "there is no verb 'nothing'. There are: doctor, import, review, prove." in refused.stderr


def test_a_misspelt_verb_is_answered_with_the_one_that_is_meant() -> None:
    """As misspelt options are."""
    assert "there is no verb 'docter' (did you mean doctor?)." in operate("docter").stderr


@pytest.mark.parametrize("missing", ["click", "rich", "jinja2"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    """A sentence, and no traceback."""
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from marketo_resources.cli import main\n"
        "sys.exit(main())\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr == (
        f"The command marketo-resources needs {missing} too. Install it with: "
        'pip install "marketo-resources[cli]"\n'
    )


def test_the_package_works_without_the_extra() -> None:
    """A stack's program and its providers never need it."""
    program = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(['click', 'rich', 'jinja2'])\n"
        "import marketo_resources as marketo, marketo_resources.cli\n"
        "from marketo_resources.dynamic import adapter\n"
        "print({getattr(marketo, name) is None for name in marketo.__all__})\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert outcome.stdout == "{False}\n", outcome.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_stopped(number: signal.Signals) -> None:
    """By Ctrl-C or by a pipeline: one line, no traceback, and its own exit code."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        environment = {
            "MARKETO_BASE_URL": f"http://127.0.0.1:{server.getsockname()[1]}",
            "MARKETO_CLIENT_ID": "id",
            "MARKETO_CLIENT_SECRET": "secret",
        }
        with begin("review", "--html", "-", environment=environment) as process:
            connection, _ = server.accept()  # it waits for an answer now
            process.send_signal(number)
            printed = process.communicate()
            connection.close()
    assert (process.returncode, printed[0], printed[1].strip()) == (130, "", "Stopped.")


def test_a_reader_that_stops_early_gets_no_error() -> None:
    """As `head` does; it is not a finding."""
    with Simulator() as marketo, begin("doctor", environment=connected_to(marketo)) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 2


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """In the system's words, without a traceback, and by the name that was given."""
    long = tmp_path / ("a" * 250)  # what is written first has a longer name
    with Simulator() as marketo:
        outcome = operate("review", "--html", str(long), environment=connected_to(marketo))
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.endswith(f"Error: {long}: File name too long\n")
    assert "Traceback" not in outcome.stderr


def test_a_mistake_of_ours_is_no_finding() -> None:
    """The traceback is for us; the exit code says that there is no answer."""
    program = (
        "import sys, types, click\n"
        "from marketo_resources.cli import command\n"
        "sys.modules['marketo_resources.cli.mistaken'] = mistaken = types.ModuleType('mistaken')\n"
        "mistaken.command = click.Command('mistaken', callback=lambda: 1 // 0)\n"
        "command.VERBS['mistaken'] = ('mistaken', '')\n"
        "sys.exit(command.run(['mistaken']))\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 2
    assert "ZeroDivisionError" in outcome.stderr


def test_a_warning_of_the_package_is_a_line_on_standard_error() -> None:
    """For example a wait for the pace: it does not disturb what reads the results."""
    program = (
        "import logging, sys\n"
        "from marketo_resources.cli import command\n"
        "command.run(['--version'])\n"
        "logging.getLogger('marketo_resources').warning('waits\\x1b[2J for %s', 'its turn')\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert outcome.stderr == "waits\ufffd[2J for its turn\n"
