"""Let `check` report what is wrong with the connection, and fetch each list once."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.support.engine.provider_process import ProviderProcess, configuration, provider_process
from tests.support.engine.subscription import calls
from tests.support.engine.warehouse import USER, refused


def connection_problem(marketo: Simulator, **settings: str) -> str:
    """Return what a check says about the connection, for which no property is at fault."""
    with provider_process(configuration(marketo, **settings)) as process:
        problems = refused(process)
    assert list(problems) == [""]
    return problems[""]


def test_rejected_credentials_are_named_with_where_to_find_right_ones(marketo: Simulator) -> None:
    """The error says where to look for the right ones, and does not contain the secret."""
    said = connection_problem(marketo, clientSecret="not-the-secret")
    assert "does not know this client id and secret" in said
    assert "LaunchPoint > View Details" in said
    place = "the stack's configuration"
    assert f"The client id came from {place} (marketo:clientId), the client secret from " in said
    assert "not-the-secret" not in said


def test_an_unreachable_host_is_named_with_where_to_look_it_up(marketo: Simulator) -> None:
    """The error says where to look the address up."""
    said = connection_problem(marketo, baseUrl="http://127.0.0.1:9")
    assert "could not be reached" in said
    assert "Admin > Web Services > REST API" in said


@pytest.mark.parametrize(
    ("status", "words"),
    [(200, "answered without an access token"), (404, "does not know Marketo's addresses")],
    ids=["pages", "no such page"],
)
def test_a_host_that_is_not_marketo_is_reported_as_such(
    marketo: Simulator, status: int, words: str
) -> None:
    """A website that answers with pages, or has no such page."""
    with web_site(status) as address:
        said = connection_problem(marketo, baseUrl=address)
    assert words in said
    assert "base URL" in said


def test_a_caller_without_user_management_sees_which_boxes_to_tick(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """Both boxes are named."""
    role = marketo.subscription.role_named("API User Management")
    assert role
    role.permissions = ["Access User Management Api"]
    problems = refused(process)
    assert list(problems) == [""]
    assert '"Access User Management Api" and "Access Users"' in problems[""]


def test_an_address_that_is_not_on_the_allowlist_is_reported_with_its_place(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """Where it is kept is named."""
    marketo.subscription.allowlist_blocks = True
    problems = refused(process)
    assert list(problems) == [""]
    assert "IP Restrictions" in problems[""]


@pytest.mark.parametrize("identity", ["marketo", "adobe"])
def test_lists_are_fetched_once_whatever_the_threads(marketo: Simulator, identity: Any) -> None:
    """Thirty resources at once on the process's threads: three calls for lists, one for a token."""
    marketo.subscription.switches.identity = identity
    with (
        provider_process(configuration(marketo)) as process,
        ThreadPoolExecutor(max_workers=30) as threads,
    ):
        asked = threads.map(
            lambda n: refused(process, __name=f"u{n}", email_address=f"u{n}@example.com"), range(30)
        )
        assert list(asked) == [{}] * 30
    every = [call["endpoint"] for call in marketo.app.calls.all()]
    assert sorted(every) == ["allusers.json", "identity", "roles.json", "workspaces.json"]


def test_users_are_listed_only_for_what_is_new(marketo: Simulator) -> None:
    """An unchanged user and a changed name need no list of users; a changed address does."""
    with provider_process(configuration(marketo)) as process:
        olds, _ = process.check("ApiOnlyUser", USER)
    calls(marketo)
    with provider_process(configuration(marketo)) as process:
        assert refused(process, olds) == refused(process, olds, first_name="New") == {}
        assert sorted(calls(marketo)) == ["roles.json", "workspaces.json"]
        assert refused(process, olds, email_address="new@example.com") == {}
        assert calls(marketo) == ["allusers.json"]


def test_trouble_is_met_once_by_those_who_wait(marketo: Simulator) -> None:
    """Four threads ask at once, and Identity gets the rejected credentials once."""
    with (
        provider_process(configuration(marketo, clientSecret="wrong")) as process,
        ThreadPoolExecutor(max_workers=4) as threads,
    ):
        asked = threads.map(lambda n: refused(process, __name=f"u{n}"), range(4))
        assert [list(problems) for problems in asked] == [[""]] * 4
    assert len(marketo.app.calls.all()) <= 4


@contextmanager
def web_site(status: int) -> Iterator[str]:
    """Serve a website that is not Marketo."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"<html>a web site</html>")

        do_POST = do_GET  # noqa: N815 - http.server's name for it

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()
