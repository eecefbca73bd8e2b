"""Check what a stack needs on this machine: `pulumi` and its plug-ins, Python and its packages."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from importlib.metadata import metadata, requires, version
from pathlib import Path

from marketo_resources.cli.doctor.rows import Check, Finding, begun, failed, note, ok, within
from marketo_resources.cli.pulumi_command import PulumiCommandError, pulumi

__all__ = ["on_this_machine"]

_SECONDS = 8.0
"""Wait this many seconds for a program of this machine; meanwhile the network is checked."""
_PLUGINS = ("pulumi-language-python", "pulumi-resource-pulumi-python")
"""The plug-ins for Python programs and for this package's resources; `pulumi` brings both."""
_PACKAGES = ("marketo-resources", "pulumi")
_ASK_PYTHON = f"""
import json, sys
found = {{}}
for name in {_PACKAGES!r}:
    try:
        from importlib import metadata
        found[name] = metadata.version(name)
    except ImportError:
        pass
print(json.dumps([list(sys.version_info[:3]), sys.executable, found]))
"""
"""A program that any Python can run, even one that is too old."""
_TRY_PULUMI = "Run it yourself. If it fails there too, install it again (https://www.pulumi.com/docs/install/)."
_INSTALL_PULUMI = "Install a newer one (https://www.pulumi.com/docs/install/)."
Version = tuple[int, ...]


def on_this_machine(project: Path) -> list[Check]:
    """Return the checks of what is installed; each begins at once and is waited for in its turn.

    Args:
        project: The folder of the stack's project, or the current one.
    """
    printed = begun(lambda: pulumi("version", directory=Path(), seconds=_SECONDS))
    asked = begun(lambda: _asked(_python(project)))
    return [
        Check("pulumi", lambda: _pulumi(printed)),
        Check("plug-ins", _plugins, ("pulumi",)),
        Check("Python", lambda: _python_found(asked)),
        Check("packages", lambda: _packages(asked), ("Python",)),
    ]


@dataclass(frozen=True)
class _Python:
    """The Python that runs the stack's program: its command, and why it is that one."""

    command: str
    why: str

    def __str__(self) -> str:
        return f"{self.command} ({self.why})"


@dataclass(frozen=True)
class _Facts:
    """The facts that a Python reports about itself.

    Attributes:
        python: The Python that was asked.
        trouble: The reason why it cannot be run; empty if it can.
        version: Its version.
        path: Where it is.
        packages: The versions of the packages in it that a stack needs, by their names.
    """

    python: _Python
    trouble: str = ""
    version: Version = ()
    path: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)


def _pulumi(printed: Future[str]) -> Finding:
    try:
        text = within(_SECONDS, printed, f"`pulumi version` did not end within {_SECONDS:g} s")
    except PulumiCommandError as error:
        return failed(str(error), _TRY_PULUMI if shutil.which("pulumi") else "")
    text = text.strip()
    found, oldest = _number(text), _oldest_pulumi()
    if found and found < _number(oldest):
        return failed(
            f"pulumi {text} is older than {oldest}, the oldest that is accepted.",
            _INSTALL_PULUMI,
        )
    return ok(f"{text} at {shutil.which('pulumi')}")


def _plugins() -> Finding:
    folder = Path(shutil.which("pulumi") or "").resolve().parent
    missing = [
        name
        for name in _PLUGINS
        if not (shutil.which(name) or shutil.which(name, path=str(folder)))
    ]
    if missing:
        return failed(
            f"{' and '.join(missing)} cannot be found on PATH, nor next to pulumi in {folder}.",
            "They come with Pulumi's own download, and some other packages of it leave them out: "
            "install Pulumi's own (https://www.pulumi.com/docs/install/).",
        )
    return ok(", ".join(_PLUGINS))


def _python_found(asked: Future[_Facts]) -> Finding:
    facts = within(_SECONDS, asked, f"Python did not start within {_SECONDS:g} s")
    if facts.trouble:
        return failed(f"{facts.python} cannot be run: {facts.trouble}.", _MAKE_PYTHON)
    oldest = metadata("marketo-resources")["Requires-Python"].removeprefix(">=")
    written = ".".join(map(str, facts.version))
    if facts.version < _number(oldest):
        return failed(
            f"{facts.python} is Python {written}, older than {oldest}, "
            "the oldest that is accepted.",
            _MAKE_PYTHON,
        )
    return ok(f"{written} at {facts.python}")


