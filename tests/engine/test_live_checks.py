"""Let `check` refuse what Marketo would refuse, where that can be known: one test each."""

from __future__ import annotations

from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.provider_process import ProviderProcess, configuration, provider_process
from tests.support.engine.subscription import OPERATOR, role_id, user_named
from tests.support.engine.warehouse import EMAIL, USER, WAREHOUSE, refused


@pytest.mark.parametrize(
    ("grant", "property_", "words"),
    [
        ({"role_name": "Warehous APIs"}, "role_name", "Did you mean 'Warehouse API'?"),
        ({"role_name": "warehouse api"}, "role_name", "differs only in case or spaces"),
        ({"role_id": "4711"}, "role_id", "no role of Marketo has the id 4711"),
        (WAREHOUSE | {"workspace": "Asia"}, "workspace", "no workspace 'Asia'. There are: 'Def"),
        (WAREHOUSE | {"workspace": "europe"}, "workspace", "differs only in case or spaces"),
        ({"role_name": "Warehouse API"}, "workspace", "several workspaces ('Default', 'Europe')"),
        ({"role_name": "API User Management", "workspace": "Default"}, "workspace",
         "can only be granted for all workspaces"),
        ({"workspace": "Default"}, "role_name", "is missing, and so is role_id"),
        ("Warehouse API", "", "is the text 'Warehouse API', not a role grant"),
    ],
    ids=["role unknown", "role of another case", "role id unknown", "workspace unknown",
         "workspace of another case", "workspace not given", "only all workspaces", "no role",
         "no grant"],
)  # fmt: skip
def test_a_grant_that_marketo_would_refuse_is_refused_in_preview(
    process: ProviderProcess, grant: Any, property_: str, words: str
) -> None:
    """The problem is on the part at fault, and says what would be right."""
    problems = refused(process, roles=[WAREHOUSE, grant])
    assert list(problems) == ["roles[1]" + (f".{property_}" if property_ else "")]
    assert words in " ".join(problems.values())


