"""No secret and no token is in any error, log line or traceback, whatever goes wrong."""

import logging
import traceback
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from werkzeug import Response

from marketo_resources.marketo import MarketoClient, errors
from marketo_resources.marketo.troubles import TROUBLES
from tests.unit.marketo.stand import (
    IDENTITY,
    SECRET,
    TOKEN,
    USERS,
    Stand,
    Waits,
    answer,
    settings_for,
)
from tests.unit.marketo.stand import errors as said

ROLES = f"{USERS}/roles.json"
TELLING = {SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), TOKEN}
QUOTED = f"you sent {SECRET} and {TOKEN}1"
CODES = [name for name in TROUBLES if name.isdecimal()]
STATUSES = [int(name[5:]) for name in TROUBLES if name[:5] == "HTTP " and name[5:].isdecimal()]


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that any logger says at its most talkative."""
    for name in ("", "httpx", "httpcore", "marketo_resources", "stamina", "pyrate_limiter"):
        caplog.set_level(logging.DEBUG, logger=name)
    yield caplog
    assert_nothing_is_told(caplog.text, *(repr(record.__dict__) for record in caplog.records))


def assert_nothing_is_told(*texts: str) -> None:
    """None of the texts holds a secret in any spelling."""
    told = [word for word in TELLING for text in texts if word in text]
    assert not told, f"{len(told)} secrets are told"


def assert_fails_without_telling(client: MarketoClient) -> None:
    """A call fails, and its error tells no secret to whoever looks at all of it."""
    with pytest.raises(errors.MarketoError) as caught:
        client.get_roles()
    error = caught.value
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [line for line in frames.format() if "test_secrets.py" not in line]
    chained = [repr(link) for link in (error.__cause__, error.__context__) if link]
    attributes = repr(vars(error))
    assert_nothing_is_told(str(error), repr(error), repr(error.args), attributes, *chained, *ours)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("code", CODES)
def test_codes(stand: Stand, client: MarketoClient, code: str) -> None:
    """Though Marketo quotes both in its words."""
    stand.answers[ROLES] = [said(code, QUOTED)]
    assert_fails_without_telling(client)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("status", STATUSES)
def test_statuses(stand: Stand, client: MarketoClient, status: int) -> None:
    """Though the body quotes both."""
    stand.answers[ROLES] = [answer(status, {"message": QUOTED, "errors": [QUOTED]})]
    assert_fails_without_telling(client)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("body", [QUOTED, f'["{QUOTED}"]', f'{{"result": "{QUOTED}"}}', ""])
def test_unreadable_answers(stand: Stand, client: MarketoClient, body: str) -> None:
    """Though they quote both."""
    stand.answers[ROLES] = [Response(body, 200)]
    assert_fails_without_telling(client)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("status", [200, 400, 401, 403, 500, 503])
@pytest.mark.parametrize("body", [{"error": "no", "error_description": SECRET}, [SECRET], {}])
def test_identity(stand: Stand, client: MarketoClient, status: int, body: object) -> None:
    """Though Identity quotes what it was sent."""
    stand.answers[IDENTITY] = [answer(status, body)]
    assert_fails_without_telling(client)


@pytest.mark.usefixtures("everything")
def test_success(stand: Stand, client: MarketoClient) -> None:
    """A call that works tells nothing either."""
    stand.answers[ROLES] = [[]]
    assert client.get_roles() == []
    assert_nothing_is_told(repr(client), repr(vars(client)))


@pytest.mark.usefixtures("everything")
def test_a_host_that_is_not_there(waits: Waits) -> None:
    """The address that was asked for holds the secret, and is not told."""
    with MarketoClient(settings_for("http://127.0.0.1:9"), clock=waits.clock) as client:
        assert_fails_without_telling(client)
