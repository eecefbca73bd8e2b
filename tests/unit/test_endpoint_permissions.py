"""Compute the smallest set of permissions for a list of operations."""

from __future__ import annotations

import itertools
import json
import pathlib
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketo_resources import permissions
from marketo_resources.permissions.endpoints import endpoints, find, least

ROOT = pathlib.Path(__file__).parents[2]
FACTS = ROOT / "spec/permissions.json"
USER_CALLS = ROOT / "spec/user.json"


def test_the_table_is_what_the_script_makes_of_adobes_facts() -> None:
    """A newer copy of the facts must reach the package."""
    script = [sys.executable, str(ROOT / "scripts/endpoint-permissions"), "--check"]
    checked = subprocess.run(script, capture_output=True, text=True, check=False)  # noqa: S603 - our own script

    assert checked.stderr == ""
    assert checked.returncode == 0


def test_each_operation_alone_needs_what_adobes_facts_say() -> None:
    """Any: the first, which only reads; all: all; none: nothing; and what a parameter needs."""
    for fact in json.loads(FACTS.read_text())["endpoints"]:
        if fact["match"] is None:
            continue  # the specification states nothing; docs/permissions.md says what is assumed
        wanted = fact["permissions"][:1] if fact["match"] == "any" else fact["permissions"]
        operation = f"{fact['method']} {fact['path']}"
        assert permissions.permissions_for([operation]) == permissions.canonical_names(wanted)
        if extra := fact.get("conditional"):
            more = [*wanted, extra["permissions"][0]]
            asked = f"{operation}?{extra['when']}=7"
            assert permissions.permissions_for([asked]) == permissions.canonical_names(more)


def test_the_user_calls_need_what_adobes_specification_states() -> None:
    """As each call states it, apart from the table that is made of all endpoints."""
    operations = json.loads(USER_CALLS.read_text())["operations"]
    assert len(operations) == 12
    for operation in operations:
        names = permissions.canonical_names(operation["permissions"])
        assert permissions.permissions_for([operation["operation"]]) == names


def test_every_operation_is_found_by_id_by_template_and_by_a_real_path() -> None:
    """No path with ids is mistaken for another operation's."""
    for endpoint in endpoints():
        concrete = re.sub(r"{\w+}", "1017", endpoint.path)

        assert find(endpoint.operation) is endpoint
        assert find(f"{endpoint.method} {endpoint.path}") is endpoint
        assert find(f"{endpoint.method.lower()} https://host.example{concrete}") is endpoint


def test_every_permission_in_the_table_is_in_the_catalogue() -> None:
    """A person can tick what is computed."""
    for endpoint in endpoints():
        assert {*endpoint.permissions, *endpoint.extra} <= permissions.CATALOGUE


def test_a_choice_names_read_only_first() -> None:
    """Adobe's order of a choice decides what is needed: the weaker permission first."""
    for endpoint in endpoints():
        if endpoint.match == "any":
            first, *others = endpoint.permissions
            assert first.startswith("Read-Only ") or first == "Read-Write Schema Standard Field"
            assert all(name.startswith("Read-Write ") for name in others)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([], ()),
        (["GET /rest/v1/stats/usage.json"], ()),
        (["POST /identity/oauth/token"], ()),
        (["GET /rest/v1/lead/7.json"], ("Read-Only Person",)),
        (["getLeadByIdUsingGET", "syncLeadUsingPOST"], ("Read-Write Person",)),
        (["syncLeadUsingPOST", "getLeadByIdUsingGET"], ("Read-Write Person",)),
        (
            ["GET /bulk/v1/leads/export.json", "POST /rest/v1/leads.json"],
            ("Read-Only Person", "Read-Write Person"),
        ),
        (
            ["GET /userservice/management/v1/users/allusers.json"],
            ("Access User Management Api", "Access Users"),
        ),
        (
            ["POST /rest/asset/v2/email/7/update"],
            ("Access Design Studio", "Edit Email", "Read-Write Assets"),
        ),
        (["GET /rest/asset/v1/landingPage/7/variables.json"], ("Read-Only Assets",)),
        (["GET /rest/v1/leads/schema/fields.json"], ("Read-Write Schema Standard Field",)),
        (
            ["GET /rest/v1/leads/schema/fields.json", "POST /rest/v1/leads/schema/fields.json"],
            ("Read-Write Schema Custom Field",),
        ),
    ],
)
def test_the_least_set_covers_the_operations(
    operations: list[str], expected: tuple[str, ...]
) -> None:
    """All, any and none are kept; no weaker permission is added to one that is needed anyway."""
    assert permissions.permissions_for(operations) == expected


