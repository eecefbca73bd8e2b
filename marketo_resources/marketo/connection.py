"""Send one call, parse its answer, and retry it if the error table says so."""

from collections.abc import Callable
from typing import Any, TypeVar

import httpx

from . import answers, failures
from .access_token import AccessToken, Token, TokenAnswer
from .call import IDENTITY_PATH, Call
from .clock import Clock
from .connection_settings import ConnectionSettings
from .error_table import TROUBLES
from .errors import MarketoError
from .network import TIMEOUT, way_of
from .quiet_logs import no_headers_logged
from .retrying import Retrier

T = TypeVar("T")
UNSENDABLE = (httpx.InvalidURL, ValueError)
"""Raised for a value that does not fit into HTTP: an address too long, half a character."""
_CHECK_CREDENTIALS = TROUBLES["identity 401"].remedy
IDENTITY = Call("POST", IDENTITY_PATH)
"""Adobe documents GET and POST, both with query parameters; servers log fewer queries of POSTs."""


class Connection:
    """Send calls to one Marketo instance as one custom service; threads may share it."""

    def __init__(
        self,
        settings: ConnectionSettings,
        transport: httpx.BaseTransport,
        clock: Clock,
        announce: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._retrier = Retrier(clock, announce, settings.host)
        self._token = AccessToken(self._fetch_token, clock)
        self._http = httpx.Client(
            base_url=settings.base_url,
            auth=self._token,
            transport=transport,
            timeout=TIMEOUT,
            follow_redirects=False,
            headers={"Accept": "application/json"},
        )

    def close(self) -> None:
        """Close what this connection holds open."""
        self._http.close()

    def token(self) -> Token:
        """Return the token in use; fetch it if there is none.

        Raises:
            MarketoError: It could not be fetched.
        """
        return self._token.current()

    def call(self, call: Call, read: Callable[[Any], T]) -> T:
        """Send a call and read its answer; send it again where the error table says so.

        Args:
            call: What to send.
            read: Turns the answer's JSON (without its wrapping) into what the caller wants, and
                raises ValueError where it cannot.

        Raises:
            MarketoError: The call failed.
        """
        return self._retrier.run(lambda: self._once(call, read), changes=call.changes)

    def _once(self, call: Call, read: Callable[[Any], T]) -> T:
        answer = self._exchange(call)
        if isinstance(answer, MarketoError):
            raise answer
        result = answers.result_of(call, answer.status_code, answer.content, read)
        if isinstance(result, MarketoError):
            raise self._ready_to_raise(result)
        return result

    def _exchange(self, call: Call) -> httpx.Response | MarketoError:
        # Errors leave httpx's frames as values: the locals of those frames hold the token.
        try:
            request = self._http.build_request(
                call.method, call.path, params=dict(call.query) or None, json=call.body
            )
        except UNSENDABLE as failure:
            return failures.unsendable(call, failure)
        try:
            with no_headers_logged():
                return self._http.send(request)
        except httpx.HTTPError as failure:
            return failures.of_transport(call, failure, way_of(request))
        except MarketoError as failure:
            return failure.with_traceback(None)
        except UNSENDABLE as failure:  # of the answer: httpx reads where a redirect leads
            return failures.unreadable(call, failure)

    def _fetch_token(self) -> TokenAnswer:
        return self._retrier.run(self._fetch_token_once, changes=False)

    def _fetch_token_once(self) -> TokenAnswer:
        answer = self._identity_answer()
        if isinstance(answer, MarketoError):
            raise self._ready_to_raise(answer)
        return answer

    def _identity_answer(self) -> TokenAnswer | MarketoError:
        # Straight to the transport: httpx's client logs the whole URL, and the secret is in it.
        try:
            request = self._identity_request()
        except UNSENDABLE as failure:
            return failures.unsendable(IDENTITY, failure)
        try:
            with no_headers_logged():
                response = self._transport.handle_request(request)
                body = response.read()
        except httpx.HTTPError as failure:
            return failures.of_transport(IDENTITY, failure, way_of(request))
        return answers.token_of(IDENTITY, response.status_code, body)

    def _identity_request(self) -> httpx.Request:
        return httpx.Request(
            IDENTITY.method,
            self._settings.base_url + IDENTITY.path,
            params={
                "grant_type": "client_credentials",
                "client_id": self._settings.client_id,
                "client_secret": self._settings.client_secret.get_secret_value(),
            },
            headers={"Accept": "application/json"},
            extensions={"timeout": TIMEOUT.as_dict()},
        )

    def _ready_to_raise(self, error: MarketoError) -> MarketoError:
        """Return the error without secrets, and with where wrong credentials came from.

        A server may have quoted our secrets in its words.
        """
        if error.remedy == _CHECK_CREDENTIALS:
            error.remedy = f"{self._settings.credentials_from} {error.remedy}".strip()
        tokens = [token.secret for token in self._token.recent]
        secrets = [self._settings.client_secret, *tokens]
        return answers.without_secrets(error, secrets)
