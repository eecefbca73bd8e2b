"""Keep every secret and token out of errors, log lines and tracebacks, whatever goes wrong."""

import logging
import socketserver
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from urllib.parse import quote, quote_plus

import pytest
from pydantic import ValidationError
from werkzeug import Response

from marketo_resources.marketo import MarketoClient, errors, models
from marketo_resources.marketo.error_table import TROUBLES
from tests.support.marketo.connected import Connect
from tests.support.marketo.stand import (
    IDENTITY,
    SECRET,
    TOKEN,
    USERS,
    Stand,
    Waits,
    answer,
    settings_for,
)
from tests.support.marketo.stand import errors as said

ROLES, UPDATE = f"{USERS}/roles.json", f"{USERS}/ada/update.json"
TELLING = {SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), TOKEN}
QUOTED = f"you sent {SECRET} and {TOKEN}1"
CODES = [name for name in TROUBLES if name.isdecimal()]
STATUSES = [int(name[5:]) for name in TROUBLES if name[:5] == "HTTP " and name[5:].isdecimal()]


class Everything(logging.Handler):
    """Keeps all log records (pytest drops what it captures before a fixture can read it)."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as text, and the values of which it was made."""
        self.said += [self.format(record), repr(record.__dict__)]


@pytest.fixture(autouse=True)
def everything(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Let every logger write all that it can; at the end, none has written a secret."""
    for name in ("", "httpx", "httpcore", "marketo_resources", "psycopg", "werkzeug"):
        caplog.set_level(logging.DEBUG, logger=name)
    heard = Everything()
    logging.getLogger().addHandler(heard)
    yield heard.said
    logging.getLogger().removeHandler(heard)
    assert_no_secret_in(*heard.said)


def assert_no_secret_in(*texts: str) -> None:
    """Check that none of the texts holds a secret in any spelling."""
    found = [word for word in TELLING for text in texts if word in text]
    assert not found, f"{len(found)} secrets are shown"


def get(client: MarketoClient) -> object:
    """Make a call that only reads."""
    return client.get_roles()


def post(client: MarketoClient) -> object:
    """Make a call that changes something."""
    return client.update_user("ada", models.UpdateUserAttributesRequest(first_name="Ada"))


def assert_fails_without_a_secret(
    client: MarketoClient, call: Callable[[MarketoClient], object] = get
) -> errors.MarketoError:
    """Check that a call fails, and that nothing of its error holds a secret."""
    with pytest.raises(errors.MarketoError) as caught:
        call(client)
    error = caught.value
    group = ExceptionGroup("several resources", [error, copy(error)])
    shown = [*shown_of(error), *shown_of(group), repr(client), repr(vars(client))]
    assert_no_secret_in(*shown)
    logging.getLogger("a.program").error("it failed", exc_info=error)
    return error


def shown_of(error: Exception) -> list[str]:
    """Return all that can be seen of an error: text, attributes, causes, and frames with locals."""
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in frames.format() if "/tests/unit/" not in frame]
    causes = [repr(link) for link in (error.__cause__, error.__context__) if link]
    return [str(error), repr(error), repr(error.args), repr(vars(error)), *causes, *ours]


def test_these_tests_see_a_secret_in_an_error() -> None:
    """A check that can find nothing would be useless."""
    for telling in TELLING:
        with pytest.raises(AssertionError, match="secrets are shown"):
            assert_no_secret_in(f"key={telling}&")


def test_a_secret_that_is_logged_is_seen(everything: list[str]) -> None:
    """At the lowest level, by any logger."""
    logging.getLogger("httpcore.http11").debug("sent %s", TOKEN)
    assert [line for line in everything if TOKEN in line]
    everything.clear()


@pytest.mark.parametrize("call", [get, post])
@pytest.mark.parametrize("code", CODES)
def test_an_error_code_shows_no_secret(
    stand: Stand, client: MarketoClient, code: str, call: Callable[[MarketoClient], object]
) -> None:
    """Although Marketo quotes both in its found."""
    stand.answers[ROLES] = stand.answers[UPDATE] = [said(code, QUOTED)]
    assert_fails_without_a_secret(client, call)


@pytest.mark.parametrize("call", [get, post])
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_status_shows_no_secret(
    stand: Stand, client: MarketoClient, status: int, call: Callable[[MarketoClient], object]
) -> None:
    """Although the body quotes both."""
    payload = {"found": QUOTED, "errors": [QUOTED]}
    stand.answers[ROLES] = stand.answers[UPDATE] = [answer(status, payload)]
    assert_fails_without_a_secret(client, call)


@pytest.mark.parametrize("body", [QUOTED, f'["{QUOTED}"]', f'{{"result": "{QUOTED}"}}', ""])
def test_an_unreadable_answer_shows_no_secret(
    stand: Stand, client: MarketoClient, body: str
) -> None:
    """Although it quotes both."""
    stand.answers[ROLES] = [Response(body, 200)]
    assert_fails_without_a_secret(client)


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500, 503])
@pytest.mark.parametrize("body", [{"error": "no", "error_description": SECRET}, [SECRET], {}])
def test_a_refusal_of_identity_shows_no_secret(
    stand: Stand, client: MarketoClient, status: int, body: object
) -> None:
    """Although Identity quotes what it was sent."""
    stand.answers[IDENTITY] = [answer(status, body)]
    assert_fails_without_a_secret(client)


@pytest.mark.parametrize("path", [IDENTITY, ROLES])
def test_a_redirect_that_quotes_the_call_shows_no_secret(
    stand: Stand, client: MarketoClient, path: str
) -> None:
    """A gateway that redirects a call writes its whole address into a header."""
    elsewhere = f"https://elsewhere.example/?client_secret={quote(SECRET)}&access_token={TOKEN}1"
    stand.answers[path] = [Response("", 302, headers={"Location": elsewhere})]
    assert_fails_without_a_secret(client)


def test_a_call_that_works_shows_no_secret(stand: Stand, client: MarketoClient) -> None:
    """Neither in its result nor in any object that took part."""
    stand.answers[ROLES] = [[]]
    assert client.get_roles() == []
    connection = vars(client)["_connection"]
    parts = [client, connection, *vars(connection).values(), *connection.token().__dict__.values()]
    assert_no_secret_in(*map(repr, parts), repr(vars(client)), repr(vars(connection)))


def test_settings_show_no_secret() -> None:
    """Neither by repr, nor as text, nor as JSON, nor by an error about them."""
    store = f"redis://:{SECRET}@store.example/0"
    good = settings_for("http://localhost", quota_store=store)
    assert_no_secret_in(repr(good), str(good), good.model_dump_json(), repr(vars(good)))
    for wrong in ({"quota_store": f"mysql://{SECRET}"}, {"base_url": f"https://u:{SECRET}@h"}):
        with pytest.raises(ValidationError) as caught:
            settings_for(wrong.pop("base_url", "http://localhost"), **wrong)
        assert_no_secret_in(str(caught.value), repr(caught.value))


def test_an_unreachable_host_shows_no_secret(waits: Waits) -> None:
    """The address of the call holds the secret, and is not shown."""
    with MarketoClient(settings_for("http://127.0.0.1:9"), clock=waits.clock) as client:
        assert_fails_without_a_secret(client)


@pytest.mark.parametrize("answers", [True, False], ids=["refuses", "is not there"])
def test_a_proxy_that_fails_shows_no_password(
    waits: Waits, monkeypatch: pytest.MonkeyPatch, *, answers: bool
) -> None:
    """Its address holds a password, which the proxy quotes in its answers."""
    words = f"HTTP/1.1 407 Who\r\nX-You-Sent: {quote(SECRET)}\r\nContent-Length: 0\r\n\r\n"
    with refusing(words.encode()) as port:
        host = f"127.0.0.1:{port if answers else 9}"
        proxy = f"http://someone:{quote(SECRET, safe='')}@{host}"
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("NO_PROXY", "")
        settings = settings_for("https://marketo.example", calls_per_20_seconds=50)
        with MarketoClient(settings, clock=waits.clock) as client:
            error = assert_fails_without_a_secret(client)
    assert isinstance(error, errors.ConnectionFailedError)


@pytest.mark.parametrize("scheme", ["redis", "postgresql"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_quota_store_that_is_not_there(stand: Stand, connect: Connect, scheme: str) -> None:
    """The password of the store is a secret as well."""
    store = f"{scheme}://someone:{quote(SECRET, safe='')}@127.0.0.1:9/0"
    error = assert_fails_without_a_secret(connect(stand, quota_store=store))
    assert isinstance(error, errors.QuotaStoreError)


@contextmanager
def refusing(words: bytes) -> Iterator[int]:
    """Start a server that gives every client the same answer; give its port."""

    class Refuses(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            """Read the request, and refuse it."""
            self.request.recv(65536)
            self.request.sendall(words)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuses) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
