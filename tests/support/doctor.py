"""Run the doctor on a machine that a test sets up."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketo_resources.cli.command import group

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR")
NEW_ENOUGH = "v3.274.1"


@dataclass(frozen=True)
class Row:
    """A line of the doctor: its state, its text and its remedy."""

    state: str
    text: str
    remedy: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Diagnosis:
    """The result of the doctor: its exit code and its lines."""

    code: int
    rows: Mapping[str, Row]
    printed: str

    @property
    def failed(self) -> list[str]:
        """Return the names of the lines that fail."""
        return [name for name, row in self.rows.items() if row.state == "failed"]

    @property
    def skipped(self) -> list[str]:
        """Return the names of the lines that could not be checked."""
        return [name for name, row in self.rows.items() if row.state == "skipped"]


class Machine:
    """A machine with `pulumi` and `python3` on PATH, in a folder that holds no project."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.programs, self.project = folder / "bin", folder / "project"
        self.programs.mkdir()
        self.project.mkdir()
        self._patch = patch
        for name in (*PROXIES, *TRUST, *(one for one in os.environ if one.startswith("MARKETO_"))):
            patch.delenv(name, raising=False)
        patch.setenv("PATH", f"{self.programs}{os.pathsep}/usr/bin{os.pathsep}/bin")
        patch.chdir(self.project)
        self.install("pulumi", f"echo {NEW_ENOUGH}")
        for plugin in ("pulumi-language-python", "pulumi-resource-pulumi-python"):
            self.install(plugin, "exit 1")
        self.install("python3", f'exec "{sys.executable}" "$@"')

    def install(self, name: str, script: str) -> None:
        """Put a program on PATH that runs a shell script."""
        program = self.programs / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def remove(self, name: str) -> None:
        """Take a program away."""
        (self.programs / name).unlink()

    def doctor(self, environment: Mapping[str, str], *words: str) -> Diagnosis:
        """Run the doctor with these variables in addition to the machine's own."""
        for name, value in environment.items():
            self._patch.setenv(name, value)
        printed, code = self._run("doctor", "--json", *words)
        rows = {
            row["name"]: Row(row["state"], row["text"], row["remedy"], tuple(row["details"]))
            for row in json.loads(printed)["rows"]
        }
        return Diagnosis(code, rows, printed)

    def lines(self, environment: Mapping[str, str], *words: str) -> str:
        """Run the doctor as a person does, and return the lines that it prints."""
        for name, value in environment.items():
            self._patch.setenv(name, value)
        return self._run("doctor", *words)[0]

    def _run(self, *words: str) -> tuple[str, int]:
        outcome = CliRunner().invoke(group, words, standalone_mode=False, catch_exceptions=False)
        return outcome.stdout, outcome.return_value
