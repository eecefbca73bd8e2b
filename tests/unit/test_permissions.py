"""Check permission names, their other spellings, and the profiles."""

from __future__ import annotations

import ast
import itertools
import json
import pathlib
from typing import Any, get_args

import pytest

from marketo_resources import permissions
from marketo_resources.permissions.names import _key

ROOT = pathlib.Path(__file__).parents[2]
EXTRACTS = [
    f"POST /bulk/v1/{what}/export/create.json"
    for what in ("leads", "activities", "customobjects/car_c", "program/members")
]
FACTS = pathlib.Path(__file__).parents[2] / "spec/permissions.json"


@pytest.fixture(scope="module")
def vocabulary() -> list[dict[str, Any]]:
    """Return each name in Adobe's specification, with the role editor's name if it differs."""
    words: list[dict[str, Any]] = json.loads(FACTS.read_text())["names"]
    return words


@pytest.mark.parametrize("name", sorted(permissions.CATALOGUE))
def test_a_name_of_the_role_editor_is_its_own_canonical_name(name: str) -> None:
    """Whatever its case, and with hyphens, spaces or nothing between the words."""
    spellings = [name, name.upper(), name.replace(" ", "-"), f" {name.replace('-', ' ')} "]

    assert {permissions.canonical(spelling) for spelling in spellings} == {name}


def test_no_two_names_differ_only_in_case_spaces_or_hyphens() -> None:
    """Otherwise one of them could never be named."""
    keys = {_key(name) for name in permissions.CATALOGUE}

    assert len(keys) == len(permissions.CATALOGUE)


def test_an_alias_never_hides_a_name_and_always_leads_to_one() -> None:
    """An alias is another spelling, not another permission."""
    assert not {_key(alias) for alias in permissions.ALIASES} & {
        _key(name) for name in permissions.CATALOGUE
    }
    assert set(permissions.ALIASES.values()) <= permissions.CATALOGUE


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Read-Write Lead", "Read-Write Person"),
        ("Read- Only Person", "Read-Only Person"),
        ("Read-Only Person (Lead)", "Read-Only Person"),
        ("Read-Write People", "Read-Write Person"),
        ("Read-Asset", "Read-Only Assets"),
        ("Read-Write Asset", "Read-Write Assets"),
        ("Read Only Redirect Rules", "Read-Only Redirect Rules"),
        ("Read Write Redirect Rules", "Read-Write Redirect Rules"),
        ("Read-Only Campaigns", "Read-Only Campaign"),
        ("Read-Write Named Opportunity", "Read-Write Opportunity"),
        ("Read-Write Named Accounts", "Read-Write Named Account"),
        ("Access User Management API", "Access User Management Api"),
        ("Access Lead Database", "Access Database"),
    ],
)
def test_spellings_of_adobe_and_of_vendors_are_understood(written: str, shown: str) -> None:
    """Each is on a page of Adobe's or in a vendor's setup guide."""
    assert permissions.canonical(written) == shown


def test_every_name_in_adobes_specification_leads_to_the_role_editors(
    vocabulary: list[dict[str, Any]],
) -> None:
    """A person can tick what is computed from the specification."""
    expected = {word["name"]: word.get("ui_name", word["name"]) for word in vocabulary}

    assert {name: permissions.canonical(name) for name in expected} == expected
    assert set(expected.values()) <= permissions.CATALOGUE


def test_the_groups_of_the_specifications_names_are_the_catalogues(
    vocabulary: list[dict[str, Any]],
) -> None:
    """A person finds the right part of the role editor."""
    for word in vocabulary:
        name = permissions.canonical(word["name"])
        if name not in permissions.GROUPS:
            assert permissions.by_group([name]) == {word["group"]: (name,)}


def test_an_unknown_name_passes_unchanged() -> None:
    """Marketo adds boxes, and the catalogue must not refuse a new one."""
    assert permissions.canonical("  Read-Only Hologram ") == "Read-Only Hologram"
    assert permissions.canonical("Read-Only 人 Person") == "Read-Only 人 Person"
    assert permissions.canonical_names(["Zap", "read only leads", "Read-Only Person"]) == (
        "Read-Only Person",
        "Zap",
    )


def test_an_unknown_name_is_reported_with_similar_ones() -> None:
    """The best match comes first; known spellings are not reported."""
    (unknown,) = permissions.unknown_names(["Read-Only Activty", "Read-Write Lead"])

    assert unknown.name == "Read-Only Activty"
    assert unknown.near[0] == "Read-Only Activity"
    assert "did you mean 'Read-Only Activity'" in str(unknown)


def test_a_name_like_no_other_sends_the_reader_to_the_role_editor() -> None:
    """Without a match the warning says where the names are."""
    (unknown,) = permissions.unknown_names(["Zap"])

    assert unknown.near == ()
    assert "Admin > Users & Roles > Roles" in str(unknown)


def test_boxes_are_listed_by_group_with_unknown_ones_last() -> None:
    """In the order in which a person finds them in the role editor."""
    names = ["Access Users", "Zap", "Read-Write Lead", "Edit Email", "Access API"]

    assert list(permissions.by_group(names).items()) == [
        ("Access API", ("Access API", "Read-Write Person")),
        ("Access Admin", ("Access Users",)),
        ("Access Design Studio", ("Edit Email",)),
        ("", ("Zap",)),
    ]


