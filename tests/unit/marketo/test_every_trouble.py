"""Meet each row of the table of troubles with a call that reads and with one that writes."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from marketo_resources.marketo import MarketoClient, errors
from marketo_resources.marketo.error_table import LOST, TROUBLES, Again, Trouble
from marketo_resources.marketo.retrying import BUDGET
from tests.support.marketo.endpoints import ENDPOINTS, Endpoint
from tests.support.marketo.stand import IDENTITY, Waits, settings_for, token

READ = next(one for one in ENDPOINTS if one.name == "get_user")
WRITE = next(one for one in ENDPOINTS if one.name == "update_user")
Given = httpx.Response | httpx.HTTPError


def code(number: str) -> Callable[[], Given]:
    """Return an answer with one of Marketo's codes."""
    listed = [{"code": number, "message": "because"}]
    return lambda: httpx.Response(200, json={"success": False, "errors": listed})


def status(number: int) -> Callable[[], Given]:
    """Return an answer of a gateway."""
    return lambda: httpx.Response(number, text="<html>no</html>")


def untrusted() -> Given:
    """Return the error of httpx for a certificate that is not accepted."""
    failure = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed")
    return failure


PROVOKED: dict[str, list[Callable[[], Given]]] = {
    "unreachable": [
        lambda: httpx.ConnectError("refused"),
        lambda: httpx.ConnectTimeout("slow"),
        lambda: httpx.PoolTimeout("busy"),
    ],
    "proxy": [lambda: httpx.ProxyError("502 Bad Gateway")],
    "proxy refused": [lambda: httpx.ProxyError("407 Proxy Authentication Required")],
    "certificate": [untrusted],
    "no answer": [lambda: httpx.ReadTimeout("slow"), lambda: httpx.WriteTimeout("slow")],
    "cut off": [
        lambda: httpx.RemoteProtocolError("cut"),
        lambda: httpx.ReadError("reset"),
        lambda: httpx.WriteError("reset"),
        lambda: httpx.CloseError("reset"),
        lambda: httpx.NetworkError("down"),
        lambda: httpx.TooManyRedirects("round"),
    ],
    "unsendable": [
        lambda: httpx.LocalProtocolError("header"),
        lambda: httpx.UnsupportedProtocol("gopher"),
    ],
    "unreadable": [
        lambda: httpx.DecodingError("gzip"),
        lambda: httpx.Response(200, text="<html>hello</html>"),
        lambda: httpx.Response(200, content=b""),
    ],
    "redirect": [status(302)],
    "refused": [code("1077"), code("9999")],
    "no success": [lambda: httpx.Response(200, json={"success": False})],
    "HTTP 5xx": [status(599)],
    "HTTP 4xx": [status(418)],
    "identity 401": [
        lambda: httpx.Response(401, json={"error": "unauthorized"}),
        lambda: httpx.Response(400, json={"error": "invalid_client"}),
    ],
    "identity token": [lambda: httpx.Response(200, json={"expires_in": 3599})],
    "identity expired": [lambda: httpx.Response(200, json=token(expires_in=0))],
}
for name in TROUBLES:
    if name.isdecimal():
        PROVOKED[name] = [code(name)]
    elif name.removeprefix("HTTP ").isdecimal():
        PROVOKED[name] = [status(int(name.removeprefix("HTTP ")))]
ELSEWHERE = {"quota store", "TLS"}
"""Rows that need a store or a handshake: tests/faults/test_quota_stores.py, test_trust.py."""
CASES = [(TROUBLES[name], given) for name, listed in PROVOKED.items() for given in listed]
IDS = [
    f"{row.name}-{number}" for row, given in CASES for number in [PROVOKED[row.name].index(given)]
]


