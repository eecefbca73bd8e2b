"""Run what docs/simulator.md shows, as it is written there."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marketo_simulator import Simulator, command_line
from tests.support.pages.simulator import OPTIONS, TABLE
from tests.support.simulator.switches import EVERY_SWITCH

PAGE = TABLE.text()


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_pass_as_a_users_own_tests(number: int, tmp_path: Path) -> None:
    """Copied into a file, and run by pytest."""
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 2
    (tmp_path / "test_example.py").write_text(examples[number])
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_example.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in outcome.stdout, outcome.stdout


def test_every_option_of_the_command_line_is_there() -> None:
    """With all values, or the name of its value; if not: `python -m tests.support.pages`."""
    TABLE.assert_is_written()


def test_every_option_of_the_page_is_there() -> None:
    """The text names no option that no longer exists."""
    assert set(re.findall(r"`(--[a-z-]+)", PAGE)) == {option.flag for option in OPTIONS}


def test_the_first_value_of_an_option_is_its_default() -> None:
    """As the page lists them."""
    defaults = {option.flag: option.default for option in OPTIONS if option.choices}
    assert defaults == {one.flag: one.choices[0] for one in OPTIONS if one.choices}
    assert len(defaults) == 11


def test_a_test_can_set_what_the_command_line_sets() -> None:
    """By the same names, except for the files."""
    named = set(inspect.signature(Simulator).parameters) - {"clock"}
    assert named == {option.keyword for option in OPTIONS} - {"state", "like"}


def test_the_keywords_of_the_simulator_stay() -> None:
    """Each is one that users' tests may give; another may be added."""
    frozen = {
        "identity": "marketo", "user_calls": "allowed", "edit_in_use": "allowed",
        "relinked_token": "old", "include_role_workspace": False,
        "invitations_readable": "by-identity", "roles_body": "either", "errors": "status",
        "visible_after": 0.0,
        "pending": False, "limits": False, "dates": "guide", "spelling": "guide",
        "order": "oldest-first", "plan": "full", "crm": False, "calls_a_day": 50_000,
        "clock": time.time, "port": 0,
    }  # fmt: skip
    parameters = inspect.signature(Simulator).parameters
    assert {name: parameters[name].default for name in frozen} == frozen
    assert {one.kind for one in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_the_options_of_the_command_line_stay() -> None:
    """With their defaults, because scripts start the simulator."""
    frozen = {
        "identity": "marketo", "user_calls": "allowed", "edit_in_use": "allowed",
        "relinked_token": "old", "include_role_workspace": False,
        "invitations_readable": "by-identity", "roles_body": "either", "errors": "status",
        "visible_after": 0.0,
        "pending": False, "limits": True, "dates": "guide", "spelling": "guide",
        "order": "oldest-first", "plan": "full", "crm": False, "calls_a_day": 50_000, "port": 8080,
        "state": None,
    }  # fmt: skip
    assert vars(command_line.parser().parse_args([])).items() >= frozen.items()
    every = [*EVERY_SWITCH, "--port", "1", "--state", "file"]
    given = vars(command_line.parser().parse_args(every))
    assert [name for name, default in frozen.items() if given[name] == default] == []
