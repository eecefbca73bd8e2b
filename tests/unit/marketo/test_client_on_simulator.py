"""Make each call of the client under each reading of Adobe's contradictions."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import SecretStr

from marketo_resources.marketo import MarketoClient, errors, models
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault, Kind, When
from tests.support.marketo.connected import Connect, InProcess, settings_of
from tests.support.marketo.simulated import EMAIL, EUROPE, EXPIRY, LATE, Simulated
from tests.support.marketo.stand import Waits

OWNER = "operator@example.com"
CAMPAIGN = ("Read-Only Campaign", "Read-Write Campaign")


def connected(connect: Connect, waits: Waits, **switches: Any) -> Simulated:
    """Return a simulator in the time of the client that calls it."""
    simulator = Simulator(clock=waits.now, **switches)
    secret = SecretStr(simulator.client_secret)
    client = connect(simulator.app, client_id=simulator.client_id, client_secret=secret)
    return Simulated(simulator, client, waits)


@pytest.fixture
def marketo(connect: Connect, waits: Waits, reading: dict[str, Any]) -> Simulated:
    """Return a simulated Marketo that follows one reading."""
    return connected(connect, waits, **reading)


def test_an_invited_user_is_there_with_everything_that_was_said(marketo: Simulated) -> None:
    """Names, expiry and role, whatever the spelling and the dates."""
    user = marketo.client.get_user(marketo.invited())
    assert (user.email_address, user.first_name, user.last_name) == (EMAIL, "Ada", "Api")
    assert (user.api_only, user.expires_at, user.last_login_at) == (True, EXPIRY, None)
    assert [(p.access_role_id, p.workspace_id) for p in user.user_role_workspaces] == [
        (marketo.role, 1)
    ]


def test_all_users_are_listed_once(marketo: Simulated) -> None:
    """Over several pages."""
    userid = marketo.invited()
    for number in range(230):
        marketo.simulator.subscription.add_user(f"user{number}@example.com", "U", "N")
    users = marketo.client.get_users()
    assert len(users) == len({user.userid for user in users}) == 232
    assert [user.userid for user in users if user.email_address == EMAIL] == [userid]
    assert [user.email_address for user in users if user.userid == userid] == [EMAIL]


def test_a_new_user_is_not_there_before_it_is_visible(connect: Connect, waits: Waits) -> None:
    """It is reported as missing, and not as anything else."""
    marketo = connected(connect, waits, visible_after=LATE * 2)
    userid = marketo.invited()
    assert EMAIL not in [user.email_address for user in marketo.client.get_users()]
    with pytest.raises(errors.NotFoundError):
        marketo.client.get_user(userid)
    waits.seconds += LATE
    assert marketo.client.get_user(userid).email_address == EMAIL


def test_an_invitation_is_read_and_taken_back(marketo: Simulated) -> None:
    """If there is one; without one, either kind of refusal is one of our errors."""
    marketo.invite()
    user = marketo.simulator.subscription.user_of_email(EMAIL)
    assert user
    if user.pending:
        invited = marketo.client.get_invited_user(user.userid)
        assert (invited.email_address, invited.status) == (EMAIL, "pending")
        assert invited.invitation_expires_at != EXPIRY
        marketo.client.delete_invited_user(user.userid)
        assert marketo.simulator.subscription.user_of_email(EMAIL) is None
    for call in (marketo.client.get_invited_user, marketo.client.delete_invited_user):
        with pytest.raises((errors.NotFoundError, errors.RefusedError)):
            call(user.userid)


def test_an_address_that_is_taken_is_refused(marketo: Simulated) -> None:
    """With Marketo's words, and nothing is made."""
    marketo.invite()
    with pytest.raises(errors.RefusedError, match="already exists"):
        marketo.invite(EMAIL.upper())
    assert len(marketo.simulator.subscription.users) == 2


def test_an_update_answers_the_user_as_it_is_then(marketo: Simulated) -> None:
    """Each attribute that may change, with a date in an accepted form; the rest stays."""
    userid = marketo.invited()
    later = EXPIRY.replace(year=2092)
    request = models.UpdateUserAttributesRequest(
        first_name="Grace", expires_at=later, email_address="grace@example.com"
    )
    user = marketo.client.update_user(userid, request)
    assert user == marketo.client.get_user(userid)
    assert (user.first_name, user.last_name) == ("Grace", "Api")
    assert (user.expires_at, user.email_address) == (later, "grace@example.com")
    assert user.api_only


