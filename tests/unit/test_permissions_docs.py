"""Check that the tables about permissions in docs/ say what the package holds."""

from __future__ import annotations

import re

import pytest

from marketo_resources import permissions
from marketo_resources.permissions.probes import PROBES, probe_for
from tests.support.pages.permissions import CLAIMS, PAGE, TABLES, probes, provable


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_as_the_package_has_it(name: str) -> None:
    """If not: `python -m tests.support.pages`."""
    TABLES[name].assert_is_written()


def test_the_pages_example_gives_the_answer_it_shows() -> None:
    """The first block of the page runs, and its comment is the result."""
    block = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[0]
    call, _, shown = block.rpartition("\n# ")
    imports, _, expression = call.partition("\n\n")
    names: dict[str, object] = {}
    exec(imports, names)  # noqa: S102 - our own documentation

    assert repr(eval(expression, names)) == shown.strip()  # noqa: S307 - same


def test_every_probe_is_in_the_table() -> None:
    """The page has every permission that can be asked about."""
    table = "\n".join(probes())

    assert all(f"| {name} |" in table for name in PROBES)


def test_every_permission_is_in_one_row_of_what_can_be_proved() -> None:
    """No write permission is in a row that claims a proof, except for the two with a call."""
    rows = [row.strip("| ").split(" | ")[1].split(", ") for row in list(provable())[2:]]
    names = [name for row in rows for name in row]

    assert len(rows) == len(CLAIMS)
    assert sorted(names) == sorted({*permissions.GROUPS["Access API"], *PROBES})
    assert all(name.startswith("Read-Only ") for name in rows[0])
    assert rows[2] == ["Read-Write Custom Object", "Read-Write Person"]
    assert all(probe_for(name) is None for name in rows[4])
