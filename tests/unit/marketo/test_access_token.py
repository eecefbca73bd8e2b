"""Keep one token per connection: fetched once, renewed in time, and sent to Marketo only."""

import threading
from typing import Any

import pytest
from werkzeug import Response

from marketo_resources.marketo import MarketoClient, errors
from tests.support.marketo.connected import Connect
from tests.support.marketo.stand import IDENTITY, SECRET, TOKEN, USERS, Stand, Waits, answer, token
from tests.support.marketo.stand import errors as said

ROLES = f"{USERS}/roles.json"


def test_forty_threads_on_an_expired_token_fetch_one(
    stand: Stand, client: MarketoClient, waits: Waits
) -> None:
    """The other threads wait for it."""
    stand.answers[ROLES] = [[]]
    client.get_roles()
    waits.seconds += 4000
    threads = [threading.Thread(target=client.get_roles) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stand.to(IDENTITY)) == 2
    assert len(stand.to(ROLES)) == 41


def test_a_token_is_renewed_a_minute_before_its_end(
    stand: Stand, client: MarketoClient, waits: Waits
) -> None:
    """So that no token ends while a call is on its way."""
    stand.answers[ROLES] = [[]]
    client.get_roles()
    waits.seconds += 3599 - 61
    client.get_roles()
    assert len(stand.to(IDENTITY)) == 1
    waits.seconds += 2
    client.get_roles()
    assert len(stand.to(IDENTITY)) == 2


@pytest.mark.parametrize(
    "code", ["601", "602", 601, 602], ids=["601 text", "602 text", "601", "602"]
)
def test_a_refused_token_is_renewed_and_the_same_call_sent_again(
    stand: Stand, client: MarketoClient, code: str | int
) -> None:
    """Body and all, with the new token, once."""
    path = f"{USERS}/ada@example.com/delete.json"
    stand.answers[path] = [said(code), answer(200, {})]
    client.delete_user("ada@example.com")
    first, second = stand.to(path)
    assert first.headers["Authorization"] != second.headers["Authorization"]
    assert first.get_data() == second.get_data()
    assert len(stand.to(IDENTITY)) == 2


@pytest.mark.parametrize("code", ["601", "602"])
def test_a_token_refused_twice_is_an_error(stand: Stand, client: MarketoClient, code: str) -> None:
    """There is no loop."""
    stand.answers[ROLES] = [said(code)]
    with pytest.raises(errors.UnusableTokenError):
        client.get_roles()
    assert len(stand.to(ROLES)) == 2


@pytest.mark.parametrize("expires_in", [None, 2**63, 10**400])
def test_a_token_with_an_unusable_end_is_used(
    expires_in: int | None, stand: Stand, client: MarketoClient
) -> None:
    """A number too large for a float once raised an OverflowError."""
    stand.answers[IDENTITY] = [token(expires_in=expires_in)]
    stand.answers[ROLES] = [[]]
    assert client.get_roles() == []


def test_a_token_that_has_ended_already_is_asked_for_again(
    stand: Stand, client: MarketoClient
) -> None:
    """Identity has given out tokens with `expires_in` 0."""
    stand.answers[IDENTITY] = [token(expires_in=0), token()]
    stand.answers[ROLES] = [[]]
    assert client.get_roles() == []


def test_tokens_that_have_always_ended_are_an_error(stand: Stand, client: MarketoClient) -> None:
    """The error says so."""
    stand.answers[IDENTITY] = [token(expires_in=0)]
    with pytest.raises(errors.UnusableTokenError, match="expired"):
        client.get_roles()


@pytest.mark.parametrize("payload", [{}, {"access_token": ""}, {"access_token": None}, [], "x"])
def test_an_answer_without_a_token_is_an_error(
    stand: Stand, client: MarketoClient, payload: Any
) -> None:
    """The error does not say that the credentials are wrong."""
    stand.answers[IDENTITY] = [answer(200, payload)]
    with pytest.raises(errors.UnusableTokenError, match="without an access token"):
        client.get_roles()
    assert stand.to(ROLES) == []


@pytest.mark.parametrize(
    "body",
    [
        {"error": "unauthorized", "error_description": "No client with requested id"},
        {"error": "invalid_client", "error_description": "Bad client credentials"},
        {},
    ],
)
def test_rejected_credentials_are_reported_with_identitys_words(
    stand: Stand, client: MarketoClient, body: dict[str, str]
) -> None:
    """They are sent only once: a wrong secret does not become right."""
    stand.answers[IDENTITY] = [answer(401, body)]
    with pytest.raises(errors.CredentialsRejectedError) as caught:
        client.get_roles()
    assert body.get("error_description", "") in str(caught.value)
    assert "LaunchPoint" in str(caught.value)
    assert len(stand.to(IDENTITY)) == 1


def test_the_secret_reaches_identity_and_nobody_else(stand: Stand, client: MarketoClient) -> None:
    """The token travels in a header, and no address holds it."""
    stand.answers[ROLES] = [[]]
    client.get_roles()
    assert [call.args["client_secret"] for call in stand.to(IDENTITY)] == [SECRET]
    assert [call.headers["Authorization"] for call in stand.to(ROLES)] == [f"Bearer {TOKEN}1"]
    assert [dict(call.args) for call in stand.to(ROLES)] == [{}]


def test_clients_of_two_services_have_a_token_each(connect: Connect) -> None:
    """The token belongs to host and client id."""
    stand = Stand()
    stand.answers[ROLES] = [Response("[]", 200)]
    for client_id in ("one", "two"):
        connect(stand, client_id=client_id).get_roles()
    assert [call.args["client_id"] for call in stand.to(IDENTITY)] == ["one", "two"]
