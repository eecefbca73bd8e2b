"""Read each endpoint's answer the same in every variant that Adobe's pages or others show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug import Response

from marketo_resources.marketo import MarketoClient, errors
from tests.support.marketo.endpoints import ENDPOINTS, UPDATE, USER, Endpoint
from tests.support.marketo.stand import Stand, answer
from tests.support.marketo.stand import errors as said

DESCRIBED = [one for one in ENDPOINTS if one.payload is not None]
OBJECTS = [one for one in DESCRIBED if isinstance(one.payload, dict)]
SPECIFICATIONS = {"hidden": "isHidden", "onlyAllZones": "isOnlyAllZones"}
DATES = {
    "guide": "2090-12-31T08:00:00.000t+0000",
    "compact": "20901231T08:00:00.000t+0000",
    "specification": "20901231T08:00:00.0tZ",
    "ISO": "2090-12-31T03:00:00-05:00",
    "UTC": "2090-12-31T08:00:00Z",
}


def each(listed: list[Endpoint] = ENDPOINTS) -> pytest.MarkDecorator:
    """Return a parameter for each endpoint."""
    return pytest.mark.parametrize("endpoint", listed, ids=lambda one: one.name)


def deeply(value: Any, change: Callable[[str, Any], dict[str, Any]]) -> Any:
    """Return JSON with every field changed."""
    if isinstance(value, list):
        return [deeply(one, change) for one in value]
    if not isinstance(value, dict):
        return value
    changed: dict[str, Any] = {}
    for name, one in value.items():
        changed |= change(name, deeply(one, change))
    return changed


def as_text(name: str, value: Any) -> dict[str, Any]:
    """Write numbers and flags in quotes."""
    if isinstance(value, bool):
        return {name: str(value).lower()}
    return {name: str(value)} if isinstance(value, int) else {name: value}


def with_more(name: str, value: Any) -> dict[str, Any]:
    """Add unknown fields next to each one."""
    return {name: value, f"{name}OfTomorrow": {"deep": [1, None]}}


def in_specification(name: str, value: Any) -> dict[str, Any]:
    """Use the specification's names, and its empty texts where the guide shows null."""
    return {SPECIFICATIONS.get(name, name): "" if value is None else value}


def without_nothing(name: str, value: Any) -> dict[str, Any]:
    """Leave out fields where the guide shows null."""
    return {} if value is None else {name: value}


VARIANTS: dict[str, Callable[[Any], Any]] = {
    "wrapped": lambda payload: {"requestId": "1#2", "success": True, "result": payload},
    "only result": lambda payload: {"result": payload},
    "success as text": lambda payload: {"success": "true", "result": payload},
    "no errors": lambda payload: {"success": True, "errors": [], "result": payload},
    "numbers and flags as text": lambda payload: deeply(payload, as_text),
    "more fields": lambda payload: deeply(payload, with_more),
    "specification's spelling": lambda payload: deeply(payload, in_specification),
    "nothing left out": lambda payload: deeply(payload, without_nothing),
}


def result(stand: Stand, client: MarketoClient, endpoint: Endpoint, given: Response) -> object:
    """Return what the client makes of an answer."""
    stand.answers[endpoint.path] = [given]
    return endpoint.call(client)


@each(DESCRIBED)
@pytest.mark.parametrize("variant", VARIANTS)
def test_an_answer_means_the_same_in_every_variant(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, variant: str
) -> None:
    """Bare or wrapped, numbers or text, either spelling, with fields of future versions."""
    expected = result(stand, client, endpoint, answer(200, endpoint.payload))
    assert expected or endpoint.payload is True
    varied = VARIANTS[variant](endpoint.payload)
    assert result(stand, client, endpoint, answer(200, varied)) == expected


@each(OBJECTS)
def test_one_thing_may_come_as_the_only_one_of_a_list(
    stand: Stand, client: MarketoClient, endpoint: Endpoint
) -> None:
    """Marketo's other APIs answer so."""
    expected = result(stand, client, endpoint, answer(200, endpoint.payload))
    listed = {"success": True, "result": [endpoint.payload]}
    assert result(stand, client, endpoint, answer(200, listed)) == expected
    assert result(stand, client, endpoint, answer(200, [endpoint.payload])) == expected


@each()
@pytest.mark.parametrize("status", [200, 201, 202])
def test_any_status_of_success_is_accepted(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, status: int
) -> None:
    """The specification lists 201 as well as 200."""
    payload = {} if endpoint.payload is None else endpoint.payload
    assert result(stand, client, endpoint, answer(status, payload)) == result(
        stand, client, endpoint, answer(200, payload)
    )


@pytest.mark.parametrize("body", [b"true", b'"true"', b" true\n", b"True", b'"TRUE"'])
def test_an_invitation_is_answered_by_true_as_json_or_text(
    stand: Stand, client: MarketoClient, body: bytes
) -> None:
    """The guide shows the bare word, the specification says that it is a string."""
    [invite] = [one for one in ENDPOINTS if one.name == "invite_user"]
    for kind in ("application/json", "text/plain"):
        assert result(stand, client, invite, Response(body, 200, content_type=kind)) is None


