"""Follow Marketo's documented rules in the simulator: tokens, limits, permissions, switches."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from marketo_simulator.marketo import probes
from tests.support.simulator.called import EMAIL, NEW, USAGE, Marketo, code_of


def invite(marketo: Marketo, **changes: Any) -> Any:
    """Return the answer to an invitation."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    pairs = [{"accessRoleId": role.id, "workspaceId": 1}]
    return marketo.users(
        "invite.json", method="POST", json=NEW | {"userRoleWorkspaces": pairs} | changes
    )


def test_identity_hands_out_one_token_with_its_remaining_life(marketo: Marketo) -> None:
    """Until it ends; then another one."""
    first = marketo.token().get_json()
    marketo.now += 600
    second = marketo.token().get_json()
    assert (first["access_token"], first["expires_in"]) == (second["access_token"], 3599)
    assert (second["expires_in"], second["token_type"]) == (2999, "bearer")
    marketo.now += 3000
    assert marketo.token().get_json()["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"client_id": "nobody"}, 401, "No client with requested id"),
        ({"client_secret": "wrong"}, 401, "Bad client credentials"),
        ({"grant_type": "password"}, 400, "Unsupported grant type"),
    ],
)
def test_identity_refuses_in_its_own_words(
    marketo: Marketo, query: dict[str, str], status: int, words: str
) -> None:
    """As third parties have seen it."""
    good = {"grant_type": "client_credentials", "client_id": "simulator",
            "client_secret": "simulator-secret"}  # fmt: skip
    answered = marketo.client.post("/identity/oauth/token", query_string=good | query)
    assert (answered.status_code, answered.get_json()["error_description"]) == (status, words)


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer "])
def test_a_call_without_a_token_is_denied(marketo: Marketo, header: str) -> None:
    """603, as if a permission were missing (Adobe's developer blog, September 2022)."""
    headers = {"Authorization": header}
    answered = marketo.client.get(USAGE, headers=headers)
    assert code_of(answered) == 603


def test_an_unknown_token_is_invalid(marketo: Marketo) -> None:
    """The code is 601."""
    assert code_of(marketo.call(USAGE, "made-up")) == 601


def test_a_hundred_and_first_call_in_twenty_seconds_is_refused() -> None:
    """606, until the first call is 20 seconds old; Identity is not counted."""
    marketo = Marketo(limits=True)
    for _ in range(100):
        assert code_of(marketo.call(USAGE)) is None
    refused = marketo.call(USAGE)
    assert refused.get_json()["errors"] == [
        {"code": "606", "message": "Max rate limit '100' exceeded with in '20' secs"}
    ]
    marketo.now += 19.9
    assert code_of(marketo.call(USAGE)) == 606
    marketo.now += 0.1
    assert code_of(marketo.call(USAGE)) is None


def test_an_eleventh_call_at_once_is_refused() -> None:
    """615, while ten slow ones are answered."""
    marketo = Marketo(limits=True)
    token = marketo.token().get_json()["access_token"]
    marketo.control(
        "POST", "faults", [{"kind": "delay", "endpoint": "roles.json", "seconds": 0.5, "times": 10}]
    )
    slow = [
        threading.Thread(target=marketo.users, args=("roles.json",), kwargs={"token": token})
        for _ in range(10)
    ]
    for thread in slow:
        thread.start()
    limits = marketo.simulator.app.gateway.limits
    while limits._running < 10 and any(thread.is_alive() for thread in slow):  # noqa: SLF001 - nothing else shows it
        pass
    assert code_of(marketo.call(USAGE, token)) == 615
    for thread in slow:
        thread.join()
    assert code_of(marketo.call(USAGE, token)) is None


def test_the_quota_of_the_day_ends_and_starts_anew_at_midnight_central_time() -> None:
    """607; 1 800 000 000 is 02:00 there, so that 22 hours are left."""
    marketo = Marketo(limits=True, calls_a_day=2)
    assert [code_of(marketo.call(USAGE)) for _ in range(3)] == [None, None, 607]
    marketo.now += 22 * 3600 - 1
    assert code_of(marketo.call(USAGE)) == 607
    marketo.now += 1
    assert code_of(marketo.call(USAGE)) is None


