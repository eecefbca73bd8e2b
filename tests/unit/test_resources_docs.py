"""Check that docs/resources.md lists each argument and output as the code declares it."""

from __future__ import annotations

import inspect

import pytest

from tests.support.pages.resources import RESOURCES, TABLES, arguments


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_table_is_what_the_code_says(name: str) -> None:
    """If not: `python -m tests.support.pages`."""
    TABLES[name].assert_is_written()


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_no_argument_is_left_out_and_each_has_its_meaning(name: str) -> None:
    """All of the signature, except the name and Pulumi's options, which every resource has."""
    rows = [row.strip("| ").split(" | ") for row in arguments(RESOURCES[name])]
    declared = [*inspect.signature(RESOURCES[name]).parameters][1:-1]
    assert [row[0].strip("`") for row in rows] == declared
    assert all(row[-1] for row in rows)
    required = {row[0].strip("`") for row in rows if "required" in row}
    if name == "ApiOnlyUser":
        assert required == {"email_address", "first_name", "last_name", "roles"}
