"""Send calls to Marketo one at a time, and keep each call and answer without anybody's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

import httpx

from marketo_resources.cli.proving.masks import masked, masked_path, shape
from marketo_resources.marketo import errors, reading
from marketo_resources.marketo.answers import payload_of
from marketo_resources.marketo.call import IDENTITY_PATH, Call
from marketo_resources.marketo.client import USERS
from marketo_resources.marketo.clock import Clock
from marketo_resources.marketo.connection import Connection
from marketo_resources.marketo.connection_settings import ConnectionSettings
from marketo_resources.marketo.failures import error_in
from marketo_resources.marketo.pace import pacing

__all__ = ["Answer", "Exchange", "Exchanges", "of_user"]

_NO_ANSWER = (
    errors.ConnectionFailedError,
    errors.OutcomeUnknownError,
    errors.TemporarilyUnavailableError,
    errors.RateLimitedError,
    errors.QuotaExhaustedError,
    errors.QuotaStoreError,
    errors.CredentialsRejectedError,
    errors.UnusableTokenError,
)
"""Errors that say nothing about the question: Marketo did not answer what the call asks."""

_MADE_UP_TOKEN = "made-up-to-see-how-a-token-is-refused"  # noqa: S105 - it opens nothing


@dataclass(frozen=True)
class Exchange:
    """A call and its answer as the file has them: fields, forms, codes and Marketo's words."""

    method: str
    path: str
    query: Mapping[str, Any]
    sent: Any
    status: int
    answer: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as the file holds it."""
        return {key: value for key, value in asdict(self).items() if value not in ({}, None)}


@dataclass(frozen=True)
class Answer:
    """An answer of Marketo's: its HTTP status and content, and the error in it, if there is one."""

    status: int
    payload: Any
    code: int | None
    words: str
    is_done: bool

    @property
    def in_words(self) -> str:
        """The refusal with its status, code and Marketo's words, without anybody's values."""
        code = "no code" if self.code is None else f"code {self.code}"
        words = f': "{masked(self.words)}"' if self.words else ""
        return f"HTTP {self.status}, {code}{words}"

    @property
    def quoted(self) -> str:
        """Marketo's words alone, without anybody's values."""
        return f'"{masked(self.words)}"' if self.words else ""

    @property
    def outcome(self) -> str:
        """Whether the call was done, or else refused with which status and code."""
        if self.is_done:
            return "done"
        code = "no code" if self.code is None else f"code {self.code}"
        return f"refused, HTTP {self.status}, {code}"


class Exchanges:
    """The connection to one subscription; close it when done.

    Args:
        settings: Which instance, as whom, and how fast: the pace is shared with everything else.
        announce: Takes a line for a person whenever a wait is longer than a few seconds.
        transport: What carries the calls, instead of the network (for tests).
        clock: Where time comes from (for tests).
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        announce: Callable[[str], None],
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self._base_url = settings.base_url
        self._recorder = _Recorder(pacing.paced(settings, transport, self.clock, announce))
        self._connection = Connection(settings, self._recorder, self.clock, announce)

    @property
    def kept(self) -> list[Exchange]:
        """Every exchange so far."""
        return self._recorder.kept

    @property
    def calls(self) -> int:
        """The number of calls sent so far, without those for tokens."""
        return self._recorder.calls

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
        self._recorder.close()

    def owner(self) -> str:
        """Return the user behind the credentials, as the token's `scope` names it.

        Raises:
            MarketoError: There is no token.
        """
        return self._connection.token().owner

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Answer:
        """Send a GET.

        Raises:
            MarketoError: It was not answered.
        """
        return self._send(Call("GET", path, query or {}))

    def post(self, path: str, body: object = None) -> Answer:
        """Send a POST.

        Raises:
            MarketoError: It was not answered.
        """
        return self._send(Call("POST", path, body=body, changes=True))

    def get_with_made_up_token(self, path: str) -> Answer:
        """Send a GET with a token that nobody was given.

        Raises:
            ConnectionFailedError: It was not answered.
        """
        headers = {"Authorization": f"Bearer {_MADE_UP_TOKEN}"}
        request = httpx.Request("GET", self._base_url + path, headers=headers)
        try:
            self._recorder.handle_request(request)
        except httpx.HTTPError:
            raise errors.ConnectionFailedError("the connection failed") from None
        return self._recorder.answer()

    def _send(self, call: Call) -> Answer:
        self._recorder.forget()
        try:
            self._connection.call(call, reading.anything)
        except errors.MarketoError as error:
            if isinstance(error, _NO_ANSWER) or not self._recorder.has_answer:
                raise
        return self._recorder.answer()


class _Recorder(httpx.BaseTransport):
    """Passes calls on, counts them and keeps their forms; those to Identity are only passed on."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport
        self._last: tuple[int, bytes] | None = None
        self.kept: list[Exchange] = []
        self.calls = 0

    @property
    def has_answer(self) -> bool:
        """Whether the last call was answered."""
        return self._last is not None

    def forget(self) -> None:
        """Forget the last answer."""
        self._last = None

    def answer(self) -> Answer:
        """Return the last answer."""
        status, content = self._last or (0, b"")
        payload = _read(content)
        error = error_in(payload)
        is_done = error is None and httpx.codes.is_success(status)
        return Answer(
            status, payload, error.code if error else None, error.words if error else "", is_done
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a call on and keep its form."""
        if request.url.path.endswith(IDENTITY_PATH):
            return self._transport.handle_request(request)
        self.calls += 1
        response = self._transport.handle_request(request)
        self._last = response.status_code, response.read()
        self.kept.append(_exchange(request, *self._last))
        return response

    def close(self) -> None:
        """Close what carries the calls."""
        self._transport.close()


def of_user(userid: str, call: str) -> str:
    """Return the path of a call about a user."""
    return f"{USERS}/{quote(userid, safe='')}/{call}"


def _exchange(request: httpx.Request, status: int, content: bytes) -> Exchange:
    sent = _read(request.content) if request.content else None
    path = masked_path(request.url.raw_path.decode("ascii").partition("?")[0])
    query = dict(request.url.params)
    return Exchange(request.method, path, query, shape(sent), status, shape(_read(content)))


def _read(content: bytes) -> Any:  # noqa: ANN401 - any JSON there is
    try:
        return payload_of(content)
    except ValueError:
        return "not JSON"
