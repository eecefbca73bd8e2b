"""Test each rule of a review with a user that breaks it and one that just does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketo_resources.cli.review.own_user import REMEDIES
from marketo_resources.cli.review.reviewed import Thresholds
from marketo_resources.cli.review.rules import RULES, THE_SUBSCRIPTION, Acceptance, Finding
from marketo_simulator import Simulator
from tests.support.access_review import ReviewedSubscription, review

BREAKS, KEEPS = "breaks@example.com", "keeps@example.com"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EUROPE = 1002


@pytest.fixture(params=["marketo", "adobe"])
def subscription(request: pytest.FixtureRequest) -> Iterator[ReviewedSubscription]:
    """Return a subscription of either identity whose only user is the operator."""
    with Simulator(identity=request.param) as marketo:
        yield ReviewedSubscription(marketo)


def test_a_user_that_is_as_it_should_be_breaks_no_rule(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """This makes each test below about one rule."""
    user = subscription.user(KEEPS, calls=[0, 0, 0, 0, 0, 0, 4])
    subscription.managed(user)
    subscription.service(user, "Nightly")
    assert review(subscription, tmp_path).broken_by(KEEPS) == []


def test_standard_role(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """A role that Marketo comes with; one that people made is API-only, whatever its name."""
    subscription.marketo.subscription.add_role("Admin of the warehouse", [])
    subscription.managed(subscription.user(BREAKS, role="Standard User"))
    subscription.managed(subscription.user(KEEPS, role="Admin of the warehouse"))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["standard-role"]
    assert found.detail("standard-role", BREAKS) == "Standard User in Default"
    assert found.broken_by(KEEPS) == []


def test_differs(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """What somebody changed in Marketo is found; another order or spelling is no difference."""
    changed = subscription.user(BREAKS)
    same = subscription.user(KEEPS)
    warehouse = changed.grants[0][0]
    same.grants.append((warehouse, EUROPE))
    subscription.managed(changed)
    subscription.managed(same, outputs={"email_address": KEEPS.upper()})
    same.grants.reverse()
    changed.grants.append((1, 0))
    changed.first_name = "Renamed"
    changed.expires_at = None
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["standard-role", "differs", "no-expiry"]
    detail = found.detail("differs", BREAKS)
    assert "first_name: 'Etl' in the state, 'Renamed' in Marketo" in detail
    assert "in the state, nothing in Marketo" in detail
    assert "roles: + Admin in all workspaces (a standard role, not API-only)" in detail
    assert found.broken_by(KEEPS) == []


@pytest.mark.parametrize(("workspaces", "broken"), [(1, []), (2, ["differs"])])
def test_all_workspaces_and_the_only_one_are_the_same(
    subscription: ReviewedSubscription, tmp_path: Path, workspaces: int, broken: list[str]
) -> None:
    """Where there is a second workspace, one of the two gives more."""
    user = subscription.user(BREAKS)
    subscription.managed(user)
    user.grants = [(user.grants[0][0], 0)]
    if workspaces == 1:
        del subscription.marketo.subscription.workspaces[EUROPE]
    assert review(subscription, tmp_path).broken_by(BREAKS) == broken


def test_differs_as_it_is_no_longer_api_only_or_was_left_unfinished(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """A person's user that a stack manages is read too, without being asked for."""
    user = subscription.user(BREAKS)
    subscription.managed(user, outputs={"unfinished": ["expires_at"]})
    user.api_only = False
    subscription.managed(subscription.user(KEEPS), outputs={"unfinished": []})
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["differs"]
    assert found.detail("differs", BREAKS) == (
        "no longer API-only; the last `up` left unfinished: expires_at"
    )
    assert found.broken_by(KEEPS) == []


