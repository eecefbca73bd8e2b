"""Run the `pulumi` on PATH, which alone can read a stack's configuration and its state."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marketo_resources.errors import MarketoResourcesError

__all__ = ["NO_PULUMI", "PulumiCommandError", "StackPlace", "project_around", "pulumi"]

NO_PULUMI = (
    "There is no `pulumi` on PATH. Install it (https://www.pulumi.com/docs/install/), or add its "
    "folder to PATH"
)
_SECONDS = 120.0
"""Wait this many seconds for `pulumi`: a stack's backend may be far away."""
_QUIET: Mapping[str, str] = {"PULUMI_SKIP_UPDATE_CHECK": "true"}


class PulumiCommandError(MarketoResourcesError):
    """The `pulumi` command is missing or failed; the text quotes its error."""


@dataclass(frozen=True)
class StackPlace:
    """A stack, as `--stack` and `--cwd` name it.

    Attributes:
        name: Its name, or organization/project/name.
        directory: The folder of its project.
    """

    name: str
    directory: Path

    @property
    def project(self) -> Path:
        """The folder of the project's file: this one, or one around it, as Pulumi looks for it."""
        return project_around(self.directory)

    def run(self, *words: str, seconds: float = _SECONDS) -> str:
        """Run a `pulumi` command for this stack, and return its standard output.

        Raises:
            PulumiCommandError: `pulumi` is missing, failed, or took longer than `seconds`.
        """
        return pulumi(*words, "--stack", self.name, directory=self.directory, seconds=seconds)


def project_around(directory: Path) -> Path:
    """Return the folder of the project that a folder lies in; itself where there is none."""
    folders = [directory, *directory.absolute().parents]
    return next((one for one in folders if (one / "Pulumi.yaml").is_file()), directory)


def pulumi(*words: str, directory: Path, seconds: float = _SECONDS) -> str:
    """Run a `pulumi` command in a folder, and return its standard output.

    Raises:
        PulumiCommandError: It is missing, failed, or took longer than `seconds`.
    """
    program = shutil.which("pulumi")
    if program is None:
        raise PulumiCommandError(NO_PULUMI)
    if not directory.is_dir():
        raise PulumiCommandError(f"{directory} is not a folder: name the stack's project in --cwd")
    here = "" if directory == Path() else f" in {directory}"
    called = f"`pulumi {' '.join(words)}`{here}"
    try:
        outcome = subprocess.run(  # noqa: S603 - our own words; the stack's name is one word of them
            [program, *words, "--non-interactive", "--color", "never"],
            cwd=directory,
            env=os.environ | _QUIET,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PulumiCommandError(f"{called} did not end within {seconds:g} seconds") from None
    if outcome.returncode:
        # Only its standard error: its standard output may hold secrets.
        reason = outcome.stderr.strip() or f"it ended with code {outcome.returncode}"
        raise PulumiCommandError(f"{called} failed: {reason}")
    return outcome.stdout
