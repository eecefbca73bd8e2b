"""What docs/simulator.md shows works as it stands there."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator, command_line
from tests.unit.simulator.test_command_line import EVERY_SWITCH

FILE = Path(__file__).parents[3] / "docs/simulator.md"
PAGE = FILE.read_text("utf-8")
OPTIONS = list(command_line.options())


def table() -> Iterator[str]:
    """Return the rows of the page's table of options."""
    yield "| option | what it does | unless set |"
    yield "| --- | --- | --- |"
    for option in OPTIONS:
        taken = r"\|".join(option.choices) or option.takes
        is_off = option.default is None or option.kind is bool
        default = "off" if is_off else f"`{option.default}`"
        yield f"| `{f'{option.flag} {taken}'.rstrip()}` | {option.does} | {default} |"


def with_table(page: str) -> str:
    """Return the page with the table after its marker."""
    lines = "\n".join(table())
    return re.sub(r"(<!-- options -->\n)(?:\|.*\n)*", lambda marker: f"{marker[1]}{lines}\n", page)


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_pass_as_a_users_own_tests(number: int, tmp_path: Path) -> None:
    """Copied into a file, by pytest."""
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
    """With all values, or the name of what it takes; else: run this file as a program."""
    assert "<!-- options -->" in PAGE
    assert with_table(PAGE) == PAGE


def test_every_option_of_the_page_is_there() -> None:
    """Nothing is told of that is gone, in the text either."""
    assert set(re.findall(r"`(--[a-z-]+)", PAGE)) == {option.flag for option in OPTIONS}


def test_the_first_value_of_an_option_is_its_default() -> None:
    """As the page lists them."""
    defaults = {option.flag: option.default for option in OPTIONS if option.choices}
    assert defaults == {one.flag: one.choices[0] for one in OPTIONS if one.choices}
    assert len(defaults) == 10


def test_a_test_can_set_what_the_command_line_sets() -> None:
    """By the same names, but for where the state is kept."""
    named = set(inspect.signature(Simulator).parameters) - {"clock"}
    assert named == {option.keyword for option in OPTIONS} - {"state"}


def test_the_keywords_of_the_simulator_stay() -> None:
    """Each is one that users' tests may give; another may be added."""
    frozen = {
        "identity": "marketo", "user_calls": "allowed", "edit_in_use": "allowed",
        "relinked_token": "old", "include_role_workspace": False,
        "roles_body": "either", "errors": "status", "visible_after": 0.0,
        "pending": False, "limits": False, "dates": "guide", "spelling": "guide",
        "order": "oldest-first", "plan": "full", "crm": False, "calls_a_day": 50_000,
        "clock": time.time, "port": 0,
    }  # fmt: skip
    parameters = inspect.signature(Simulator).parameters
    assert {name: parameters[name].default for name in frozen} == frozen
    assert {one.kind for one in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_the_options_of_the_command_line_stay() -> None:
    """With what holds without them: scripts start it so."""
    frozen = {
        "identity": "marketo", "user_calls": "allowed", "edit_in_use": "allowed",
        "relinked_token": "old", "include_role_workspace": False,
        "roles_body": "either", "errors": "status", "visible_after": 0.0,
        "pending": False, "limits": True, "dates": "guide", "spelling": "guide",
        "order": "oldest-first", "plan": "full", "crm": False, "calls_a_day": 50_000, "port": 8080,
        "state": None,
    }  # fmt: skip
    assert vars(command_line.parser().parse_args([])).items() >= frozen.items()
    every = [*EVERY_SWITCH, "--port", "1", "--state", "file"]
    given = vars(command_line.parser().parse_args(every))
    assert [name for name, default in frozen.items() if given[name] == default] == []


if __name__ == "__main__":
    FILE.write_text(with_table(PAGE), "utf-8")