def test_two_roles_of_one_name_are_told_apart_by_their_ids(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """Nobody can know which one is meant, so the problem asks for one of their ids."""
    made = marketo.subscription.add_role("Warehouse API", [])
    said = refused(process)["roles[0].role_name"]
    assert f"2 roles are named 'Warehouse API' (ids {role_id(marketo, 'Warehouse API')}" in said
    assert refused(process, roles=[{"role_id": str(made.id), "workspace": "Default"}]) == {}


def test_a_grant_that_is_declared_twice_is_refused(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """In whichever ways the two are written."""
    again = {"role_id": str(role_id(marketo, "Warehouse API")), "workspace_id": "1"}
    assert "a second time" in refused(process, roles=[WAREHOUSE, again])["roles[1]"]


def test_an_existing_api_only_user_is_taken_over_only_where_adopt_says_so(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """The message offers `adopt=True`, which takes the user over; `adopt=False` never does."""
    marketo.subscription.add_user(EMAIL.upper(), "Some", "Body")
    said = refused(process)["email_address"]
    assert "already belongs to an API-only user" in said
    assert said == (
        f"{EMAIL} already belongs to an API-only user in Marketo that is not this resource's. It "
        "differs from the declaration: first_name 'Some' → 'Warehouse'; last_name 'Body' → 'Sync'; "
        "roles: + Warehouse API in Default. If this resource was renamed or moved under another "
        "parent, give it the option `aliases`, or run `pulumi state rename`: then it keeps its "
        "user. If a person made it for this resource, correct first_name, last_name in Admin > "
        "Users & Roles > Users; Edit User. Otherwise use another address, or set adopt=True to "
        "manage that user here; a later delete then leaves it in Marketo"
    )
    assert "and adopt=False" in refused(process, adopt=False)["email_address"]
    assert refused(process, adopt=True) == {}


@pytest.mark.parametrize("adopt", [None, True, False])
def test_a_persons_user_is_never_taken_over(
    process: ProviderProcess, marketo: Simulator, adopt: Any
) -> None:
    """No value of `adopt` takes it over, and the message says so."""
    marketo.subscription.add_user(EMAIL, "A", "Person", api_only=False)
    said = refused(process, adopt=adopt)["email_address"]
    assert "belongs to a person's user in Marketo" in said
    assert "never changed or adopted" in said


def test_an_address_that_two_users_have_is_refused_with_their_ids(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """Adobe does not say that an address has only one user."""
    marketo.subscription.add_user(EMAIL, "One", "User")
    marketo.subscription.add_user(EMAIL.title(), "Another", "User", userid="other")
    assert "belongs to 2 users" in refused(process, adopt=True)["email_address"]


def test_an_address_that_is_declared_twice_is_refused(process: ProviderProcess) -> None:
    """In upper or lower case; the other resource is named."""
    assert refused(process) == {}
    problems = refused(process, __name="other", email_address=EMAIL.upper())
    assert list(problems) == ["email_address"]
    assert "is declared by the resource 'warehouse' too" in problems["email_address"]


def test_a_user_gets_no_address_that_another_user_has(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """A change of address never takes a user over."""
    olds, _ = process.check("ApiOnlyUser", USER)
    marketo.subscription.add_user("taken@example.com", "T", "U")
    with provider_process(configuration(marketo)) as later:
        problems = refused(later, olds, email_address="taken@example.com")
    assert "already belongs to the user taken@example.com" in problems["email_address"]


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2020-01-01T00:00:00Z", "is in the past"),
        ("2091-01-01T00:00:00", "has no offset from UTC"),
        ("2091-01-01", "has no time of day"),
        ("tomorrow", "is not an ISO 8601 date"),
    ],
)
def test_an_expiry_in_the_past_is_refused_with_a_date_that_would_do(
    process: ProviderProcess, date: str, words: str
) -> None:
    """The problem names a date that is far enough in the future."""
    problems = refused(process, expires_at=date)
    assert list(problems) == ["expires_at"]
    assert words in problems["expires_at"]


def test_an_expiry_cannot_be_removed(process: ProviderProcess) -> None:
    """Marketo has no call for it."""
    olds, _ = process.check("ApiOnlyUser", USER | {"expires_at": "2091-01-01T00:00:00Z"})
    assert "no call to remove one" in refused(process, olds)["expires_at"]


def test_a_date_that_passed_since_is_announced_only(process: ProviderProcess) -> None:
    """A date that was right when it was applied does not block the stack later."""
    olds, _ = process.check("ApiOnlyUser", USER)
    olds |= {"expires_at": "2020-01-01T00:00:00+00:00"}
    assert refused(process, olds, expires_at="2020-01-01T00:00:00Z") == {}


@pytest.mark.parametrize(
    ("others", "property_"),
    [
        ({"expires_at": "2091-01-01T00:00:00Z"}, "expires_at"),
        ({"roles": [WAREHOUSE]}, "roles"),
        ({"roles": [WAREHOUSE], "email_address": "renamed@example.com"}, "roles"),
    ],
    ids=["expired", "stripped", "stripped under another address"],
)
@pytest.mark.parametrize("identity", ["marketo", "adobe"])
def test_the_user_behind_the_credentials_neither_expires_nor_loses_grants(
    marketo: Simulator, identity: Any, others: dict[str, Any], property_: str
) -> None:
    """If it expired or lost grants, the provider itself would stop working."""
    marketo.subscription.switches.identity = identity
    own = [{"role_name": "API User Management"}]
    with provider_process(configuration(marketo)) as process:
        olds, problems = process.check("ApiOnlyUser", adopting_the_operator(roles=own))
        assert problems == {}
        problems = process.check(
            "ApiOnlyUser", adopting_the_operator(**({"roles": own} | others)), olds
        )[1]
    assert list(problems) == [property_]
    assert "is the user behind the credentials in use" in problems[property_]


def test_the_user_behind_the_credentials_may_gain_grants(process: ProviderProcess) -> None:
    """An additional grant takes nothing away."""
    own = [{"role_name": "API User Management"}]
    olds, _ = process.check("ApiOnlyUser", adopting_the_operator(roles=own))
    more = adopting_the_operator(roles=[*own, WAREHOUSE])
    assert process.check("ApiOnlyUser", more, olds)[1] == {}


def test_adopting_the_user_behind_the_credentials_strips_it_of_nothing(
    process: ProviderProcess,
) -> None:
    """An adoption that would take grants from it is refused."""
    problems = process.check("ApiOnlyUser", adopting_the_operator(roles=[WAREHOUSE]))[1]
    assert "is the user behind the credentials in use" in problems["email_address"]


def test_another_instance_than_the_one_in_state_is_refused(process: ProviderProcess) -> None:
    """Both are named, and nothing is asked of the wrong one."""
    olds, _ = process.check("ApiOnlyUser", USER)
    problems = refused(process, olds | {"__instance": "123-abc-456.mktorest.com"})
    assert list(problems) == [""]
    assert f"{olds['__instance']}" in problems[""]
    assert "lives on the Marketo instance 123-abc-456.mktorest.com" in problems[""]


def test_a_missing_role_is_reported_with_near_matches_clicks_and_boxes(
    process: ProviderProcess,
) -> None:
    """The problem has similar names, the clicks, the boxes to tick, and the way to wait for it."""
    declared = {"__name": "r", "role_name": "warehouse api", "permissions": ["Read-Only Person"]}
    said = process.check("ApiOnlyRole", declared)[1]["role_name"]
    assert "differs only in case" in said
    clicks = (
        "New Role; Role Name: warehouse api; Permissions: Access API > Read-Only Person; Create"
    )
    assert clicks in in_a_row(said)
    assert "or set wait_for_creation" in said


def adopting_the_operator(**others: Any) -> dict[str, Any]:
    """Return a declaration of the user behind the credentials."""
    return {
        "__name": "operator",
        "email_address": OPERATOR,
        "first_name": "O",
        "last_name": "P",
        "adopt": True,
    } | others


def test_a_refusal_changes_nothing(process: ProviderProcess, marketo: Simulator) -> None:
    """Not even where an adoption was checked."""
    marketo.subscription.add_user(EMAIL, "Some", "Body")
    refused(process)
    refused(process, adopt=True, roles=[{"role_name": "Nothing"}])
    assert user_named(marketo, EMAIL).first_name == "Some"
    assert [call for call in marketo.app.calls.all() if call["changed"]] == []
