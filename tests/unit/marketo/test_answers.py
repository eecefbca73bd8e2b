"""Turn every way in which Marketo refuses a call into the error that says what to do."""

from typing import Any

import pytest
from werkzeug import Response

from marketo_resources.marketo import MarketoClient, errors
from marketo_resources.marketo.error_table import TROUBLES
from tests.support.marketo.stand import USERS, Stand, answer
from tests.support.marketo.stand import errors as said

ADA = f"{USERS}/ada@example.com"

CODES = {
    "600": errors.UnusableTokenError,
    "601": errors.UnusableTokenError,
    "602": errors.UnusableTokenError,
    "603": errors.AccessDeniedError,
    "605": errors.UnexpectedAnswerError,
    "606": errors.RateLimitedError,
    "607": errors.QuotaExhaustedError,
    "608": errors.TemporarilyUnavailableError,
    "609": errors.RefusedError,
    "614": errors.TemporarilyUnavailableError,
    "615": errors.RateLimitedError,
    "702": errors.NotFoundError,
    "709": errors.RefusedError,
    "1003": errors.RefusedError,
    "1077": errors.RefusedError,
}
CAMPAIGN = ("Read-Only Campaign", "Read-Write Campaign")


def failure(client: MarketoClient) -> errors.MarketoError:
    """Return the error of reading a user."""
    with pytest.raises(errors.MarketoError) as raised:
        client.get_user("ada@example.com")
    return raised.value


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("is_text", [True, False], ids=["text", "number"])
@pytest.mark.parametrize("code", CODES)
def test_a_code_means_the_same_at_any_status_as_text_or_number(
    stand: Stand, client: MarketoClient, code: str, *, is_text: bool, status: int
) -> None:
    """The guide has codes as text, the specification as numbers; errors come with 200 too."""
    stand.answers[f"{ADA}/user.json"] = [said(code if is_text else int(code), status=status)]

    error = failure(client)

    assert type(error) is CODES[code]
    assert (error.code, error.status, error.marketo_message) == (int(code), status, "because")
    assert (error.method, error.path) == ("GET", f"{USERS}/ada%40example.com/user.json")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.RefusedError),
        (401, errors.AccessDeniedError),
        (403, errors.AccessDeniedError),
        (404, errors.NotFoundError),
        (405, errors.RefusedError),
        (413, errors.RefusedError),
        (429, errors.RateLimitedError),
        (500, errors.TemporarilyUnavailableError),
        (503, errors.TemporarilyUnavailableError),
        (599, errors.TemporarilyUnavailableError),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b"\xff\xfe", b"{}", b"{", b"no"])
def test_a_status_alone_is_enough(
    stand: Stand, client: MarketoClient, status: int, kind: type[Exception], body: bytes
) -> None:
    """A gateway answers without Marketo's errors, with any body."""
    stand.answers[f"{ADA}/user.json"] = [Response(body, status)]

    error = failure(client)

    assert type(error) is kind
    assert (error.status, error.code) == (status, None)


@pytest.mark.parametrize(
    "payload",
    [
        {"success": False},
        {"success": "false", "errors": []},
        {"success": False, "errors": ["no"]},
        {"errors": [{"code": "ODD", "message": "no"}]},
        [{"errors": [{"code": 709, "message": "no"}]}],
        {"errors": {"code": 709, "message": "no"}},
    ],
)
def test_an_error_of_any_shape_is_an_error(
    stand: Stand, client: MarketoClient, payload: object
) -> None:
    """Also without a code, with an unknown one, and on an entry of a list."""
    stand.answers[f"{ADA}/user.json"] = [payload]

    assert type(failure(client)) is errors.RefusedError


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"\xff", b"null", b"7", b'"text"', b"{}", b"[[]]", b"[" * 99_999]
)
def test_an_answer_that_is_not_marketos_is_unexpected(
    stand: Stand, client: MarketoClient, body: bytes
) -> None:
    """An empty body, a web page, broken JSON, or JSON of another shape."""
    stand.answers[f"{ADA}/user.json"] = [Response(body, 200)]

    assert type(failure(client)) is errors.UnexpectedAnswerError


@pytest.mark.parametrize("payload", [{"success": True, "result": []}, []], ids=["wrapped", "bare"])
def test_an_empty_list_instead_of_a_user_means_that_there_is_none(
    stand: Stand, client: MarketoClient, payload: object
) -> None:
    """Other endpoints of Marketo answer so for what is missing."""
    stand.answers[f"{ADA}/user.json"] = [payload]

    assert type(failure(client)) is errors.NotFoundError


@pytest.mark.parametrize("payload", [{"success": True}, {"requestId": "1#2"}, None, {}])
def test_an_answer_without_a_list_is_not_an_empty_list(
    stand: Stand, client: MarketoClient, payload: object
) -> None:
    """Read as empty, it would make every role look deleted."""
    stand.answers[f"{USERS}/roles.json"] = [payload]

    with pytest.raises(errors.UnexpectedAnswerError):
        client.get_roles()


ROLE = {"id": 1, "name": "Admin", "hidden": False, "onlyAllZones": True}


@pytest.mark.parametrize("wrap", [True, False])
def test_a_list_may_be_wrapped_in_result_or_bare(
    stand: Stand, client: MarketoClient, *, wrap: bool
) -> None:
    """The user endpoints answer with bare lists, all others wrap them."""
    wrapped = {"requestId": "1#2", "success": True, "result": [ROLE]}
    stand.answers[f"{USERS}/roles.json"] = [wrapped if wrap else [ROLE]]

    assert [role.name for role in client.get_roles()] == ["Admin"]