def test_roles_are_added_and_taken(marketo: Simulated) -> None:
    """The answers hold all that the user has then; the accepted form is remembered."""
    userid = marketo.invited()
    added = marketo.client.add_roles(userid, [marketo.pair(EUROPE)])
    assert {(p.access_role_id, p.workspace_id) for p in added} == marketo.held(userid)
    assert {p.workspace_name for p in added} == {"Default", "Europe"}
    assert added == marketo.client.get_user_roles(userid)
    remaining = marketo.client.delete_roles(userid, [marketo.pair()])
    assert [(p.access_role_id, p.workspace_id) for p in remaining] == [(marketo.role, EUROPE)]
    assert marketo.held(userid) == {(marketo.role, EUROPE)}
    body = marketo.simulator.subscription.switches.roles_body
    tries = marketo.sent("{userid}/roles/create.json") + marketo.sent("{userid}/roles/delete.json")
    assert tries == (3 if body == "input" else 2)


def test_roles_and_workspaces_are_listed(marketo: Simulated) -> None:
    """With the flag that decides where a role may be held."""
    roles = {role.name: role for role in marketo.client.get_roles()}
    assert [name for name, role in roles.items() if role.only_all_zones] == [
        "Admin",
        "API User Management",
    ]
    assert (roles["Admin"].type, roles["Warehouse API"].type) == ("system", "custom")
    assert not roles["Warehouse API"].hidden
    assert [one.name for one in marketo.client.get_workspaces()] == ["Default", "Europe"]


def test_a_deleted_user_is_gone(marketo: Simulated) -> None:
    """And deleting it again says so."""
    userid = marketo.invited()
    marketo.client.delete_user(userid)
    assert marketo.simulator.subscription.user(userid) is None
    for call in (marketo.client.get_user, marketo.client.delete_user):
        with pytest.raises(errors.NotFoundError):
            call(userid)


def test_a_user_in_use_is_not_deleted(marketo: Simulated) -> None:
    """It is the one refusal that Adobe has published, and the call is sent once."""
    userid = marketo.invited()
    user = marketo.simulator.subscription.user(userid)
    assert user
    marketo.simulator.subscription.add_service("ETL", user)
    with pytest.raises(errors.UserInUseError, match="LaunchPoint"):
        marketo.client.delete_user(userid)
    assert marketo.sent("{userid}/delete.json") == 1
    assert marketo.client.get_user(userid).userid == userid


def test_calls_are_counted_by_day_and_user(marketo: Simulated) -> None:
    """Those of today, and those of seven days including today."""
    caller = marketo.simulator.subscription.user_of_email(OWNER)
    assert caller
    marketo.client.get_roles()
    marketo.waits.seconds += 24 * 3600
    today = marketo.client.get_usage()
    assert today.users == [models.UserUsage(user_id=caller.userid, count=1)]
    days = marketo.client.get_usage_of_last_days()
    assert len(days) == 7
    assert [day.total for day in days[-2:]] == [1, 2]
    assert days[-1].date == today.date


def test_the_token_names_the_caller(marketo: Simulated) -> None:
    """Usage, which needs no permission, counts its calls."""
    owner = marketo.client.token_owner()
    assert marketo.client.get_user(owner).email_address == OWNER
    usage = marketo.client.get_usage()
    assert (usage.total, [one.user_id for one in usage.users]) == (2, [owner])


def test_without_the_permission_each_call_is_denied(marketo: Simulated) -> None:
    """The error names both permissions that it needs; usage is still answered."""
    role = marketo.simulator.subscription.role_named("API User Management")
    assert role
    role.permissions = ["Access User Management Api"]
    for call in (marketo.client.get_roles, marketo.client.get_users, marketo.invite):
        with pytest.raises(errors.AccessDeniedError) as denied:
            call()
        assert '"Access User Management Api" and "Access Users"' in str(denied.value)
    assert marketo.client.get_usage().total == 4
    with pytest.raises(errors.AccessDeniedError, match="Read-Write Campaign"):
        marketo.client.probe("/rest/v1/campaigns.json?batchSize=1", CAMPAIGN)


