"""How the notices of the package begin, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from tests.support.pages.said_by_the_package import PACKAGE

_SAYING = ("say", "say_once", "_say", "note", "Task")
"""The functions that print a notice, or keep it for that."""
_KEPT = {"request", "done"}
"""The arguments of `Task` that are printed as notices."""

Values = Mapping[str, list[ast.expr]]


def begins() -> Iterator[tuple[str, str]]:
    """Yield the text with which a notice of a resource begins, with its file.

    A notice that begins with what is filled in has none.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if "notices" in ast.dump(tree):
            for text in _begins_in(tree):
                yield path.relative_to(PACKAGE).as_posix(), text


def _begins_in(tree: ast.Module) -> Iterator[str]:
    of_module = _values(tree.body)
    for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
        values = {**of_module, **_values(ast.walk(function))}
        for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
            if ast.unparse(call.func).rpartition(".")[2] in _SAYING:
                for given in _given(call):
                    yield from _begin(given, values)


def _given(call: ast.Call) -> Iterator[ast.expr]:
    about_a_resource = not (call.args and ast.unparse(call.args[0]) == "''")
    yield from call.args[-1:] if about_a_resource else ()
    yield from (one.value for one in call.keywords if one.arg in _KEPT)


def _values(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """Return what names stand for: what is assigned to them, or what their functions return."""
    values: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                values.setdefault(ast.unparse(target), []).append(node.value)
        elif isinstance(node, ast.FunctionDef):
            returned = (one.value for one in ast.walk(node) if isinstance(one, ast.Return))
            values.setdefault(node.name, []).extend(filter(None, returned))
    return values


def _begin(node: ast.expr, values: Values) -> Iterator[str]:
    match node:
        case ast.Constant(str(text)) if text:
            yield text
        case ast.JoinedStr([first, *_]) | ast.FormattedValue(first) | ast.BinOp(first):
            yield from _begin(first, values)
        case ast.IfExp():
            yield from _begin(node.body, values)
            yield from _begin(node.orelse, values)
        case ast.Call(ast.Attribute(text, "format")):
            yield from _begin(text, values)
        case ast.Call(ast.Name(name)) | ast.Name(name):
            for value in values.get(name, ()):
                yield from _begin(value, values)