@pytest.mark.parametrize("name", sorted(permissions.PROFILES))
def test_a_profile_has_sorted_canonical_names_and_its_source(name: str) -> None:
    """A person can tick what a profile asks for as it is written."""
    profile = permissions.PROFILES[name]

    assert profile.name == name
    assert set(profile.permissions) <= permissions.CATALOGUE
    assert profile.permissions == permissions.canonical_names(profile.permissions)
    assert profile.source
    assert profile.description.endswith(".")


AS_THE_VENDORS_WRITE = {
    "warehouse-read": [
        f"Read-Only {noun}"
        for noun in (
            *("Activity", "Assets", "Campaign", "Company", "Custom Object", "Custom Object Type"),
            *("Named Account", "Named Account List", "Opportunity", "Person", "Sales Person"),
        )
    ],
    "people-sync": ["Read-Write People", "Read-Write Named Accounts", "Read-Write Assets"],
    "people-and-objects": [
        *("Read-Write People", "Read-Write Named Accounts", "Read-Write Assets"),
        *("Read-Write Custom Object", "Read-Write Custom Object Type"),
    ],
    "privacy": [
        *(f"Read-Only {noun}" for noun in ("Sales Person", "Named Account", "Activity")),
        *(f"Read-Only {noun}" for noun in ("Activity Metadata", "Opportunity", "Custom Object")),
        *("Read-Only Campaign", "Read-Only Company", "Read-Write Person"),
    ],
    "events": [
        *("Read Only Campaign", "Execute Campaign", "Read-Write Person"),
        "Read-Write Custom Objects",
    ],
    "custom-activities": [
        *("Read-Write Person/Lead", "Read-Write Activity", "Read-Write Activity Metadata"),
        *("Read-Only Asset", "Read-Write Custom Object"),
    ],
    "content": ["Approve Assets", "Read-Write Assets"],
    "user-administration": ["Access User Management Api", "Access Users"],
}


@pytest.mark.parametrize("name", sorted(permissions.PROFILES))
def test_a_profile_holds_what_its_source_asks_for(name: str) -> None:
    """As its setup guide writes them: no box more, none less."""
    written = [one.replace("Person/Lead", "Person") for one in AS_THE_VENDORS_WRITE[name]]

    assert permissions.PROFILES[name].permissions == permissions.canonical_names(written)


@pytest.mark.parametrize("name", sorted(permissions.PROFILES))
def test_a_profiles_names_occur_in_adobes_specification(
    vocabulary: list[dict[str, Any]], name: str
) -> None:
    """Each of them opens a call."""
    stated = {word.get("ui_name", word["name"]) for word in vocabulary}

    assert set(permissions.PROFILES[name].permissions) <= stated


def test_each_profile_is_a_constant_too() -> None:
    """`warehouse-read` is `WAREHOUSE_READ`."""
    for name, profile in permissions.PROFILES.items():
        assert getattr(permissions, name.upper().replace("-", "_")) is profile.permissions


def test_editors_complete_every_name_of_the_catalogue_and_every_profile() -> None:
    """The types name them; another permission name is accepted too, because boxes are added."""
    groups = get_args(permissions.PermissionName)
    names = [name for group in groups for name in get_args(group)]
    assert sorted(names) == sorted(permissions.CATALOGUE)
    assert sorted(get_args(permissions.ProfileName)) == sorted(permissions.PROFILES)


def test_the_warehouse_profile_only_reads() -> None:
    """Its description promises that it changes nothing."""
    assert all(name.startswith("Read-Only ") for name in permissions.WAREHOUSE_READ)
    assert len(permissions.WAREHOUSE_READ) == 11


def test_the_public_names_are_sorted_and_there() -> None:
    """`__all__` is what `marketo_resources.permissions` offers."""
    public = permissions.__all__

    assert sorted(set(public), key=lambda name: (name[0].islower(), not name.isupper(), name)) == (
        public
    )
    assert all(hasattr(permissions, name) for name in public)


def test_profiles_that_can_extract_in_bulk_warn_of_workspaces() -> None:
    """In the docstring of the profile, and by name on the page; other profiles do not."""
    nouns = {name.removeprefix("Read-Only ") for name in permissions.permissions_for(EXTRACTS)}
    assert nouns == {"Activity", "Custom Object", "Person"}
    extracting = {
        name
        for name, profile in permissions.PROFILES.items()
        if any(box.endswith(tuple(f"-{k} {n}" for k in ("Only", "Write") for n in nouns))
               for box in profile.permissions)
    }  # fmt: skip
    page = (ROOT / "docs/permissions.md").read_text("utf-8")
    warning = page.partition("### Bulk extracts and workspaces")[2].partition("\n## ")[0]
    assert {name for name in permissions.PROFILES if f"`{name}`" in warning} == extracting
    docstrings = _docstrings_of_constants(permissions.profiles.__file__)
    warned = {name for name, text in docstrings.items() if "in bulk, perhaps from all" in text}
    assert warned == {name.replace("-", "_").upper() for name in extracting}


def _docstrings_of_constants(file: str) -> dict[str, str]:
    """Return the text below each constant of a module."""
    body = ast.parse(pathlib.Path(file).read_text("utf-8")).body
    return {
        target.id: str(below.value.value)
        for constant, below in itertools.pairwise(body)
        if isinstance(constant, ast.Assign)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        for target in constant.targets
        if isinstance(target, ast.Name)
    }