def test_gone(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """Users and roles; a user whose invitation is pending is not gone."""
    user = subscription.user(BREAKS)
    subscription.managed(user, "loader")
    subscription.marketo.subscription.remove_user(user)
    subscription.role("Old API", 4711)
    subscription.role("Warehouse API", 1003)
    if subscription.marketo.identity == "marketo":
        subscription.managed(subscription.user(KEEPS, pending=True))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["gone"]
    assert found.detail("gone", BREAKS) == 'ApiOnlyUser "loader" of access/prod'
    assert found.broken_by("Old API") == ["gone"]
    assert found.broken_by("Warehouse API") == []
    assert found.broken_by(KEEPS) == []


def test_person_calls(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """A person's user that makes calls is reviewed without being asked for."""
    subscription.user(BREAKS, calls=[1, 0], ends_in=None, role="Admin", api_only=False)
    subscription.user(KEEPS, calls=[0, 0], ends_in=None, role="Admin", api_only=False)
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["person-calls"]
    assert found.detail("person-calls", BREAKS) == "1 call in the last seven days"
    assert [one.address for one in found.reviewed.users] == [BREAKS, "operator@example.com"]
    assert found.reviewed.facts.people_left_out == 1
    asked_for = review(subscription, tmp_path, include_people=True)
    assert KEEPS in [one.address for one in asked_for.reviewed.users]
    assert asked_for.broken_by(KEEPS) == []


def test_unmanaged(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """A resource of another instance manages another user of the same address."""
    here = subscription.user(BREAKS)
    subscription.managed(here, outputs={"instance": "other.mktorest.com"})
    subscription.managed(subscription.user(KEEPS))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["unmanaged"]
    assert found.reviewed.elsewhere == 1
    assert found.broken_by(KEEPS) == []
    assert found.detail("unmanaged", "operator@example.com") == (
        "it is the user behind the credentials in use"
    )


def test_managed_twice(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """By two stacks, say; a role that two resources have is no mistake."""
    user = subscription.user(BREAKS)
    subscription.managed(user, "loader")
    subscription.managed(user, "copy", stack="dev")
    subscription.managed(subscription.user(KEEPS))
    subscription.role("Warehouse API", 1003)
    subscription.role("Warehouse API", 1003)["urn"] = "urn:pulumi:dev::access::x::again"
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["managed-twice"]
    assert found.detail("managed-twice", BREAKS) == (
        'ApiOnlyUser "loader" of access/prod and ApiOnlyUser "copy" of access/dev'
    )
    assert found.broken_by(KEEPS) == []


def test_near_quota(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """From 80 % of a day's calls on; the busiest are named."""
    user = subscription.user(KEEPS, calls=[81, 79, 0])
    subscription.managed(user)
    broken = review(subscription, tmp_path, Thresholds(daily_quota=100))
    caller = user.userid.removesuffix("@adobe.com")
    assert broken.detail("near-quota", THE_SUBSCRIPTION).endswith(
        f": 81 calls, 81% of the daily quota of 100; most by {caller} 81"
    )
    assert (
        review(subscription, tmp_path, Thresholds(daily_quota=102)).broken_by(THE_SUBSCRIPTION)
        == []
    )


def test_a_quota_that_is_not_given_is_assumed(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The finding says so."""
    subscription.managed(subscription.user(KEEPS, calls=[40_000, 39_999, 0]))
    [found] = [
        one for one in review(subscription, tmp_path).findings if one.rule.name == "near-quota"
    ]
    assert "80% of the daily quota of 50,000 (assumed)" in found.breach.detail


def test_unprotected(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """A user in use without protection breaks it; an unused or protected one does not."""
    subscription.managed(subscription.user(BREAKS, calls=[1, 0]), protect=False)
    subscription.managed(subscription.user(KEEPS, calls=[0, 0]), protect=False)
    subscription.managed(subscription.user("kept@example.com", calls=[1, 0]), protect=True)
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["unprotected"]
    assert found.detail("unprotected", BREAKS) == (
        '1 call in the last seven days; ApiOnlyUser "breaks" of access/prod'
    )
    assert found.broken_by(KEEPS) == found.broken_by("kept@example.com") == []


def test_calls_longer_ago_than_seven_days_do_not_count(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The oldest of seven days does."""
    subscription.managed(subscription.user(BREAKS, calls=[1] + [0] * 6), protect=False)
    subscription.managed(subscription.user(KEEPS, calls=[1] + [0] * 7), protect=False)
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["unprotected"]
    assert found.broken_by(KEEPS) == []


def test_several_services(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """As far as stacks know them; one that two stacks know is one."""
    several, one = subscription.user(BREAKS), subscription.user(KEEPS)
    subscription.managed(several)
    subscription.managed(one)
    subscription.service(several, "Warehouse")
    subscription.service(several, "Events")
    known = subscription.service(one, "Nightly")
    subscription.resources.append(known | {"urn": known["urn"].replace("prod", "dev")})
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["several-services"]
    assert found.detail("several-services", BREAKS) == (
        'CustomService "Warehouse" of access/prod and CustomService "Events" of access/prod'
    )
    assert found.broken_by(KEEPS) == []


def test_no_expiry(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """Any expiry satisfies it, however far away."""
    subscription.managed(subscription.user(BREAKS, ends_in=None))
    subscription.managed(subscription.user(KEEPS, ends_in=timedelta(days=10_000)))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["no-expiry"]
    assert found.broken_by(KEEPS) == []


def test_ends_soon(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """Within the days that are given."""
    subscription.managed(subscription.user(BREAKS, ends_in=9 * DAY - HOUR))
    subscription.managed(subscription.user(KEEPS, ends_in=9 * DAY + HOUR))
    found = review(subscription, tmp_path, Thresholds(ends_within_days=9))
    assert found.broken_by(BREAKS) == ["ends-soon"]
    assert found.detail("ends-soon", BREAKS).endswith(", within 9 days")
    assert found.broken_by(KEEPS) == []


def test_ended(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """A lock by the expiry itself is not reported again; a user with an hour left ends soon."""
    subscription.managed(subscription.user(BREAKS, ends_in=-HOUR))
    subscription.managed(subscription.user(KEEPS, ends_in=HOUR))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["ended"]
    assert found.broken_by(KEEPS) == ["ends-soon"]
    assert found.detail("ends-soon", KEEPS).endswith(", within a day")


def test_never_used(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """Neither a login nor a call."""
    subscription.managed(subscription.user(BREAKS, logged_in_ago=None))
    subscription.managed(subscription.user(KEEPS, logged_in_ago=None, calls=[1, 0]))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["never-used"]
    assert found.broken_by(KEEPS) == []


def test_not_used(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """Longer than the days that are given, unless it made calls since."""
    subscription.managed(subscription.user(BREAKS, logged_in_ago=20 * DAY + HOUR))
    subscription.managed(subscription.user(KEEPS, logged_in_ago=20 * DAY - HOUR))
    calling = subscription.user("calls@example.com", logged_in_ago=90 * DAY, calls=[1, 0])
    subscription.managed(calling)
    found = review(subscription, tmp_path, Thresholds(not_used_days=20))
    assert found.broken_by(BREAKS) == ["not-used"]
    assert found.detail("not-used", BREAKS).endswith(", 20 days ago")
    assert found.broken_by(KEEPS) == found.broken_by("calls@example.com") == []


def test_locked(subscription: ReviewedSubscription, tmp_path: Path) -> None:
    """Also when its access has ended, if the lock has another reason."""
    subscription.managed(subscription.user(BREAKS, locked=True, locked_reason="Failed logins"))
    reason = "Locked by ada"
    both = subscription.user("both@example.com", ends_in=-HOUR, locked=True, locked_reason=reason)
    subscription.managed(both)
    subscription.managed(subscription.user(KEEPS, ends_in=-HOUR))
    found = review(subscription, tmp_path)
    assert found.broken_by(BREAKS) == ["locked"]
    assert found.detail("locked", BREAKS) == "Failed logins"
    assert found.broken_by("both@example.com") == ["ended", "locked"]
    assert found.broken_by(KEEPS) == ["ended"]


def test_without_states_rules_about_stacks_are_not_checked(
    subscription: ReviewedSubscription,
) -> None:
    """A rule that cannot be checked does not count as kept."""
    subscription.user(BREAKS, ends_in=None)
    found = review(subscription, None)
    assert found.broken_by(BREAKS) == ["no-expiry"]
    assert not found.reviewed.has_states


def test_accepted_findings_are_still_shown(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """By rule and pattern of addresses."""
    subscription.user(BREAKS, ends_in=None)
    subscription.user(KEEPS, ends_in=None)
    accepted = [Acceptance("no-expiry", "BREAKS@*"), Acceptance("*", "operator@example.com")]
    found = review(subscription, tmp_path, accepted=accepted).findings
    still_open = {(one.rule.name, one.breach.subject) for one in found if not one.is_accepted}
    assert still_open == {("unmanaged", BREAKS), ("unmanaged", KEEPS), ("no-expiry", KEEPS)}
    assert ("no-expiry", BREAKS) in {(one.rule.name, one.breach.subject) for one in found}


OWN = "operator@example.com"
HARMLESS = {
    "gone": "it is about a user that is not there",
    "managed-twice": "no user is changed in Marketo",
    "near-quota": "it is about the subscription",
    "unprotected": "it keeps the user",
    "never-used": "the own user is in use",
    "not-used": "the own user is in use",
    "locked": "it gives access back",
}
"""Rules whose remedy would not break the credentials in use, and why."""


def test_no_finding_of_the_own_user_advises_what_would_break_the_credentials(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """It says what the user is, and how to accept what is meant to be so."""
    [own] = subscription.marketo.subscription.users
    subscription.managed(own, outputs={"first_name": "Before"})
    subscription.service(own, "Nightly")
    subscription.service(own, "Weekly")
    own.grants.append((1, 0))
    found = {one.rule.name: one for one in _of(OWN, subscription, tmp_path)}
    assert found.keys() == {"standard-role", "differs", "several-services", "no-expiry"}
    own.expires_at = (datetime.now(UTC) + DAY).timestamp()
    subscription.resources.clear()
    found |= {one.rule.name: one for one in _of(OWN, subscription, tmp_path)}
    assert found.keys() > {"unmanaged", "ends-soon"}
    warning = "This is the user behind the credentials in use: do not delete or lock it, or stacks"
    assert [one.remedy for one in found.values() if not one.remedy.startswith(warning)] == []
    assert [one.remedy for one in found.values() if one.remedy.endswith(one.rule.remedy)] == []
    assert f"`--accept unmanaged={OWN}`" in found["unmanaged"].remedy


def test_a_person_whose_credentials_are_in_use_keeps_them_until_another_user_can_call(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The new user needs the two permissions first."""
    [own] = subscription.marketo.subscription.users
    own.api_only = False
    subscription.call(own.userid, [3])
    [found] = [one for one in _of(OWN, subscription, tmp_path) if one.rule.name == "person-calls"]
    assert 'with a role that has "Access User Management Api" and "Access Users"' in found.remedy


def test_the_own_user_is_in_use_although_marketo_shows_neither_login_nor_call(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The review itself calls as this user."""
    [own] = subscription.marketo.subscription.users
    subscription.marketo.subscription.usage.clear()
    for last_login_at in (None, 1.0):
        own.last_login_at = last_login_at
        names = [one.rule.name for one in _of(OWN, subscription, tmp_path)]
        assert names == ["unmanaged", "no-expiry"]


def test_other_users_get_the_remedy_of_the_rule(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Only one's own user must stay."""
    subscription.user(BREAKS)
    [found] = _of(BREAKS, subscription, tmp_path)
    assert found.remedy == RULES["unmanaged"].remedy


def test_each_rule_has_another_remedy_for_the_own_user_or_one_that_does_it_no_harm() -> None:
    """So whoever adds a rule thinks of the user that stacks call Marketo as."""
    assert REMEDIES.keys() | HARMLESS.keys() == RULES.keys()
    assert REMEDIES.keys().isdisjoint(HARMLESS)
    assert [text for text in REMEDIES.values() if "delete" in text or "let it" in text] == []


def _of(subject: str, subscription: ReviewedSubscription, folder: Path) -> list[Finding]:
    found = review(subscription, folder).findings
    return [one for one in found if one.breach.subject == subject]


def test_every_rule_has_its_test_here() -> None:
    """Each test has the name of its rule."""
    missing = [name for name in RULES if f"test_{name.replace('-', '_')}" not in globals()]
    assert missing == []
