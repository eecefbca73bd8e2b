"""The tables about permissions in docs/ say what the package holds.

Run this file as a program to write them anew.
"""

from __future__ import annotations

import pathlib
import re
from typing import TYPE_CHECKING

import pytest

from marketo_resources import permissions
from marketo_resources.permissions.probes import PROBES, Probe, probe_for
from marketo_resources.permissions.verdicts import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = pathlib.Path(__file__).parents[2]
PAGE, SERVICES = ROOT / "docs/permissions.md", ROOT / "docs/custom-services.md"


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


def provable() -> Iterator[str]:
    """What can be proved of each permission of Access API, and of Access Users."""
    found: dict[str, list[str]] = {claim: [] for claim in CLAIMS}
    for name in (*permissions.GROUPS["Access API"], "Access Users"):
        found[_claim(probe_for(name))].append(name)
    yield "| what can be proved | of which permissions |"
    yield "| --- | --- |"
    for claim, names in found.items():
        yield f"| {claim} ({len(names)}) | {', '.join(names)} |"


CLAIMS = (
    "that it is there, and that it is missing",
    "that both are there, and that one of the two is missing",
    "that it is missing; that it is there only by an answer that is not expected",
    "that it is missing, never that it is there",
    "nothing",
)


def _claim(probe: Probe | None) -> str:
    if probe is None:
        return CLAIMS[4]
    answer, refusal = (judge(probe, code, usage_answered=True) for code in (None, 603))
    if refusal is not Verdict.MISSING:
        return CLAIMS[1]
    if answer is not Verdict.GRANTED:
        return CLAIMS[3]
    return CLAIMS[2] if "does not exist: expect" in probe.note else CLAIMS[0]


TABLES: dict[str, tuple[pathlib.Path, Callable[[], Iterator[str]]]] = {
    "profiles": (PAGE, profiles),
    "probes": (PAGE, probes),
    "catalogue": (PAGE, catalogue),
    "provable": (SERVICES, provable),
}


def with_table(page: str, name: str) -> str:
    """The page with the table after the marker of this name."""
    table = "\n".join(TABLES[name][1]())
    return re.sub(rf"(<!-- {name} -->\n)(?:\|.*\n)*", lambda marker: f"{marker[1]}{table}\n", page)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_as_the_package_has_it(name: str) -> None:
    """Else: run this file as a program."""
    page = TABLES[name][0].read_text("utf-8")

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


def test_every_permission_is_in_one_row_of_what_can_be_proved() -> None:
    """And writing is in none that claims a proof, but for the two with a call of their own."""
    rows = [row.strip("| ").split(" | ")[1].split(", ") for row in list(provable())[2:]]
    names = [name for row in rows for name in row]

    assert len(rows) == len(CLAIMS)
    assert sorted(names) == sorted({*permissions.GROUPS["Access API"], *PROBES})
    assert all(name.startswith("Read-Only ") for name in rows[0])
    assert rows[2] == ["Read-Write Custom Object", "Read-Write Person"]
    assert all(probe_for(name) is None for name in rows[4])


if __name__ == "__main__":
    for table_name, (file, _) in TABLES.items():
        file.write_text(with_table(file.read_text("utf-8"), table_name), "utf-8")
