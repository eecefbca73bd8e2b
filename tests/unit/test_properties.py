"""Read inputs and outputs as models, and write them as the engine's dictionaries."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from marketo_resources.core.fields import Name
from marketo_resources.core.properties import (
    NotCompared,
    Partial,
    Problem,
    Properties,
    ReplaceOnChange,
    changed_fields,
    differing,
    parse,
    replacing,
)
from marketo_resources.core.unknown import UNKNOWN, Unknown
from marketo_resources.role_grants.grant import AsSetOfGrants, DeclaredGrant


class Sample(Properties):
    """A resource with a field of each kind."""

    name: Name = Field(description="give a name")
    size: int = 3
    note: Annotated[str | None, NotCompared()] = None
    place: Annotated[str | None, ReplaceOnChange()] = None
    roles: Annotated[list[DeclaredGrant] | None, AsSetOfGrants()] = None


GRANT = {"role_id": "7", "role_name": "R", "workspace_id": "1", "workspace": "W"}
OTHER = {"role_id": "8", "role_name": "S", "workspace_id": "1", "workspace": "W"}


def differences(olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
    """Return what differs between two dictionaries of the engine's."""
    return differing(Sample, parse(Sample, olds), parse(Sample, news))


def test_every_problem_is_found_at_once_on_its_own_property() -> None:
    """A user can correct all of them after one preview."""
    declared = parse(Sample, {"size": "big", "roles": [GRANT, {"role_id": "7", "bla": 1}]})
    assert declared.problems == (
        Problem("name", "is required: give a name"),
        Problem("size", "must be a whole number"),
        Problem("roles[1].bla", "is not a property of this resource: remove it"),
    )


def test_a_misspelt_property_is_reported_with_the_one_that_may_be_meant() -> None:
    """Whoever writes a grant as a dictionary has no editor that knows its keys."""
    declared = parse(Sample, {"name": "n", "roles": [GRANT | {"workspaceId": "1"}]})
    reason = "is not a property of this resource: remove it (did you mean workspace_id?)"
    assert declared.problems == (Problem("roles[0].workspaceId", reason),)


def test_what_is_unknown_is_neither_validated_nor_missing() -> None:
    """It depends on a resource that does not exist yet."""
    declared = parse(Sample, {"name": UNKNOWN, "roles": [{"role_id": UNKNOWN}, UNKNOWN]})
    assert declared.problems == ()
    assert declared.unknown == {"name"}
    assert not declared.knows("name")
    assert declared.knows("size", "roles")


def test_what_is_unknown_is_handed_back_as_unknown() -> None:
    """The engine shows it as `output<…>`, even if it is nested."""
    wire = parse(Sample, {"name": UNKNOWN, "roles": [{"role_id": UNKNOWN}, UNKNOWN]}).to_wire()
    assert isinstance(wire["name"], Unknown)
    assert isinstance(wire["roles"][0]["role_id"], Unknown)
    assert isinstance(wire["roles"][1], Unknown)


def test_unset_values_are_left_out_and_defaults_are_written() -> None:
    """The engine drops None anyway; with a default in state, a later default is no change."""
    assert parse(Sample, {"name": " N ", "note": None}).to_wire() == {
        "name": "N",
        "size": 3,
    }


def test_the_engines_floats_become_whole_numbers() -> None:
    """Numbers travel as floats."""
    assert parse(Sample, {"name": "N", "size": 4.0}).known.size == 4


@pytest.mark.parametrize(
    ("olds", "news", "expected"),
    [
        ({"name": "N"}, {"name": "N"}, []),
        ({"name": "N"}, {"name": " N "}, []),
        ({"name": "N"}, {"name": "M"}, ["name"]),
        ({"name": "N", "size": 3.0}, {"name": "N"}, []),
        ({"name": "N", "size": 4.0}, {"name": "N"}, ["size"]),
        ({"name": "N", "note": "a"}, {"name": "N", "note": "b"}, []),
        ({"name": "N", "__provider": "a"}, {"name": "N", "__provider": "b"}, []),
        ({"name": "N", "place": "a"}, {"name": "N"}, ["place"]),
        ({"name": "N", "roles": [GRANT, OTHER]}, {"name": "N", "roles": [OTHER, GRANT]}, []),
        ({"name": "N", "roles": [GRANT]}, {"name": "N", "roles": [GRANT, OTHER]}, ["roles"]),
        (
            {"name": "N", "roles": [GRANT]},
            {"name": "N", "roles": [GRANT | {"role_name": "renamed"}]},
            [],
        ),
        (
            {"name": "N", "roles": [GRANT]},
            {"name": "N", "roles": [{"role_id": UNKNOWN}]},
            ["roles"],
        ),
        ({"name": "N"}, {"name": UNKNOWN}, ["name"]),
        ({}, {"name": "N"}, ["name"]),
        ({"name": ""}, {"name": "N"}, ["name"]),
    ],
)
def test_only_another_meaning_counts_as_a_difference(
    olds: dict[str, Any], news: dict[str, Any], expected: list[str]
) -> None:
    """Spelling, order and unmanaged fields do not count; unknown and unreadable values do."""
    assert differences(olds, news) == expected


def test_which_difference_replaces_is_marked_on_the_field() -> None:
    """The engine gets the properties, so that the preview names them."""
    assert replacing(Sample, ["name", "place"]) == ["place"]


def test_what_is_recorded_is_compared_with_a_complete_model_the_same_way() -> None:
    """An update sends what its preview has listed."""
    old = Sample(name="N", roles=[GRANT, OTHER])
    new = Sample(name="M", roles=[OTHER, GRANT], note="x")
    assert changed_fields(Sample, Partial(old), new) == ["name"]


def test_what_is_neither_known_nor_valid_is_no_field_of_what_was_read() -> None:
    """`get` returns its default, and valid fields are still there."""
    read = parse(Sample, {"name": UNKNOWN, "size": "big", "note": "n"}).values
    assert [read.knows(name) for name in ("name", "size", "note")] == [False, False, True]
    assert (read.get("name", "later"), read.get("note", "later")) == ("later", "n")
    assert not hasattr(read, "note"), (
        "an attribute would hide from the type checker that it may be missing"
    )


def test_a_complete_model_lacks_nothing() -> None:
    """Code that accepts a partial model accepts a complete one too."""
    whole = Sample(name="N", roles=[GRANT], note="n")
    assert Partial(whole).knows("name", "roles", "note")
    assert Partial(whole).get("name", "later") == "N"