def test_a_parameter_that_needs_more_counts_only_when_it_is_sent() -> None:
    """An e-mail's content as one person sees it needs that person's data."""
    path = "GET /rest/asset/v1/email/7/fullContent.json"

    assert permissions.permissions_for([path]) == ("Read-Only Assets",)
    assert permissions.permissions_for([f"{path}?status=draft"]) == ("Read-Only Assets",)
    assert permissions.permissions_for([f"{path}?leadId=7"]) == (
        "Read-Only Assets",
        "Read-Only Person",
    )
    assert permissions.permissions_for(["getEmailFullContentUsingGET?leadId"]) == (
        "Read-Only Assets",
        "Read-Only Person",
    )


def test_a_long_get_that_is_sent_as_post_needs_no_more_than_the_get() -> None:
    """Adobe's solution for URLs that are too long: POST with `_method=GET`."""
    assert permissions.permissions_for(["POST /rest/v1/leads.json?_method=GET"]) == (
        "Read-Only Person",
    )


@pytest.mark.parametrize(
    ("operation", "near"),
    [
        ("GET /v1/leads.json", "GET /rest/v1/leads.json"),
        ("/rest/v1/leads.json", "GET /rest/v1/leads.json"),
        ("GET /rest/v1/leads/merge.json", "/rest/v1/lead"),
        ("syncLeadsUsingPOST", "syncLeadUsingPOST"),
        ("DELETE /rest/v1/leads.json", "POST /rest/v1/leads.json"),
        ("?", "give a method and a path"),
    ],
)
def test_an_unknown_operation_is_refused_with_near_matches(operation: str, near: str) -> None:
    """A guess of its permissions could be wrong."""
    with pytest.raises(permissions.UnknownOperationError, match=re.escape(near)):
        permissions.permissions_for([operation])


NAMES = [f"{access} {noun}" for noun in "ABC" for access in ("Read-Only", "Read-Write")]
CLAUSES = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(tuple), max_size=6
)


@given(CLAUSES)
def test_no_smaller_set_and_none_with_fewer_writes_would_do(clauses: list[tuple[str, ...]]) -> None:
    """Compared with every possible set."""
    answer = least(clauses)

    def cost(names: frozenset[str]) -> tuple[int, int]:
        return len(names), sum(name.startswith("Read-Write") for name in names)

    every = (
        frozenset(names)
        for size in range(len(NAMES) + 1)
        for names in itertools.combinations(NAMES, size)
    )
    covering = [names for names in every if all(not names.isdisjoint(one) for one in clauses)]
    assert cost(answer) == min(map(cost, covering))
    assert answer in covering


@given(CLAUSES.flatmap(lambda clauses: st.tuples(st.just(clauses), st.permutations(clauses))))
def test_the_order_of_the_operations_does_not_matter(
    both: tuple[list[tuple[str, ...]], list[tuple[str, ...]]],
) -> None:
    """The set is the same in every run, so that a preview lists no change."""
    assert least(both[0]) == least(both[1])


def test_all_operations_together_are_covered_with_nothing_to_spare() -> None:
    """For this largest input, each permission is the only one that covers something."""
    everything = set(permissions.permissions_for(one.operation for one in endpoints()))
    clauses = [set(names) for one in endpoints() for names in one.clauses(())]

    assert all(names & everything for names in clauses)
    assert all({name} in (names & everything for names in clauses) for name in everything)
