"""The tables of docs/permissions.md say what the package holds.

Run this file as a program to write them anew.
"""

from __future__ import annotations

import pathlib
import re
from typing import TYPE_CHECKING

import pytest

from marketo_resources import permissions
from marketo_resources.permission_probes import PROBES, Probe, probe_for
from marketo_resources.permission_verdicts import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = pathlib.Path(__file__).parents[2] / "docs/permissions.md"


def profiles() -> Iterator[str]:
    """Each profile's permissions and where they come from."""
    yield "| profile | for what | permissions | source |"
    yield "| --- | --- | --- | --- |"
    for name, profile in sorted(permissions.PROFILES.items()):
        boxes = ", ".join(profile.permissions)
        yield f"| `{name}` | {profile.description} | {boxes} | {profile.source} |"


def probes() -> Iterator[str]:
    """What an answer and what a refusal prove about each permission of Access API, and two more."""
    yield "| permission | GET | an answer proves | 603 proves | note |"
    yield "| --- | --- | --- | --- | --- |"
    for name in (*permissions.GROUPS["Access API"], "Access Users"):
        probe = probe_for(name)
        yield _probe(probe) if probe else f"| {name} | none is harmless | nothing | nothing | |"


def _probe(probe: Probe) -> str:
    answer, refusal = (judge(probe, code, usage_answered=True) for code in (None, 603))
    proofs = [
        "granted" if answer is Verdict.GRANTED else "nothing",
        "missing" if refusal is Verdict.MISSING else "one of the two is missing",
    ]
    path = probe.path.partition("?")[0]
    return f"| {probe.permission} | `{path}` | {proofs[0]} | {proofs[1]} | {probe.note} |".replace(
        "|  |", "| |"
    )


def catalogue() -> Iterator[str]:
    """The boxes by group."""
    yield "| group | boxes |"
    yield "| --- | --- |"
    for group, boxes in permissions.GROUPS.items():
        yield f"| {group} | {', '.join(boxes)} |".replace("|  |", "| |")


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "profiles": profiles,
    "probes": probes,
    "catalogue": catalogue,
}


def with_table(page: str, name: str) -> str:
    """The page with the table after the marker of this name."""
    table = "\n".join(TABLES[name]())
    return re.sub(rf"(<!-- {name} -->\n)(?:\|.*\n)*", lambda marker: f"{marker[1]}{table}\n", page)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_as_the_package_has_it(name: str) -> None:
    """Else: run this file as a program."""
    page = PAGE.read_text("utf-8")

    assert f"<!-- {name} -->" in page
    assert with_table(page, name) == page


def test_the_pages_example_gives_the_answer_it_shows() -> None:
    """The first block of the page runs, and its comment is the result."""
    block = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[0]
    call, _, shown = block.rpartition("\n# ")
    imports, _, expression = call.partition("\n\n")
    names: dict[str, object] = {}
    exec(imports, names)  # noqa: S102 - our own documentation

    assert repr(eval(expression, names)) == shown.strip()  # noqa: S307 - same


def test_every_probe_is_in_the_table() -> None:
    """No permission that can be asked about is left out of the page."""
    table = "\n".join(probes())

    assert all(f"| {name} |" in table for name in PROBES)


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    for table_name in TABLES:
        text = with_table(text, table_name)
    PAGE.write_text(text, "utf-8")