def test_a_token_that_ends_is_replaced_within_the_call(marketo: Simulated) -> None:
    """Whether Marketo or our own clock notices it first."""
    marketo.client.get_roles()
    for token in marketo.simulator.subscription.tokens.values():
        token.expires_at = marketo.waits.now()
    userid = marketo.invited()
    assert marketo.held(userid)
    assert marketo.sent("identity") == 2
    assert marketo.sent("invite.json") == 2
    marketo.waits.seconds += 4000
    marketo.client.get_roles()
    assert marketo.sent("identity") == 3
    assert marketo.sent("roles.json") == 2


@pytest.mark.parametrize("who", ["we know", "only Marketo knows"])
def test_forty_threads_on_an_ended_token_make_one_identity_call(
    marketo: Simulated, who: str
) -> None:
    """Whoever notices the end first; each call is answered."""
    marketo.client.get_roles()
    if who == "we know":
        marketo.waits.seconds += 4000
    for token in marketo.simulator.subscription.tokens.values():
        token.expires_at = marketo.waits.now()
    with ThreadPoolExecutor(40) as threads:
        begun = threading.Barrier(40)

        def call() -> list[models.Role]:
            begun.wait()
            return marketo.client.get_roles()

        answered = [threads.submit(call) for _ in range(40)]
        assert all(one.result() for one in answered)
    assert marketo.sent("identity") == 2


def test_limits_are_waited_out_or_reported(connect: Connect, waits: Waits, reading: Any) -> None:
    """606 waits for the next window; 607 stops, and says when the quota starts anew."""
    marketo = connected(connect, waits, **reading, limits=True)
    for _ in range(100):
        marketo.client.get_usage()
    assert waits.slept == []
    userid = marketo.invited()
    assert waits.slept == [20.0]
    marketo.simulator.subscription.switches.calls_a_day = 0
    with pytest.raises(errors.QuotaExhaustedError, match="midnight US Central Time"):
        marketo.client.get_user(userid)
    assert waits.slept == [20.0]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["cut", "empty", "truncated", "garbage", "wrong_body"])
def test_a_change_whose_answer_was_lost_is_sent_once(
    marketo: Simulated, kind: Kind, when: When
) -> None:
    """Nobody knows whether it was made, and the error says so; reading shows it."""
    marketo.simulator.app.faults.add(Fault(kind, "invite.json", when=when))
    with pytest.raises(errors.OutcomeUnknownError, match="not known whether"):
        marketo.invite()
    assert marketo.sent("invite.json") == 1
    marketo.waits.seconds += LATE
    made = marketo.simulator.subscription.user_of_email(EMAIL) is not None
    assert made is (when == "after" or kind == "truncated")


def test_a_user_lives_through_every_combination_of_readings(waits: Waits) -> None:
    """A user's whole life, in process."""
    switches: dict[str, list[Any]] = {
        "identity": ["marketo", "adobe"],
        "roles_body": ["array", "input", "either"],
        "errors": ["status", "body"],
        "dates": ["guide", "iso", "compact"],
        "spelling": ["guide", "specification"],
        "pending": [False, True],
        "visible_after": [0.0, LATE],
    }
    combinations = list(itertools.product(*switches.values()))
    assert len(combinations) == 288
    for values in combinations:
        reading: dict[str, Any] = dict(zip(switches, values, strict=True))
        assert live(waits, reading) == {(OWNER, False), (EMAIL, True)}, reading


def live(waits: Waits, reading: dict[str, Any]) -> set[tuple[str, bool]]:
    """Invite, read, change and delete a user; return all users, each with whether it is gone."""
    simulator = Simulator(clock=waits.now, **reading)
    with MarketoClient(
        settings_of(simulator), InProcess(app=simulator.app), clock=waits.clock
    ) as client:
        marketo = Simulated(simulator, client, waits)
        userid = marketo.invited()
        before = client.get_users()
        assert client.get_user(userid).expires_at == EXPIRY
        request = models.UpdateUserAttributesRequest(first_name="Grace", expires_at=EXPIRY)
        assert client.update_user(userid, request).first_name == "Grace"
        client.add_roles(userid, [marketo.pair(EUROPE)])
        client.delete_roles(userid, [marketo.pair()])
        assert marketo.held(userid) == {(marketo.role, EUROPE)}
        client.delete_user(userid)
        after = {user.userid for user in client.get_users()}
    return {(user.email_address, user.userid not in after) for user in before}