def test_calls_are_counted_by_day_and_user(marketo: Marketo) -> None:
    """Today's in one answer, those of seven days up to today in the other, oldest first."""
    two_of_yesterday = [marketo.call(USAGE), marketo.call("/rest/v1/campaigns.json")]
    marketo.now += 24 * 3600
    [today] = marketo.call(USAGE).get_json()["result"]
    assert today["users"] == [{"userId": "operator@example.com", "count": 1}]
    assert today["total"] == 1

    days = marketo.call("/rest/v1/stats/usage/last7days.json").get_json()["result"]
    assert [day["total"] for day in days] == [0, 0, 0, 0, 0, len(two_of_yesterday), 2]
    assert days[-1]["date"] == today["date"]
    assert [day["date"] for day in days] == sorted(day["date"] for day in days)

    marketo.now += 6 * 24 * 3600
    days = marketo.call("/rest/v1/stats/usage/last7days.json").get_json()["result"]
    assert [day["total"] for day in days] == [2, 0, 0, 0, 0, 0, 1]


def test_without_limits_nothing_is_refused(marketo: Marketo) -> None:
    """Demos run so."""
    assert {code_of(marketo.call(USAGE)) for _ in range(150)} == {None}


@pytest.mark.parametrize("path", probes.NEEDED_PERMISSIONS)
def test_each_harmless_get_wants_one_of_its_permissions(marketo: Marketo, path: str) -> None:
    """Without one it is denied, with any one it is answered; usage needs none."""
    role = marketo.subscription.role_named("API User Management")
    assert role
    needed = probes.NEEDED_PERMISSIONS[path]
    role.permissions = []
    assert code_of(marketo.call(path)) == (603 if needed else None)
    for permission in needed or ["none"]:
        role.permissions = [permission]
        answered = marketo.call(path).get_json()
        if path.startswith("/bulk/"):
            assert answered["errors"][0]["code"] == "1013"
        else:
            assert answered["success"] is True
            assert answered["requestId"]
            assert "nextPageToken" in answered or isinstance(answered["result"], list)


def test_the_fields_that_are_shown_depend_on_the_permission(marketo: Marketo) -> None:
    """This tells the two boxes apart."""
    role = marketo.subscription.role_named("API User Management")
    assert role
    seen = {}
    for kind in ("Standard", "Custom"):
        role.permissions = [f"Read-Write Schema {kind} Field"]
        answered = marketo.call("/rest/v1/leads/schema/fields.json").get_json()
        seen[kind] = [field["isCustom"] for field in answered["result"]]
    assert seen == {"Standard": [False], "Custom": [True]}


@pytest.mark.parametrize(
    ("switches", "path", "code"),
    [
        ({"crm": True}, "/rest/v1/companies/describe.json", 1018),
        ({"crm": True}, "/rest/v1/opportunities/describe.json", 1018),
        ({"crm": True}, "/rest/v1/salespersons/describe.json", 1018),
        ({"plan": "basic"}, "/rest/v1/customobjects.json", 1026),
        ({"plan": "basic"}, "/rest/v1/customobjects/schema/fieldDataTypes.json", 616),
        ({"plan": "basic"}, "/rest/v1/namedaccounts/describe.json", 703),
        ({"plan": "basic"}, "/rest/v1/namedAccountLists.json", 703),
    ],
)
def test_what_a_subscription_does_not_have_is_refused_in_its_own_way(
    switches: dict[str, Any], path: str, code: int
) -> None:
    """For callers with the permission; the others are denied as always."""
    marketo = Marketo(**switches)
    assert code_of(marketo.call(path)) == 603
    role = marketo.subscription.role_named("API User Management")
    assert role
    role.permissions = list(probes.NEEDED_PERMISSIONS[path])
    assert code_of(marketo.call(path)) == code