class Failing(httpx.BaseTransport):
    """Answers Marketo's calls, or Identity's, always with the same."""

    def __init__(self, given: Callable[[], Given], *, identity: bool) -> None:
        self._given = given
        self._identity = identity
        self.sent = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a call, or fail."""
        if (request.url.path == IDENTITY) is not self._identity:
            return httpx.Response(200, json=token())
        self.sent += 1
        given = self._given()
        if isinstance(given, Exception):
            raise given
        return given


def waits_of(row: Trouble, *, changes: bool) -> Iterator[float]:
    """Yield the waits that the table prescribes, up to the longest that one call may wait."""
    verdict = row.write if changes else row.read
    if not isinstance(verdict, Again):
        return
    waited = 0.0
    for number in range(verdict.tries - 1):
        seconds = verdict.first * verdict.growth**number
        if waited + seconds > BUDGET:
            return
        waited += seconds
        yield seconds


def test_every_row_is_met() -> None:
    """A row needs a test that meets it."""
    assert PROVOKED.keys() | ELSEWHERE == TROUBLES.keys()


def test_every_failure_of_httpx_has_a_row() -> None:
    """Including those that httpx raises only in other uses."""
    raised = {type(given()) for listed in PROVOKED.values() for given in listed}
    pending: list[type[Exception]] = [httpx.HTTPError]
    leaves: set[type[Exception]] = set()
    while pending:
        one = pending.pop()
        pending += one.__subclasses__()
        if not one.__subclasses__():
            leaves.add(one)
    assert leaves - raised == {httpx.HTTPStatusError}  # raised only by raise_for_status


@pytest.mark.parametrize("endpoint", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize(("row", "given"), CASES, ids=IDS)
def test_a_call_is_sent_as_often_and_as_late_as_the_table_says(
    row: Trouble, given: Callable[[], Given], endpoint: Endpoint
) -> None:
    """It ends in the row's error, or in OutcomeUnknownError if a change may have been made."""
    of_identity = row.name.startswith("identity")
    changes = endpoint.changes and not of_identity
    transport, waits = Failing(given, identity=of_identity), Waits()
    with (
        MarketoClient(settings_for("http://localhost"), transport, clock=waits.clock) as client,
        pytest.raises(errors.MarketoError) as caught,
    ):
        endpoint.call(client)
    error, expected = caught.value, list(waits_of(row, changes=changes))
    is_lost = changes and row.write is LOST
    renewed = 2 if row.name in {"601", "602", "HTTP 401"} else 1
    assert waits.slept == expected
    assert transport.sent == (len(expected) + 1) * renewed
    assert error.tries == len(expected) + 1
    assert error.trouble == row.name
    assert isinstance(error, errors.OutcomeUnknownError) is is_lost
    assert is_lost or isinstance(error, row.error) or row.name == "610"
    assert (error.method, bool(error.path), bool(error.problem)) == (
        "POST" if endpoint.changes or of_identity else "GET",
        True,
        True,
    )


@pytest.mark.parametrize("endpoint", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize(("row", "given"), CASES, ids=IDS)
def test_a_call_that_then_succeeds_gives_its_result(
    row: Trouble, given: Callable[[], Given], endpoint: Endpoint
) -> None:
    """If the table says to send it again; otherwise the first failure is the end."""
    of_identity = row.name.startswith("identity")
    changes = endpoint.changes and not of_identity
    renewed = row.name in {"601", "602", "HTTP 401"}
    good = token() if of_identity else endpoint.payload
    left = [given]

    def next_of_script() -> Given:
        return left.pop()() if left else httpx.Response(200, json=good)

    transport = Failing(next_of_script, identity=of_identity)
    later = Waits()
    with MarketoClient(settings_for("http://localhost"), transport, clock=later.clock) as client:
        if of_identity:
            goes_on = isinstance(row.read, Again)
            if goes_on:
                assert client.token_owner()
            else:
                with pytest.raises(row.error):
                    client.token_owner()
            return
        if renewed or isinstance(row.write if changes else row.read, Again):
            assert endpoint.call(client)
            assert transport.sent == 2
        else:
            with pytest.raises(errors.MarketoError):
                endpoint.call(client)
            assert transport.sent == 1
