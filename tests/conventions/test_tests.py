"""Check that test files hold tests only, and that shared helpers are in tests/support."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.project import ROOT, committed

TESTS = ROOT / "tests"
SUPPORT = TESTS / "support"
FOR_PYTEST = ("test_", "conftest")


def _sources() -> list[Path]:
    found = [path for path in committed() if path.suffix == ".py"]
    return [path for path in found if path.is_relative_to(TESTS)]


def _is_for_pytest(module: str) -> bool:
    return module.rpartition(".")[2].startswith(FOR_PYTEST)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_no_helper_lies_among_the_tests() -> None:
    """A file outside tests/support is one that pytest collects, or a conftest with fixtures."""
    elsewhere = [path for path in _sources() if not path.is_relative_to(SUPPORT)]
    assert len(elsewhere) > 50
    assert [path.name for path in elsewhere if not _is_for_pytest(path.stem)] == []


def test_no_test_lies_among_the_helpers() -> None:
    """Tests are found outside tests/support."""
    helpers = [path for path in _sources() if path.is_relative_to(SUPPORT)]
    assert len(helpers) > 30
    assert [path.name for path in helpers if _is_for_pytest(path.stem)] == []


def test_nothing_is_imported_from_a_test_file() -> None:
    """What a second file needs moves to tests/support; pytest finds fixtures in a conftest."""
    imported = {path: [*_imported(path)] for path in _sources()}
    assert any(name.startswith("tests.support.") for names in imported.values() for name in names)
    wrong = [
        f"{path.name} imports {name}"
        for path, names in imported.items()
        for name in names
        if name.startswith("tests.") and _is_for_pytest(name)
    ]
    assert wrong == []
