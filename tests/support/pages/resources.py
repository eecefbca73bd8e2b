"""Make the tables of docs/resources.md from signatures and docstrings: arguments and outputs."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import partial

import marketo_resources as marketo
from tests.support.pages.table import Table
from tests.support.project import ROOT

PAGE = ROOT / "docs/resources.md"
RESOURCES: dict[str, type] = {
    name: getattr(marketo, name)
    for name in ("ApiOnlyUser", "ApiOnlyRole", "CustomService", "Integration", "Provider")
}
ALIASES = {"DeclaredGrants": "list of grants", "UsersByHand": "str", "ProfileName": "str"}
"""The words for a type on the page."""
_INPUT = re.compile(r"pulumi\.(?:Input|Output)\[(.+)\]$")


def arguments(resource: type) -> Iterator[str]:
    """Yield a row for each argument of a resource: its type, its default, and what it means."""
    init = _method(_class(resource), "__init__")
    described = dict(_documented(init))
    held = {output: meaning for output, _, meaning in _outputs(resource)}
    declared = init.args.kwonlyargs
    for one, default in zip(declared, init.args.kw_defaults, strict=True):
        if one.arg != "opts":
            shown = "required" if default is None else _default(default)
            meaning = _cell(described[one.arg] or held[one.arg])
            yield f"| `{one.arg}` | {_type(one.annotation)} | {shown} | {meaning} |"


def outputs(resource: type) -> Iterator[str]:
    """Yield a row for each output of a resource, including its id by that name."""
    for name, kind, described in _outputs(resource):
        yield f"| `{name}` | {kind} | {_cell(described)} |"


def _outputs(resource: type) -> Iterator[tuple[str, str, str]]:
    body = _class(resource).body
    for one, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            assert isinstance(after, ast.Expr)
            assert isinstance(after.value, ast.Constant)
            yield one.target.id, _type(one.annotation), str(after.value.value)
        elif isinstance(one, ast.FunctionDef) and one.name.endswith("_id"):
            yield one.name, _type(one.returns), ast.get_docstring(one) or ""


def _lines(resource: type, which: str) -> Iterator[str]:
    if which == "arguments":
        yield "| argument | type | default | meaning |"
        yield "| --- | --- | --- | --- |"
        yield from arguments(resource)
    else:
        yield "| output | type | meaning |"
        yield "| --- | --- | --- |"
        yield from outputs(resource)


TABLES = {
    f"{name} {which}": Table(PAGE, f"{name} {which}", partial(_lines, resource, which))
    for name, resource in RESOURCES.items()
    for which in ("arguments", "outputs")
    if which == "arguments" or name not in {"Integration", "Provider"}
}


def _class(resource: type) -> ast.ClassDef:
    tree = ast.parse(inspect.getsource(inspect.getmodule(resource) or resource))
    [found] = [
        one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == resource.__name__
    ]
    return found


def _method(owner: ast.ClassDef, name: str) -> ast.FunctionDef:
    [found] = [one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == name]
    return found


def _documented(method: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield what the docstring says about each argument."""
    section = (ast.get_docstring(method) or "").partition("Args:\n")[2].partition("\n\n")[0]
    for entry in re.split(r"^    (?=\w+: )", section, flags=re.MULTILINE)[1:]:
        name, _, described = entry.partition(": ")
        yield name, re.sub(r"^Required(?:[.,;] |\.$)", "", " ".join(described.split()))


def _type(annotation: ast.expr | None) -> str:
    words = ast.unparse(annotation) if annotation else ""
    given = words.removesuffix(" | None")
    found = _INPUT.match(given)
    plain = found[1] if found else given
    return f"`{ALIASES.get(plain, plain).replace('pulumi.', '')}`".replace("|", r"\|")


def _default(default: ast.expr) -> str:
    words = ast.unparse(default)
    return "" if words == "None" else f"`{words}`"


def _cell(described: str) -> str:
    return " ".join(described.split()).replace("|", r"\|")
