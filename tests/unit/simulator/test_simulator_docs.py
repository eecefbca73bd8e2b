"""What docs/simulator.md shows works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs/simulator.md").read_text("utf-8")


def test_the_example_passes_as_a_users_own_tests(tmp_path: Path) -> None:
    """Copied into a file, by pytest."""
    [example] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "test_example.py").write_text(example)
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_example.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in outcome.stdout, outcome.stdout


def test_every_option_of_the_command_line_is_there() -> None:
    """`--help` and the page agree."""
    [command] = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    words = [sys.executable, *command.split()[1:], "--help"]
    printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own words
    options = set(re.findall(r"--[a-z-]+", printed)) - {"--help"}
    assert [option for option in sorted(options) if option not in PAGE] == []
