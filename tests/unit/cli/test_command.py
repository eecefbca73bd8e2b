"""The operator's command itself, whatever its verbs do."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.support.operator_command import operate


def test_help_and_version_are_told_without_a_connection() -> None:
    """The first things that a new user types."""
    told = operate("--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert "MARKETO_*" in told.stdout
    assert operate("--version").stdout.strip().endswith(version("marketo-resources"))


def test_a_verb_that_there_is_not_cannot_be_answered() -> None:
    """It says so, and ends with the code that is not that of findings."""
    refused = operate("nothing")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "No such command 'nothing'" in refused.stderr


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
