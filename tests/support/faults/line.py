"""Connect a client to a simulator in this process by a line that breaks where a test wants it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from marketo_simulator import Simulator
from marketo_simulator.app import ConnectionCutError
from marketo_simulator.faults import Fault
from marketo_simulator.marketo.endpoints import name_of
from tests.support.marketo.stand import Waits

Kind = Literal[
    "refused", "unheard", "unanswered", "late", "redirected", "empty list", "another user"
]
TIMEOUT, LATE = 60.0, 45.0
"""Seconds that a client waits for an answer, and that a late answer takes, still in time."""
ELSEWHERE = "https://elsewhere.example.com/login"


@dataclass
class Break:
    """How the line breaks, and for which calls: those that `calls` counts and strikes.

    Kinds: the connection `refused`; a time-out of a call that never arrived (`unheard`) or whose
    answer is lost (`unanswered`); an answer that is `late`; a call `redirected` to another host; an
    `empty list` or `another user` instead of the answer.
    """

    kind: Kind
    calls: Fault


class Line(httpx.BaseTransport):
    """Carries calls to a simulator without a socket, and counts them by their endpoint."""

    def __init__(self, marketo: Simulator, waits: Waits) -> None:
        self._app = marketo.app
        self._waits = waits
        self.calls: Counter[str] = Counter()
        self.requests: list[httpx.Request] = []
        self.breaks: list[Break] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a call, or break it."""
        endpoint = name_of(raw_path_of(request))
        self.calls[endpoint] += 1
        self.requests.append(request)
        striking = [one.kind for one in self.breaks if one.calls.strikes(endpoint)]
        return self._broken(striking[0], request) if striking else self._carried(request)

    def _broken(self, kind: Kind, request: httpx.Request) -> httpx.Response:
        if kind == "refused":
            raise httpx.ConnectError("refused")
        if kind == "redirected":
            return httpx.Response(302, headers={"Location": ELSEWHERE})
        if kind == "unheard":
            self._time_out()
        response = self._carried(request)
        if kind == "unanswered":
            self._time_out()
        if kind == "late":
            self._waits.sleep(LATE)
        return {"empty list": _empty_list, "another user": _another_user}.get(kind, _as_is)(
            response
        )

    def _carried(self, request: httpx.Request) -> httpx.Response:
        def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            # WSGI's own path is decoded, and a userid may hold an encoded slash.
            raw = {"RAW_URI": request.url.raw_path.decode("ascii")}
            path = {"PATH_INFO": request.url.path.encode().decode("latin-1")}
            return self._app(environ | raw | path, start_response)

        try:
            response = httpx.WSGITransport(app=app).handle_request(request)
            response.read()
        except ConnectionCutError:
            raise httpx.ReadError("cut") from None
        return response

    def _time_out(self) -> None:
        self._waits.sleep(TIMEOUT)
        raise httpx.ReadTimeout("timed out")


def raw_path_of(request: httpx.Request) -> str:
    """Return the path of a request as it is sent, without its query."""
    return request.url.raw_path.partition(b"?")[0].decode("ascii")


def _as_is(response: httpx.Response) -> httpx.Response:
    return response


def _empty_list(_response: httpx.Response) -> httpx.Response:
    return httpx.Response(200, json=[])


def _another_user(response: httpx.Response) -> httpx.Response:
    try:
        body: Any = response.json()
    except json.JSONDecodeError:
        body = {}
    other = {"userid": "other@example.com", "emailAddress": "other@example.com"}
    return httpx.Response(200, json=(body if isinstance(body, dict) else {}) | other)
