"""Turn the bytes of an answer into its meaning, or into one of our errors.

Errors are returned, not raised: the frames here hold bodies, and a token may be in one of them.
"""

import codecs
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

from pydantic import SecretStr, ValidationError
from pydantic_core import from_json

from . import failures
from .access_token import TokenAnswer
from .call import Call
from .error_table import TROUBLES
from .errors import MarketoError

T = TypeVar("T")
MAX_WORDS = 500
"""Longest server message that an error quotes, in characters."""
MARK = "[secret]"
"""What stands in place of a secret that a server quotes."""


def result_of(call: Call, status: int, body: bytes, read: Callable[[Any], T]) -> T | MarketoError:
    """Return what `read` makes of an answer, or the error that the answer stands for."""
    try:
        payload = payload_of(body)
    except ValueError:
        return failures.of_answer(call, status, None) or _unreadable(call, status)
    failure = failures.of_answer(call, status, failures.error_in(payload))
    if failure is not None:
        return failure
    try:
        return read(_unwrapped(payload))
    except LookupError:
        return failures.of_trouble(call, TROUBLES["HTTP 404"], status=status)
    except ValueError:
        return _unreadable(call, status)


def token_of(call: Call, status: int, body: bytes) -> TokenAnswer | MarketoError:
    """Return the token in Identity's answer, or the error that the answer stands for."""
    try:
        payload = payload_of(body)
    except ValueError:
        payload = None
    error = failures.error_in(payload)
    if status == 401 or (error and error.words.startswith(("unauthorized", "invalid_client"))):  # noqa: PLR2004 - RFC 9110
        words = error.words if error else ""
        return failures.of_trouble(call, TROUBLES["identity 401"], status=status, words=words)
    failure = failures.of_answer(call, status, error)
    return failure if failure is not None else _token_in(call, payload)


def _token_in(call: Call, payload: object) -> TokenAnswer | MarketoError:
    try:
        answer = TokenAnswer.model_validate(payload)
    except ValidationError:
        return failures.of_trouble(call, TROUBLES["identity token"])
    if not answer.is_usable():
        return failures.of_trouble(call, TROUBLES["identity token"])
    if answer.expires_in is not None and answer.expires_in <= 0:
        return failures.of_trouble(call, TROUBLES["identity expired"])
    return answer


def payload_of(body: bytes) -> Any:  # noqa: ANN401 - any JSON there is
    """Return the JSON of a body, its plain text, or None if it is empty.

    Raises:
        ValueError: The body is a web page or no text at all.
    """
    body = body.removeprefix(codecs.BOM_UTF8).strip()
    if not body:
        return None
    try:
        return from_json(body)
    except ValueError:
        text = body.decode()
        if text.startswith(("<", "{", "[")):
            raise
        return text


def _unwrapped(payload: Any) -> Any:  # noqa: ANN401 - any JSON there is
    if not isinstance(payload, dict) or not payload.keys() & {"result", "success"}:
        return payload
    return payload.get("result", True if payload.get("success") else None)


def _unreadable(call: Call, status: int) -> MarketoError:
    return failures.of_trouble(call, TROUBLES["unreadable"], status=status)


def without_secrets(error: MarketoError, secrets: Iterable[SecretStr]) -> MarketoError:
    """Return the error without secrets in the server's words, however a URL encodes them."""
    words = error.marketo_message
    for secret in secrets:
        plain = secret.get_secret_value()
        for spelling in {plain, *_in_urls(plain)}:
            words = words.replace(spelling, MARK)
    error.marketo_message = words[:MAX_WORDS]
    return error


def _in_urls(plain: str) -> set[str]:
    # A secret with half a character in it was never sent, but the error that says so comes here.
    quoted = (quote(plain, safe, errors="replace") for safe in ("", "/"))
    return {*quoted, quote_plus(plain, errors="replace")}