def test_a_success_without_roles_means_that_a_user_has_none(
    stand: Stand, client: MarketoClient
) -> None:
    """Other endpoints leave an empty result out."""
    stand.answers[f"{ADA}/roles.json"] = [{"success": True}]

    assert client.get_user_roles("ada@example.com") == []


def test_a_byte_order_mark_and_spaces_do_not_matter(stand: Stand, client: MarketoClient) -> None:
    """Some gateways add them."""
    stand.answers[f"{USERS}/workspaces.json"] = [Response(b"\xef\xbb\xbf [] \n", 200)]

    assert client.get_workspaces() == []


def test_a_wrong_host_is_not_a_missing_user(stand: Stand, client: MarketoClient) -> None:
    """404 at a path that Marketo always has shows that the host is not Marketo."""
    stand.answers[f"{USERS}/roles.json"] = [answer(404, {})]

    with pytest.raises(errors.UnexpectedAnswerError, match="does not know Marketo's addresses"):
        client.get_roles()


def test_a_redirect_is_not_followed(stand: Stand, client: MarketoClient) -> None:
    """The token must not go elsewhere."""
    elsewhere = Response("", 302, headers={"Location": "/elsewhere"})
    stand.answers[f"{ADA}/user.json"] = [elsewhere]

    error = failure(client)

    assert type(error) is errors.UnexpectedAnswerError
    assert stand.to("/elsewhere") == []


def test_a_denied_call_names_the_permission_and_the_allowlist(
    stand: Stand, client: MarketoClient
) -> None:
    """603 means either, and the answer does not show which."""
    stand.answers[f"{USERS}/roles.json"] = [said("603", "Access denied")]

    with pytest.raises(errors.AccessDeniedError) as denied:
        client.get_roles()

    assert '"Access User Management Api" and "Access Users"' in str(denied.value)
    assert "IP Restrictions" in str(denied.value)


def test_a_denied_probe_names_the_permissions_of_which_one_is_needed(
    stand: Stand, client: MarketoClient
) -> None:
    """Either box is enough, so the denial proves that both are missing."""
    stand.answers["/rest/v1/campaigns.json"] = [said("603")]

    with pytest.raises(
        errors.AccessDeniedError, match='"Read-Only Campaign" or "Read-Write Campaign"'
    ):
        client.probe("/rest/v1/campaigns.json?batchSize=1", CAMPAIGN)


def test_a_denied_usage_is_no_missing_permission(stand: Stand, client: MarketoClient) -> None:
    """Usage needs none, so the cause is the allowlist, or a header lost on the way."""
    stand.answers["/rest/v1/stats/usage.json"] = [said("603")]

    with pytest.raises(errors.AccessDeniedError, match=r"IP Restrictions.*Authorization header"):
        client.get_usage()

    stand.answers["/rest/v1/stats/usage/last7days.json"] = [said("603")]

    with pytest.raises(errors.AccessDeniedError, match=r"IP Restrictions.*Authorization header"):
        client.get_usage_of_last_days()


def test_a_used_up_quota_says_when_it_starts_anew(stand: Stand, client: MarketoClient) -> None:
    """607 is not worth waiting for in a deployment."""
    stand.answers[f"{ADA}/user.json"] = [said("607")]

    assert "midnight US Central Time" in str(failure(client))
    assert len(stand.to(f"{ADA}/user.json")) == 1


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_a_user_in_use_and_other_refusals_are_told_apart(
    stand: Stand, client: MarketoClient, status: int
) -> None:
    """Adobe documents 611 where a custom service uses the user; it is never sent twice."""
    words = "You cannot delete an API user that is being used in API service"
    stand.answers[f"{ADA}/delete.json"] = [said("611", words, status)]

    with pytest.raises(errors.UserInUseError, match="LaunchPoint"):
        client.delete_user("ada@example.com")
    assert len(stand.to(f"{ADA}/delete.json")) == 1


def test_a_long_answer_is_cut(stand: Stand, client: MarketoClient) -> None:
    """Messages are short enough for a person to read."""
    stand.answers[f"{ADA}/user.json"] = [said("709", "no " * 9999)]

    assert len(str(failure(client))) < 1000


def test_a_user_id_cannot_leave_its_place_in_the_path(stand: Stand, client: MarketoClient) -> None:
    """Whatever it holds, it stays one segment; what no path can hold is refused unsent."""
    odd = "a+b/../c?d#e%2F@x.co"
    stand.answers[f"{USERS}/{odd}/delete.json"] = [{}]

    client.delete_user(odd)

    assert [request.path for request in stand.seen][1:] == [f"{USERS}/{odd}/delete.json"]
    for impossible in ("", ".", "..", " "):
        with pytest.raises(errors.RefusedError, match="cannot be the id"):
            client.delete_user(impossible)
    assert len(stand.seen) == 2


def test_each_trouble_of_the_table_has_an_error_and_a_source() -> None:
    """Every row has meaning, error and source, and a remedy where we know one."""
    rows: list[Any] = list(TROUBLES.values())

    assert all(row.meaning and row.source for row in rows)
    assert all(issubclass(row.error, errors.MarketoError) for row in rows)
