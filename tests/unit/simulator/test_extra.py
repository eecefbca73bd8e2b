"""Say what to install where the extra with the simulator's HTTP server is missing."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WITHOUT_SERVER = """
import sys


class NoServer:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "werkzeug":
            raise ModuleNotFoundError("No module named 'werkzeug'", name="werkzeug")


sys.meta_path.insert(0, NoServer())
"""
REMEDY = (
    "The simulator needs werkzeug, which is not installed: run "
    '`pip install "marketo-resources[simulator]"`.\n'
)


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program without werkzeug."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", WITHOUT_SERVER + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_what_to_install_in_one_line() -> None:
    """`python -m marketo_simulator` ends with a remedy, without a traceback."""
    outcome = run("import runpy; runpy.run_module('marketo_simulator', run_name='__main__')")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (1, "", REMEDY)


@pytest.mark.parametrize(
    "statement",
    ["from marketo_simulator import Simulator", "import marketo_simulator as m; m.Simulator"],
)
def test_the_import_says_what_to_install(statement: str) -> None:
    """A test suite that lacks the extra learns it from the error, without a second traceback."""
    outcome = run(statement)
    assert outcome.returncode == 1
    assert outcome.stderr.endswith(f"ModuleNotFoundError: {REMEDY}")
    assert "During handling" not in outcome.stderr


def test_what_else_is_missing_is_not_explained_by_the_extra() -> None:
    """A name that is not part of the package is an ordinary error."""
    outcome = run("import marketo_simulator as m\nm.Emulator")
    assert "has no attribute 'Emulator'" in outcome.stderr


def test_a_production_stack_installs_no_server() -> None:
    """The package needs werkzeug only for the extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert not any("werkzeug" in one for one in project["dependencies"])
    assert any("werkzeug" in one for one in project["optional-dependencies"]["simulator"])