@pytest.mark.parametrize("body", [b"false", b'"no"', b"[]", b"0", b"true false"])
def test_an_invitation_that_is_not_answered_by_true_may_have_been_made(
    stand: Stand, client: MarketoClient, body: bytes
) -> None:
    """It is not sent again."""
    [invite] = [one for one in ENDPOINTS if one.name == "invite_user"]
    with pytest.raises(errors.OutcomeUnknownError):
        result(stand, client, invite, Response(body, 200))
    assert len(stand.to(invite.path)) == 1


@pytest.mark.parametrize("body", [b"", b"true", b"{}", b"no JSON", b'{"success": true}', b"null"])
@each([one for one in ENDPOINTS if one.payload is None])
def test_a_deletion_may_be_answered_by_anything(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, body: bytes
) -> None:
    """Adobe describes no body for it."""
    assert result(stand, client, endpoint, Response(body, 200)) is None


@pytest.mark.parametrize("form", DATES)
@pytest.mark.parametrize("name", ["get_user", "update_user"])
def test_a_date_means_the_same_in_every_form(
    stand: Stand, client: MarketoClient, name: str, form: str
) -> None:
    """Adobe's pages show five."""
    [endpoint] = [one for one in ENDPOINTS if one.name == name]
    expected = result(stand, client, endpoint, answer(200, USER))
    dated = USER | {"expiresAt": DATES[form]}
    assert result(stand, client, endpoint, answer(200, dated)) == expected


@each()
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("code", ["709", 709, " 709 "], ids=repr)
def test_errors_are_errors_at_any_status_in_any_spelling(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, code: str | int, status: int
) -> None:
    """For each endpoint, with the call, Marketo's words, and what to do next."""
    with pytest.raises(errors.RefusedError) as caught:
        result(stand, client, endpoint, said(code, "no such thing", status))
    error = caught.value
    assert (error.code, error.status, error.marketo_message) == (709, status, "no such thing")
    assert error.method == ("POST" if endpoint.changes else "GET")
    assert error.path == endpoint.path.replace("@", "%40")
    for words in (error.method, error.path, "code 709", '"no such thing"', error.remedy):
        assert words
        assert words in str(error)


@each()
@pytest.mark.parametrize(
    "payload",
    [
        {"success": False},
        {"success": "false"},
        {"errors": [{"code": "709", "message": "no"}]},
        {"errors": [{"message": "no"}]},
        {"errors": {"code": 709}},
        [{"errors": [{"code": 709, "message": "no"}]}],
        {"error": "refused"},
    ],
    ids=json.dumps,
)
def test_an_error_of_any_shape_is_one(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, payload: Any
) -> None:
    """It is never read as an empty list, a user without a name, or a completed deletion."""
    with pytest.raises(errors.RefusedError):
        result(stand, client, endpoint, answer(200, payload))


@each(DESCRIBED)
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"\xff\xfe", b"null", b"7", b'"text"', b"{}", b'{"result": 1}']
)
def test_an_answer_that_cannot_be_marketos_is_an_error(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, body: bytes
) -> None:
    """An empty body, a page, broken JSON, JSON of another shape; a change may have been made."""
    if endpoint.name == "get_usage" and body == b"{}":
        pytest.skip("no field of the usage is needed by anyone")
    kind = errors.OutcomeUnknownError if endpoint.changes else errors.UnexpectedAnswerError
    with pytest.raises(kind):
        result(stand, client, endpoint, Response(body, 200))


@each([one for one in ENDPOINTS if one.has_forms])
@pytest.mark.parametrize("refusal", ["609", "1003", "1006", "HTTP 400"])
def test_the_other_documented_form_is_tried_once_and_remembered(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, refusal: str
) -> None:
    """A list first, as the guide shows it; then, from that call on, an object with `input`."""
    no = Response("no", 400) if refusal == "HTTP 400" else said(refusal)
    stand.answers[endpoint.path] = [no, answer(200, endpoint.payload)]
    for _ in range(2):
        endpoint.call(client)
    sent = [request.get_json() for request in stand.to(endpoint.path)]
    listed = [{"accessRoleId": 2, "workspaceId": 1}]
    assert sent == [listed, {"input": listed}, {"input": listed}]


@each([one for one in ENDPOINTS if one.has_forms])
@pytest.mark.parametrize("refusal", ["603", "606", "611", "709", "1013"])
def test_a_refusal_that_is_not_about_the_form_is_final(
    stand: Stand, client: MarketoClient, endpoint: Endpoint, refusal: str
) -> None:
    """A missing permission stays missing in any form."""
    stand.answers[endpoint.path] = [said(refusal)]
    with pytest.raises(errors.MarketoError):
        endpoint.call(client)
    assert all(isinstance(request.get_json(), list) for request in stand.to(endpoint.path))


def test_the_answer_to_an_update_is_read_though_nothing_was_to_change(
    stand: Stand, client: MarketoClient
) -> None:
    """An update sends what was set, under Marketo's names, and nothing else."""
    [update] = [one for one in ENDPOINTS if one.name == "update_user"]
    result(stand, client, update, answer(200, USER))
    assert stand.to(update.path)[0].get_json() == UPDATE.body() == {"firstName": "Ada"}
