"""Run the commands of a GitHub Actions workflow as a runner does, without GitHub."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
_ALWAYS = "${{ !cancelled() }}"


@dataclass(frozen=True)
class Step:
    """A step that was run: its name or command, whether it succeeded, and what it printed."""

    name: str
    succeeded: bool
    printed: str


class Workflow:
    """The one job of a workflow file.

    Args:
        file: The file.
        values: What `secrets.X` and `vars.X` stand for.
    """

    def __init__(self, file: Path, values: Mapping[str, str]) -> None:
        (self._job,) = yaml.safe_load(file.read_text("utf-8"))["jobs"].values()
        self._values = values

    @property
    def actions(self) -> list[Mapping[str, Any]]:
        """Return the steps that use somebody's actions, which nobody runs here."""
        return [step for step in self._job["steps"] if "uses" in step]

    def run(self, folder: Path, environment: Mapping[str, str]) -> dict[str, Step]:
        """Run all commands in a folder, and return their steps by name."""
        own = {name: self._filled(value) for name, value in self._job["env"].items()}
        return {step.name: step for step in self._steps(folder, {**own, **environment})}

    def _steps(self, folder: Path, environment: Mapping[str, str]) -> Iterator[Step]:
        has_failed = False
        for step in self._job["steps"]:
            if "run" in step and not (has_failed and step.get("if") != _ALWAYS):
                outcome = self._outcome(step["run"], folder, environment)
                has_failed = has_failed or not outcome[0]
                yield Step(step.get("name", step["run"]), *outcome)

    @staticmethod
    def _outcome(script: str, folder: Path, environment: Mapping[str, str]) -> tuple[bool, str]:
        outcome = subprocess.run(  # noqa: S603 - the commands of our own files
            ["/bin/bash", "-e", "-c", script],
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        return outcome.returncode == 0, outcome.stdout + outcome.stderr

    def _filled(self, value: str) -> str:
        return _EXPRESSION.sub(lambda found: self._values[found[1]], value)
