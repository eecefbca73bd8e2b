"""Fetch the access token of a connection once, and renew it before it expires."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import ConfigDict, SecretStr
from pydantic_core import from_json

from .clock import Clock
from .error_table import TOKEN_ENDED
from .failures import error_in
from .fetched_once import FetchedOnce
from .models import Answer

RENEWED_EARLY = 60.0
"""Renew tokens this many seconds before they end, so that none ends on its way."""
_LONGEST_LIFE = 10**9
"""Longest life of a token, in seconds: an answer may hold a number too large for a float."""


class TokenAnswer(Answer):
    """Hold the answer of Marketo's Identity service."""

    access_token: SecretStr
    expires_in: int | None = None
    scope: str = ""

    model_config = ConfigDict(alias_generator=None, hide_input_in_errors=True)

    def is_usable(self) -> bool:
        """Return whether the token can be sent in a header."""
        text = self.access_token.get_secret_value()
        return bool(text) and text.isascii() and text.isprintable() and " " not in text


@dataclass(frozen=True)
class Token:
    """Hold a token, when to renew it and when it ends, its user, and which fetch gave it."""

    secret: SecretStr
    renew_at: float
    ends_at: float
    owner: str
    number: int


def token_from(answer: TokenAnswer, now: float, number: int) -> Token:
    """Return the token of an answer that has come now, with when to renew it.

    Identity hands out the same token until it ends. So one whose life is nearly over cannot be
    renewed early; it is used until its end.
    """
    life = _LONGEST_LIFE if answer.expires_in is None else min(answer.expires_in, _LONGEST_LIFE)
    early = life - RENEWED_EARLY if life > RENEWED_EARLY else life
    return Token(answer.access_token, now + early, now + life, answer.scope, number)


class AccessToken(httpx.Auth):
    """Add the token to each request, and send a request again if its token was refused."""

    requires_response_body = True

    def __init__(self, fetch: Callable[[], TokenAnswer], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token = FetchedOnce(self._fetch_token)
        self._former: Token | None = None

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
        """Return the token to use now, fetched if there is none.

        Raises:
            MarketoError: It could not be fetched.
        """
        token = self._token()
        return token if self._clock.now() < token.renew_at else self.renewed(token)

    def renewed(self, token: Token) -> Token:
        """Return a token in place of one that has ended or was refused.

        Raises:
            MarketoError: It could not be fetched.
        """
        return self._token(after=token.number)

    @property
    def recent(self) -> list[Token]:
        """Return the last token fetched and the one before it, if any, valid or not."""
        return [token for token in (self._token.latest, self._former) if token is not None]

    def _fetch_token(self) -> Token:
        answer, former = self._fetch(), self._token.latest
        self._former = former
        return token_from(answer, self._clock.now(), self._token.begun)


def _sign(request: httpx.Request, token: Token) -> None:
    request.headers["Authorization"] = f"Bearer {token.secret.get_secret_value()}"


def _token_was_refused(response: httpx.Response) -> bool:
    if response.status_code == httpx.codes.UNAUTHORIZED:
        return True
    error = error_in(_json(response.content))
    return error is not None and error.code in TOKEN_ENDED


def _json(body: bytes) -> Any:  # noqa: ANN401 - any JSON there is
    try:
        return from_json(body)
    except ValueError:
        return None