@pytest.mark.parametrize(("identity", "is_email"), [("marketo", True), ("adobe", False)])
def test_a_userid_is_the_address_or_a_generated_id(identity: str, *, is_email: bool) -> None:
    """Depending on the identity; it stays when the address changes."""
    marketo = Marketo(identity=identity)
    assert invite(marketo).get_data() == b'"true"'
    user = marketo.subscription.user_of_email(EMAIL)
    assert user
    assert (user.userid == EMAIL) is is_email
    new = {"emailAddress": "new@example.com"}
    marketo.users(f"{user.userid}/update.json", method="POST", json=new)
    assert (user.email_address, user.userid == "new@example.com") == ("new@example.com", False)


def test_people_cannot_be_managed_on_adobe_identity() -> None:
    """Only API-only users can be invited, updated and deleted there."""
    marketo = Marketo(identity="adobe")
    assert invite(marketo, apiOnly=False).status_code == 400
    person = marketo.subscription.add_user("p@example.com", "P", "N", api_only=False)
    for call in ("update.json", "delete.json"):
        answered = marketo.users(f"{person.userid}/{call}", method="POST", json={"firstName": "Q"})
        assert answered.status_code == 400


@pytest.mark.parametrize(("errors", "status"), [("status", 403), ("body", 200)])
def test_the_gateway_refuses_by_status_or_in_the_body(errors: str, status: int) -> None:
    """The service behind it always refuses by status."""
    marketo = Marketo(errors=errors)
    assert marketo.users("nobody/user.json").status_code == 404
    role = marketo.subscription.role_named("API User Management")
    assert role
    role.permissions = []
    answered = marketo.users("roles.json")
    assert (answered.status_code, code_of(answered)) == (status, 603)


def test_the_end_of_an_access_locks_the_user_and_its_tokens(marketo: Marketo) -> None:
    """From that moment on."""
    invite(marketo, expiresAt="2027-02-01T00:00:00Z")
    user = marketo.subscription.user_of_email(EMAIL)
    assert user
    service = marketo.subscription.add_service("ETL", user)
    token = marketo.token(service.client_id, service.client_secret).get_json()["access_token"]
    assert marketo.call(USAGE, token).get_json()["success"]
    marketo.now = 1_801_440_000.0  # the very second
    assert code_of(marketo.call(USAGE, token)) == 601
    assert marketo.token(service.client_id, service.client_secret).status_code == 401
    shown = marketo.users(f"{EMAIL}/user.json").get_json()
    assert (shown["isLocked"], shown["lockedReason"]) == (True, "Access has expired")


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{", "application/json", 609),
        (b"[" * 100_000, "application/json", 609),
        (b"{}", "text/plain", 612),
        (b"{}", "application/json", 1002),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(
    marketo: Marketo, body: bytes, kind: str, code: int
) -> None:
    """With the code in Adobe's list."""
    answered = marketo.users("invite.json", method="POST", data=body, content_type=kind)
    assert code_of(answered) == code


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("POST", "roles.json", 605), ("GET", "nonsense.json", 610), ("GET", "a/b/c.json", 610)],
)
def test_other_addresses_and_methods_are_refused(
    marketo: Marketo, method: str, path: str, code: int
) -> None:
    """With the gateway's codes."""
    assert code_of(marketo.users(path, method=method)) == code


@pytest.mark.parametrize(
    "address", ["josé@example.com", "a@exämple.com", "😀@example.com", "a@example.com\n"], ids=ascii
)
def test_an_address_is_held_to_the_specifications_pattern(marketo: Marketo, address: str) -> None:
    """By its dialect: letters and digits are ASCII, and nothing follows the end."""
    assert code_of(invite(marketo, emailAddress=address)) == 1003
    assert invite(marketo, emailAddress="é@example.com").get_json() == "true"


def test_two_letters_that_only_a_dictionary_folds_are_two_addresses(marketo: Marketo) -> None:
    """Upper and lower case are equal, but ß is not ss."""
    marketo.subscription.add_user("ß@example.com", "Z", "Z")
    assert marketo.subscription.user_of_email("SS@example.com") is None
    assert marketo.subscription.user_of_email("ß@EXAMPLE.com") is not None
