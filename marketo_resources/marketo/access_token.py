"""The access token: one per connection, fetched once, renewed in time."""

from collections.abc import Callable, Generator
from copy import copy
from dataclasses import dataclass
from threading import Lock
from typing import Any

import httpx
from pydantic import ConfigDict, SecretStr
from pydantic_core import from_json

from .clock import Clock
from .errors import MarketoError
from .failures import said_by
from .models import Answer

RENEWED_EARLY = 60.0
"""Seconds before its end that a token is renewed, so that none ends on its way."""
_LONGEST_LIFE = 10**9
"""Seconds; an answer may hold a number that is too large for arithmetic with times."""
EXPIRED = frozenset({601, 602})
"""The first use of an expired token answers 602, later ones 601 (Adobe's developer blog)."""


class TokenAnswer(Answer):
    """What Marketo's Identity service answers."""

    access_token: SecretStr
    expires_in: int | None = None
    scope: str = ""

    model_config = ConfigDict(alias_generator=None, hide_input_in_errors=True)

    def is_usable(self) -> bool:
        """Whether the token can be sent in a header."""
        text = self.access_token.get_secret_value()
        return bool(text) and text.isascii() and text.isprintable() and " " not in text


@dataclass(frozen=True)
class Token:
    """A token, the moment it should be renewed, and the user behind it."""

    secret: SecretStr
    renew_at: float
    owner: str


def token_from(answer: TokenAnswer, now: float) -> Token:
    """When to renew a token that was handed out now.

    Identity hands out the same token until it ends. So one whose life is nearly over cannot be
    renewed early; it is used until its end.
    """
    life = _LONGEST_LIFE if answer.expires_in is None else min(answer.expires_in, _LONGEST_LIFE)
    early = life - RENEWED_EARLY if life > RENEWED_EARLY else life
    return Token(answer.access_token, now + early, answer.scope)


class AccessToken(httpx.Auth):
    """Adds the token to each request, and sends a request again whose token was refused.

    However many threads need a token at once, one of them fetches it and the others wait; if that
    fetch fails, it fails for all of them.
    """

    requires_response_body = True

    def __init__(self, fetch: Callable[[], TokenAnswer], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._token: Token | None = None
        self._former: Token | None = None
        self._fetches = 0
        self._failure: MarketoError | None = None

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request with the token, and once more with a new one if it was refused."""
        token = self.current()
        _sign(request, token)
        response = yield request
        if _token_was_refused(response):
            _sign(request, self.renewed(token))
            yield request

    def current(self) -> Token:
        """The token to use now.

        Raises:
            MarketoError: It could not be fetched.
        """
        token = self._token
        if token is not None and self._clock.now() < token.renew_at:
            return token
        return self._fetched(self._fetches, token)

    @property
    def recent(self) -> list[Token]:
        """The last token fetched and the one before it, if any, valid or not."""
        return [token for token in (self._token, self._former) if token is not None]

    def renewed(self, refused: Token) -> Token:
        """A token in place of one that Marketo refused.

        Raises:
            MarketoError: It could not be fetched.
        """
        return self._fetched(self._fetches, refused)

    def _fetched(self, seen: int, stale: Token | None) -> Token:
        with self._lock:
            if self._fetches != seen and self._failure is not None:
                raise copy(self._failure)
            if self._token is None or self._token is stale:
                self._fetch_now()
            token = self._token
        if token is None:
            raise AssertionError("unreachable: a fetch gives a token or raises")
        return token

    def _fetch_now(self) -> None:
        self._fetches += 1
        self._failure = None
        try:
            self._former, self._token = (
                self._token,
                token_from(self._fetch(), self._clock.now()),
            )
        except MarketoError as failure:
            self._failure = failure
            raise


def _sign(request: httpx.Request, token: Token) -> None:
    request.headers["Authorization"] = f"Bearer {token.secret.get_secret_value()}"


def _token_was_refused(response: httpx.Response) -> bool:
    if response.status_code == httpx.codes.UNAUTHORIZED:
        return True
    said = said_by(_json(response.content))
    return said is not None and said.code in EXPIRED


def _json(body: bytes) -> Any:  # noqa: ANN401 - any JSON there is
    try:
        return from_json(body)
    except ValueError:
        return None
