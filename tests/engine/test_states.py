"""Let this version understand the state that a release has written, here and on another machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import changes, users
from tests.support.states.written import (
    FOLDER,
    THIS_VERSION,
    Marketos,
    Written,
    services,
    two_marketos,
)

ROOT = Path(__file__).parents[2]
STATES = sorted(FOLDER.glob("*.json"))
ADOPTED = "adopted@example.com"
OURS = [word for name in ("adopted", "loader", "warehouse") for word in ("--target", f"**::{name}")]
"""Options that target all resources except the explicit provider's, whose connection stays."""


@pytest.fixture
def marketos() -> Iterator[Marketos]:
    """Serve the Marketo of the stack, and that of its explicit provider."""
    with two_marketos() as both:
        yield both


@pytest.fixture
def stack(tmp_path: Path, engine: Path) -> Stack:
    """Return a stack that is connected to nothing yet."""
    return Stack(tmp_path / "stack", engine)


def restore(path: Path, stack: Stack, marketos: Marketos) -> None:
    """Put a stack and both Marketos back to the time when a state was written."""
    Written.load(path, marketos.addresses()).restore(stack, marketos)


def destroy(stack: Stack, marketos: Marketos) -> None:
    """Destroy a stack, once a person has deleted its custom services."""
    for service in services(marketos.marketo):
        marketos.marketo.subscription.remove_service(service.client_id)
    stack.destroy()
    assert stack.state() == []
    assert [one["email"] for one in users(marketos.marketo)] == [ADOPTED]
    assert users(marketos.sandbox) == []


def test_this_version_has_written_its_state() -> None:
    """If not: `python -m tests.support.states`."""
    assert THIS_VERSION in [path.stem for path in STATES]


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.stem)
def test_a_written_state_plans_clean(stack: Stack, marketos: Marketos, path: Path) -> None:
    """No preview lists a change, no refresh finds one, nothing is sent; it can be destroyed."""
    restore(path, stack, marketos)
    assert stack.steps() == {}
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    stack.up("--expect-no-changes")
    assert changes(marketos.marketo) == []
    assert changes(marketos.sandbox) == []
    destroy(stack, marketos)


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.stem)
def test_a_written_state_never_acts_on_another_instance(
    stack: Stack, marketos: Marketos, path: Path
) -> None:
    """Every command is refused where the connection leads elsewhere, and nothing is sent."""
    restore(path, stack, marketos)
    restored = stack.managed().keys()
    marketos.marketo.app.calls.clear()
    with Simulator() as other:
        stack.environment["MARKETO_BASE_URL"] = other.base_url
        refusal = (
            f"it lives on the Marketo instance {marketos.marketo.base_url.removeprefix('http://')},"
            f" but the connection leads to {other.base_url.removeprefix('http://')} (set by "
            "MARKETO_BASE_URL). Nothing was read or changed."
        )
        assert refusal in stack.preview(fails=True)
        assert refusal in stack.preview("--refresh", fails=True)
        assert refusal in stack.run("refresh", "--yes", "--skip-preview", fails=True)
        assert refusal in stack.run("destroy", "--yes", "--skip-preview", *OURS, fails=True)
        assert other.app.calls.all() == []
    assert marketos.marketo.app.calls.all() == []
    assert changes(marketos.sandbox) == []
    assert stack.managed().keys() == restored
    del stack.environment["MARKETO_BASE_URL"]
    assert stack.steps() == {}


def test_a_written_state_uses_every_kind_of_resource() -> None:
    """A kind that it lacks would not be tested."""
    written = json.loads((FOLDER / f"{THIS_VERSION}.json").read_text("utf-8"))
    resources = written["stack"]["deployment"]["resources"]
    kinds = {one["type"].rsplit(":", 1)[1] for one in resources}
    assert {"ApiOnlyRole", "ApiOnlyUser", "CustomService", "Integration"} <= kinds
    assert {one["outputs"].get("adopted") for one in resources if "outputs" in one} >= {True, False}
    assert [one["inputs"].get("marketo:provider") for one in resources if "inputs" in one].count(
        "sandbox"
    )


def wheel(folder: Path) -> Path:
    """Build the package as it is installed, from a copy, because building leaves files behind."""
    source = folder / "source"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("marketo_resources", "marketo_simulator"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    return next(folder.glob("*.whl"))


def pip(*words: str) -> None:
    """Run pip; show its output if it fails."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def another_python(folder: Path, *, with_requirements: bool) -> Path:
    """Make an interpreter that has the package as a wheel, and nothing of this checkout."""
    home = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)  # noqa: S603 - same
    python = home / "bin" / "python"
    packages = next(home.glob("lib/python*/site-packages"))
    if not with_requirements:
        # A folder named here lends its packages, but not its links: the checkout's is one.
        (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
        with pytest.raises(subprocess.CalledProcessError):
            where_is_the_package(python, folder)
    only = () if with_requirements else ("--no-deps",)
    pip("--python", str(python), "install", *only, str(wheel(folder)))
    assert home in where_is_the_package(python, folder).parents
    return python


def where_is_the_package(python: Path, folder: Path) -> Path:
    """Return the file that an interpreter imports."""
    program = "import marketo_resources; print(marketo_resources.__file__)"
    found = subprocess.run(  # noqa: S603 - same
        [python, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip())


@pytest.mark.parametrize(
    "with_requirements",
    [
        pytest.param(False, id="requirements lent"),
        pytest.param(True, id="requirements installed", marks=pytest.mark.long),
    ],
)
def test_a_stack_is_destroyed_where_only_the_package_is_installed(
    tmp_path: Path, stack: Stack, marketos: Marketos, *, with_requirements: bool
) -> None:
    """Another folder, another home, no program, no checkout: state and wheel are enough."""
    restore(FOLDER / f"{THIS_VERSION}.json", stack, marketos)
    (stack.folder / "project" / "__main__.py").unlink()
    python = another_python(tmp_path / "elsewhere", with_requirements=with_requirements)
    path = os.pathsep.join([str(python.parent), str(stack.engine), os.environ["PATH"]])
    stack.environment |= {"PATH": path, "HOME": str(tmp_path / "home"), "VIRTUAL_ENV": ""}
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    destroy(stack, marketos)
