"""Check what a review asks of Marketo, and what it makes of the answers."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_resources.cli.in_parallel import in_parallel
from marketo_simulator import Simulator, state_file
from tests.support.access_review import ReviewedSubscription, review
from tests.support.states.written import FOLDER, Written, two_marketos

DAY = 24 * 3600
OPERATOR = "operator@example.com"


@pytest.fixture
def subscription() -> Iterator[ReviewedSubscription]:
    """Return a subscription whose only user is the operator."""
    with Simulator() as marketo:
        yield ReviewedSubscription(marketo)


def calls(subscription: ReviewedSubscription) -> Counter[str]:
    """Return how often each endpoint was called; tokens do not count towards the quota."""
    made = Counter(call["endpoint"] for call in subscription.marketo.app.calls.all())
    del made["identity"]
    return made


def test_three_hundred_users_take_a_call_each_and_four_more(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """Two pages of users, the roles, and the calls of seven days; people's users take none."""
    for number in range(299):
        subscription.managed(subscription.user(f"etl-{number:03}@example.com"))
    subscription.user("person@example.com", api_only=False)
    reported: list[tuple[int, int]] = []
    found = review(subscription, tmp_path, progress=lambda done, of: reported.append((done, of)))
    assert len(found.reviewed.users) == 300
    made = calls(subscription)
    assert made.pop("{userid}/user.json") == 300
    assert made == {
        "allusers.json": 2,
        "roles.json": 1,
        "rest/v1/stats/usage/last7days.json": 1,
    }
    assert reported == [(done, 300) for done in range(301)]
    assert not any(call["changed"] for call in subscription.marketo.app.calls.all())


def test_workspaces_are_asked_for_only_where_a_grant_for_all_of_them_differs(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """A fifth call, so that 300 users never take more than 305."""
    user = subscription.user("etl@example.com")
    subscription.managed(user)
    user.grants = [(user.grants[0][0], 0)]
    review(subscription, tmp_path)
    assert calls(subscription)["workspaces.json"] == 1


def test_todays_calls_are_asked_for_where_the_last_days_end_with_yesterday(tmp_path: Path) -> None:
    """Adobe does not say on which day they end; here the simulator's clock is a day behind."""
    with Simulator(clock=lambda: time.time() - DAY) as marketo:
        subscription = ReviewedSubscription(marketo)
        subscription.user("etl@example.com", calls=[5, 0, 0, 0, 0, 0, 7])
        found = review(subscription, tmp_path)
        assert calls(subscription)["rest/v1/stats/usage.json"] == 1
    [user] = [one for one in found.reviewed.users if one.address == "etl@example.com"]
    assert user.calls == [0, 0, 0, 0, 0, 7, 0]
    days = [day.date for day in found.reviewed.facts.days]
    assert [(day - days[0]).days for day in days] == list(range(7))


def test_calls_are_those_of_a_userid_or_an_address(tmp_path: Path) -> None:
    """Adobe's sample shows addresses, and does not say what is shown on Adobe identity."""
    with Simulator(identity="adobe") as marketo:
        subscription = ReviewedSubscription(marketo)
        user = subscription.user("etl@example.com", calls=[3])
        subscription.call("ETL@example.com", [4])
        subscription.call(user.userid.removesuffix("@adobe.com"), [5, 0])
        subscription.call("deleted@example.com", [1])
        found = review(subscription, tmp_path)
    [reviewed] = [one for one in found.reviewed.users if one.address == "etl@example.com"]
    assert reviewed.calls[-2:] == [5, 7]
    assert found.reviewed.facts.callers_that_are_no_users == ["deleted@example.com"]


def test_a_user_that_is_deleted_while_it_is_read_is_left_out(
    subscription: ReviewedSubscription, tmp_path: Path
) -> None:
    """The review is about what is there."""
    user = subscription.user("etl@example.com")

    def progress(done: int, _of: int) -> None:
        if done == 0:
            subscription.marketo.subscription.remove_user(user)

    found = review(subscription, tmp_path, progress=progress)
    assert [one.address for one in found.reviewed.users] == [OPERATOR]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_the_state_of_a_release_differs_from_marketo_in_nothing(tmp_path: Path, path: Path) -> None:
    """Where Marketo is as it was then; what lives on another instance is left out."""
    with two_marketos() as both:
        written = Written.load(path, both.addresses())
        held = tmp_path / "marketo.json"
        held.write_text(json.dumps(written.marketo), "utf-8")
        state_file.load(both.marketo.subscription, held)
        resources = written.stack["deployment"]["resources"]
        found = review(ReviewedSubscription(both.marketo, resources), tmp_path)
    managed = {one.address: [m.name for m in one.managed_by] for one in found.reviewed.users}
    assert managed == {
        "adopted@example.com": ["adopted"],
        "loader@example.com": ["loader"],
        OPERATOR: [],
        "warehouse-api@example.com": ["warehouse"],
    }
    broken = {one.rule.name for one in found.findings}
    assert broken.isdisjoint({"differs", "gone", "managed-twice", "several-services"})
    assert found.reviewed.elsewhere == 1


def test_the_first_failure_ends_work_in_parallel() -> None:
    """It is raised where the results are read, and work that has not begun is dropped."""
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 3:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match="3"):
        list(in_parallel(work, range(1000), 1))
    assert begun == [0, 1, 2, 3]
    assert sorted(in_parallel(str, range(50), 4)) == sorted(map(str, range(50)))
    assert list(in_parallel(str, [], 4)) == []
