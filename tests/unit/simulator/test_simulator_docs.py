"""What docs/simulator.md shows works as it stands there."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from marketo_simulator import Simulator, __main__

PAGE = (Path(__file__).parents[3] / "docs/simulator.md").read_text("utf-8")
OPTIONS = [
    option
    for option in __main__._parser()._actions  # noqa: SLF001 - the list of all there are
    if option.dest != "help"
]


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
    """With all values, the default first, or with the name of what it takes."""
    for option in OPTIONS:
        [flag] = option.option_strings
        values = r"\|".join(option.choices or [])
        taken = values or option.metavar or (option.dest.upper() if option.nargs is None else "")
        assert f"| `{flag} {taken}".rstrip() + "` |" in PAGE
        assert not option.choices or option.default == next(iter(option.choices))


def test_every_option_of_the_page_is_there() -> None:
    """Nothing is told of that is gone."""
    shown = set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE))
    assert shown == {option.option_strings[0] for option in OPTIONS}


def test_a_test_can_set_what_the_command_line_sets() -> None:
    """By the same names, but for where the state is kept."""
    named = set(inspect.signature(Simulator).parameters) - {"clock"}
    assert named == {o.dest.removeprefix("no_") for o in OPTIONS} - {"state"}
