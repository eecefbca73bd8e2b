"""Name resources and variables after addresses and roles, each differently."""

from __future__ import annotations

import keyword

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketo_resources.cli.importing.naming import by_name, role_names, user_names, variable_names

RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LOCAL_PARTS = st.text("ab.-+_", min_size=1, max_size=3)
ADDRESSES = st.sets(
    st.builds("{}@{}.com".format, LOCAL_PARTS, st.sampled_from(["a", "b", "a-b"])), max_size=12
)


def test_a_user_is_named_after_the_part_before_the_at() -> None:
    """As a person would: short, and in letters that need no quotes anywhere."""
    assert user_names(["etl@example.com", "Web.Forms+eu@example.com"]) == {
        "etl@example.com": "etl",
        "Web.Forms+eu@example.com": "web-forms-eu",
    }


def test_addresses_that_would_share_a_name_have_their_domain_in_it() -> None:
    """All of them have it, so that no name depends on which address came first."""
    names = user_names(["etl@b.example", "crm@a.example", "etl@a.example"])
    assert names == {
        "etl@a.example": "etl-a-example",
        "etl@b.example": "etl-b-example",
        "crm@a.example": "crm",
    }


def test_addresses_that_differ_in_signs_only_are_numbered() -> None:
    """Nothing else distinguishes them."""
    names = user_names(["a.b@x.com", "a-b@x.com", "a_b@x.com"])
    assert names == {
        "a-b@x.com": "a-b-x-com",
        "a.b@x.com": "a-b-x-com-2",
        "a_b@x.com": "a-b-x-com-3",
    }


def test_a_name_that_a_stack_has_already_is_not_given_again() -> None:
    """Its URN would be that of another user."""
    assert user_names(["etl@a.com"], {"etl"}) == {"etl@a.com": "etl-a-com"}
    assert role_names([("7", "ETL")], {"etl"}) == {"7": "etl-7"}


def test_roles_of_one_name_are_told_apart_by_their_ids() -> None:
    """Marketo does not say that names are unique; a role without Latin letters gets its id."""
    roles = [("7", "ETL"), ("8", "etl "), ("9", "שלום"), ("10", "Événements")]
    assert role_names(roles) == {"7": "etl-7", "8": "etl-8", "9": "role-9", "10": "evenements"}


def test_variables_are_words_of_python_that_mean_nothing_else() -> None:
    """They are no keywords, no built-in functions, and nothing that the program imports."""
    names = ["class", "list", "marketo", "3d", "warehouse-api", "warehouse--api"]
    assert variable_names(names, {"marketo"}) == {
        "class": "class_role",
        "list": "list_role",
        "marketo": "marketo_role",
        "3d": "role_3d",
        "warehouse--api": "warehouse_api_role",
        "warehouse-api": "warehouse_api_role_2",
    }


@RELAXED
@given(ADDRESSES, st.sets(st.sampled_from(["a", "b", "a-b", "a-a-com"])))
def test_names_are_unique_whatever_the_addresses(addresses: set[str], taken: set[str]) -> None:
    """The order of the addresses does not matter."""
    names = user_names(sorted(addresses), taken)
    assert names.keys() == addresses
    assert len(set(names.values())) == len(addresses)
    assert taken.isdisjoint(names.values())
    assert user_names(sorted(addresses, reverse=True), taken) == names


@RELAXED
@given(st.sets(st.text(min_size=1), max_size=8))
def test_variables_are_unique_identifiers_whatever_the_names(names: set[str]) -> None:
    """So that a program of them runs."""
    variables = variable_names(sorted(names), {"pulumi"})
    assert len({"pulumi", *variables.values()}) == len(names) + 1
    assert all(one.isidentifier() and not keyword.iskeyword(one) for one in variables.values())


def test_names_are_sorted_as_a_person_sorts_them() -> None:
    """Neither capitals nor accents put a role at the end."""
    names = ["zebra", "Événements", "Fax", "eau"]
    assert sorted(names, key=by_name) == ["eau", "Événements", "Fax", "zebra"]
