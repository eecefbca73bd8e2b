"""Find import cycles by reading sources, so that no import is overlooked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

Graph = dict[str, set[str]]


def modules(package: Path) -> dict[str, Path]:
    """Return the file of each module of a package, by the module's full name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def import_graph(package: Path) -> Graph:
    """Return which modules of the package each of its modules imports.

    Imports under `TYPE_CHECKING` and in functions count. That an import of a module also runs the
    packages around it does not: every module would then depend on what its package shows.
    """
    files = modules(package)
    return {name: set(_imported(name, path, files)) - {name} for name, path in files.items()}


def find_cycle(graph: Graph) -> list[str]:
    """Return the modules of one import cycle, the first again at the end; empty without a cycle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _imported(name: str, path: Path, files: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in files)
        elif isinstance(node, ast.ImportFrom):
            base = _base(name, path, node)
            for one in node.names:
                submodule = f"{base}.{one.name}"
                yield from [submodule if submodule in files else base] if base in files else []


def _base(name: str, path: Path, node: ast.ImportFrom) -> str:
    """Return the module that an import takes from, for relative imports too."""
    if not node.level:
        return node.module or ""
    package = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, node.module] if node.module else kept)
