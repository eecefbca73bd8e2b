"""Read every text that the package may show to a person from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.project import ROOT

PACKAGE = ROOT / "marketo_resources"
NO_MESSAGES = {
    "permissions/names.py": "data: what Marketo calls its permissions",
    "permissions/profiles.py": "data: the same",
    "permissions/probes.py": "data: docs/permissions.md shows it",
    "marketo/dates.py": "within the client, where it becomes the trouble `unreadable`",
    "marketo/reading.py": "same",
    "marketo/error_table.py": "the table at the end of the page is made of it",
}
"""Files whose sentences are not messages, and why."""

NO_MESSAGE = re.compile(
    r"Found \| None|no client with requested id|Access User Management Api|"
    r"PRAGMA |-c TimeZone=|SELECT |CREATE (TABLE|INDEX) |… in …$"
)
"""Texts that are types, Marketo's own words, names or statements, or only join others."""

_SENTENCE = re.compile(r"\S+ \S+ \S+")


def messages() -> Iterator[tuple[str, str]]:
    """Yield the texts of the package, except the output of the operator's command."""
    return ((place, text) for place, text in said() if not place.startswith("cli/"))


def said() -> Iterator[tuple[str, str]]:
    """Yield each text of three words and more, with its place; `…` stands for what is filled in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name in NO_MESSAGES:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for node, text in _texts(tree):
            if _SENTENCE.search(text) and not NO_MESSAGE.match(text):
                yield f"{name}:{node.lineno}", text


def _texts(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    silent = set(_silent(tree))
    for node in ast.walk(tree):
        if node in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node, _written(node)
            silent.update(part for part in ast.walk(node) if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, re.sub(r"\{[^{}]*\}", "…", node.value)


def _written(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
    )


def _silent(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the texts that nobody sees: docstrings, descriptions of fields, unreachable code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg in {"description", "help"}:
            yield from ast.walk(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "AssertionError":
            yield from ast.walk(node)