def _packages(asked: Future[_Facts]) -> Finding:
    facts, own, oldest = asked.result(), version("marketo-resources"), _oldest_pulumi()
    install = _install(facts.path, own)
    if missing := [name for name in _PACKAGES if name not in facts.packages]:
        return failed(f"{facts.path} has no package {' and no '.join(missing)}.", install)
    found = ", ".join(f"{name} {one}" for name, one in facts.packages.items())
    if _number(facts.packages["pulumi"]) < _number(oldest):
        return failed(f"{found}: pulumi {oldest} is the oldest that is accepted.", install)
    if facts.packages["marketo-resources"] != own:
        return note(f"{found}, but this command is that of marketo-resources {own}", install)
    return ok(found)


def _install(python: str, own: str) -> str:
    install = f'`{python} -m pip install "marketo-resources=={own}"`'
    if sys.prefix == sys.base_prefix or Path(python).is_relative_to(sys.prefix):
        return f"Run {install}."
    return (
        f"Activate the environment of this command ({sys.prefix}), or name it as `virtualenv` in "
        f"Pulumi.yaml, or run {install}."
    )


def _python(project: Path) -> _Python:
    """Return what Pulumi runs a Python program with, by what the project says."""
    text = _project_text(project)
    project = _program_folder(project.absolute(), _option(text, "main"))
    toolchain = _option(text, "toolchain")
    if folder := _option(text, "virtualenv"):
        return _in_folder(project / folder, "virtualenv in Pulumi.yaml")
    if toolchain == "uv":
        return _in_folder(project / ".venv", "toolchain uv in Pulumi.yaml")
    if toolchain == "poetry":
        return _in_folder(_poetry_folder(project), "toolchain poetry in Pulumi.yaml")
    if named := os.environ.get("PULUMI_PYTHON_CMD"):
        return _Python(named, "PULUMI_PYTHON_CMD")
    usual = "python" if sys.platform == "win32" else "python3"
    return _Python(shutil.which(usual) or usual, "the first on PATH")


def _program_folder(project: Path, main: str) -> Path:
    program = project / main
    return program if program.is_dir() else program.parent


def _in_folder(folder: Path, why: str) -> _Python:
    program = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return _Python(str(folder.joinpath(*program)), why)


def _poetry_folder(project: Path) -> Path:
    try:
        outcome = _run("poetry", "env", "info", "--path", folder=project)
    except (OSError, subprocess.SubprocessError):
        return project / ".venv"
    return Path(outcome.stdout.strip() or project / ".venv")


def _project_text(project: Path) -> str:
    try:
        return (project / "Pulumi.yaml").read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _option(text: str, name: str) -> str:
    found = re.search(rf"^[^#\n]*\b{name}:\s*[\"']?([^\s\"',}}#]+)", text, re.MULTILINE)
    return found[1] if found else ""


def _asked(python: _Python) -> _Facts:
    try:
        outcome = _run(python.command, "-c", _ASK_PYTHON)
        number, path, packages = json.loads(outcome.stdout)
        return _Facts(python, "", tuple(number), path, packages)
    except subprocess.CalledProcessError as error:
        printed = error.stderr.strip().splitlines() or [f"it ended with code {error.returncode}"]
        return _Facts(python, printed[-1])
    except subprocess.TimeoutExpired:
        return _Facts(python, f"it did not end within {_SECONDS:g} s")
    except OSError as error:
        return _Facts(python, error.strerror or "it cannot be started")
    except ValueError:
        return _Facts(python, "it printed something unexpected")


def _run(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words, and the Python that Pulumi would run
        words,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )


def _oldest_pulumi() -> str:
    needed = " ".join(requires("marketo-resources") or ())
    found = re.search(r"\bpulumi\b[^;]*?>=([\d.]+)", needed)
    return found[1] if found else "0"


def _number(written: str) -> Version:
    found = re.search(r"\d+(\.\d+)*", written)
    return tuple(map(int, found[0].split("."))) if found else ()


_MAKE_PYTHON = (
    "Install Python 3.11 or newer, make a virtual environment with it, install the project's "
    "requirements there, and name its folder as `virtualenv` in Pulumi.yaml, or activate it."
)
