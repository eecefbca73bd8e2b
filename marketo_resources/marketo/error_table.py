"""List what each code, HTTP status and broken connection means, and whether to send again.

A row says what it means, which error it becomes, and whether a call that only reads (`read`) or
one that changes something (`write`) is sent again. Sources, by Adobe's page names: "Error Codes",
"Integration Best Practices", "User Management", the user specification, the developer blog.
"""

from dataclasses import dataclass, field
from enum import Enum

from . import errors
from .pace import WINDOW_SECONDS


@dataclass(frozen=True)
class Again:
    """Send the call again: up to `tries` times in all, after `first` seconds, then longer.

    The n-th wait is `first * growth ** (n - 1)` seconds plus a random part of `jitter` seconds.
    """

    tries: int
    first: float
    growth: float = 2.0
    jitter: float = 0.5


class Never(Enum):
    """Do not send the call again."""

    STOP = "stop"
    """Sending it again would get the same answer."""
    LOST = "lost"
    """Nobody knows whether it was carried out: OutcomeUnknownError."""


STOP, LOST = Never.STOP, Never.LOST
Decision = Again | Never


@dataclass(frozen=True)
class Trouble:
    """Hold one row of the table."""

    name: str
    meaning: str
    error: type[errors.MarketoError]
    read: Decision
    write: Decision
    source: str
    remedy: str = field(default="")


A_WINDOW = Again(tries=5, first=WINDOW_SECONDS, growth=1.0, jitter=3.0)
BACK_OFF = Again(tries=6, first=1.0, jitter=1.0)
SOME = Again(tries=4, first=1.0)
A_LITTLE = Again(tries=3, first=1.0)
SLOWLY = Again(tries=4, first=5.0)
ONCE = Again(tries=2, first=1.0)

_CODES = 'Adobe, "Error Codes"'
_NOT_EXECUTED = f"{_CODES}: a code 6xx means that the request was not executed"
_LATER = "Try again later; if it stays, look at Adobe's status page (status.adobe.com)."
_CREDENTIALS = (
    "Check the client id and secret against Admin > LaunchPoint > View Details of the custom "
    "service, and that the base URL is that of the same instance (Admin > Web Services)."
)
_HOST = "Check the base URL against Admin > Web Services > REST API (without /rest)."
_OURS = "This is most likely a mistake in this package: please report it."
_WORDS = "See Marketo's words for the reason."

_Unavailable = errors.TemporarilyUnavailableError
_Refused = errors.RefusedError
_Unexpected = errors.UnexpectedAnswerError

_CONNECTION = (
    Trouble("unreachable", "Marketo could not be reached", errors.ConnectionFailedError,
            SOME, SOME, "httpx: no connection, so nothing was sent",
            "Check the network from here. " + _HOST),
    Trouble("proxy", "Marketo could not be reached through the proxy",
            errors.ConnectionFailedError, SOME, SOME,
            "httpx: the proxy made no connection, so nothing was sent",
            "Check the proxy, or name Marketo's host in NO_PROXY."),
    Trouble("proxy refused", "The proxy refused the call", errors.ConnectionFailedError, STOP,
            STOP, "RFC 9110, RFC 1928: the proxy made no connection, so nothing was sent",
            "Check the proxy, or name Marketo's host in NO_PROXY."),
    Trouble("TLS", "No protected connection could be made", errors.ConnectionFailedError, STOP,
            STOP, "OpenSSL: the handshake failed, so nothing was sent",
            f"Check the port. {_HOST} The simulator is called with http://."),
    Trouble("certificate", "The server's certificate was not accepted",
            errors.ConnectionFailedError, STOP, STOP,
            "OpenSSL: the handshake failed, so nothing was sent",
            "Nothing was sent. " + _HOST),
    Trouble("no answer", "Marketo did not answer in time", _Unavailable, ONCE, LOST,
            "Adobe's developer blog: calls time out after 30 s on the server", _LATER),
    Trouble("cut off", "The connection broke before the answer was complete", _Unavailable,
            Again(tries=3, first=1.0), LOST, "httpx: the call may have been carried out", _LATER),
    Trouble("quota store", "The quotaStore cannot be used", errors.QuotaStoreError, STOP, STOP,
            "nothing was sent"),
    Trouble("unsendable", "The call could not be written as HTTP, so nothing was sent",
            _Unexpected, STOP,
            STOP, "httpx: nothing was sent",
            "A value in it is far too long or holds half a character: correct it."),
)  # fmt: skip

_ANSWER = (
    Trouble("unreadable", "The answer is not one that Marketo gives to this call", _Unexpected,
            A_LITTLE, LOST, "tap-marketo and other clients meet empty bodies now and then",
            "Try again later; if it stays, something else may answer, such as a proxy. " + _HOST),
    Trouble("redirect", "The server redirected the call, and redirects are never followed",
            _Unexpected,
            STOP, STOP, "Adobe documents no redirect: the token must not go elsewhere", _HOST),
    Trouble("refused", "Marketo refused the call", _Refused, STOP, STOP,
            'Adobe, "Error Codes": 6xx is not executed, 7xx and 1xxx are bad parameters', _WORDS),
    Trouble("no success", "Marketo says that the call failed, but not why", _Refused, STOP,
            STOP, 'Adobe, "Error Codes": success is false', _WORDS),
)  # fmt: skip

_HTTP = (
    Trouble("HTTP 400", "Marketo refused the call as malformed", _Refused, STOP, STOP,
            "RFC 9110", _WORDS),
    Trouble("HTTP 401", "Marketo does not accept the access token for this call",
            errors.AccessDeniedError, STOP, STOP, "Adobe, user specification"),
    Trouble("HTTP 403", "Marketo denied access", errors.AccessDeniedError, STOP, STOP,
            "Adobe, user specification"),
    Trouble("HTTP 404", "There is no such thing in Marketo", errors.NotFoundError, STOP, STOP,
            "Adobe, user specification"),
    Trouble("HTTP 408", "Marketo did not get the whole call in time", _Unavailable, ONCE, LOST,
            "RFC 9110", _LATER),
    Trouble("HTTP 413", "The call is larger than the 1 MB that Marketo takes", _Refused, STOP, STOP,
            _CODES, _OURS),
    Trouble("HTTP 414", "The address is longer than the 8 KB that Marketo takes", _Refused, STOP,
            STOP,
            _CODES, _OURS),
    Trouble("HTTP 429", "Too many calls", errors.RateLimitedError, A_WINDOW, A_WINDOW,
            "RFC 6585; no Adobe page names it, others met it"),
    Trouble("HTTP 500", "Marketo failed inside", _Unavailable, A_LITTLE, LOST, _CODES, _LATER),
    Trouble("HTTP 502", "Marketo's gateway failed", _Unavailable, Again(tries=5, first=1.0), LOST,
            _CODES, _LATER),
    Trouble("HTTP 503", "Marketo is not available", _Unavailable, SLOWLY, LOST, "RFC 9110", _LATER),
    Trouble("HTTP 504", "Marketo's gateway timed out", _Unavailable, ONCE, LOST, "RFC 9110",
            _LATER),
    Trouble("HTTP 5xx", "Marketo failed", _Unavailable, A_LITTLE, LOST, "RFC 9110", _LATER),
    Trouble("HTTP 4xx", "Marketo refused the call", _Refused, STOP, STOP, "RFC 9110", _WORDS),
)  # fmt: skip

_TOKEN = (
    Trouble("identity 401", "Marketo does not know this client id and secret",
            errors.CredentialsRejectedError, STOP, STOP, 'Adobe, "Authentication"', _CREDENTIALS),
    Trouble("identity token", "Marketo's Identity service answered without an access token",
            errors.UnusableTokenError, A_LITTLE, A_LITTLE, "marketo-rest-python issues 2 and 62",
            _CREDENTIALS),
    Trouble("identity expired", "Marketo's Identity service keeps handing out an expired token",
            errors.UnusableTokenError, Again(tries=5, first=1.0), Again(tries=5, first=1.0),
            "rudder-transformer pull request 2432: seen with expires_in 0", _LATER),
    Trouble("600", "Marketo got no access token", errors.UnusableTokenError, STOP, STOP,
            "Adobe's developer blog: until September 2022",
            "Something between here and Marketo, such as a proxy, removes the Authorization "
            "header."),
    Trouble("601", "Marketo does not take the access token, nor a new one",
            errors.UnusableTokenError, STOP, STOP, _CODES, _CREDENTIALS),
    Trouble("602", "Marketo says that the access token has expired, and a new one too",
            errors.UnusableTokenError, STOP, STOP, _CODES, _LATER),
    Trouble("603", "Marketo denied access", errors.AccessDeniedError, STOP, STOP, _CODES),
)  # fmt: skip

_GATEWAY = (
    Trouble("500", "Marketo failed inside", _Unavailable, A_LITTLE, LOST, _CODES, _LATER),
    Trouble("502", "Marketo's gateway failed", _Unavailable, Again(tries=5, first=1.0), LOST,
            f"{_CODES}: repeat with exponential back-off", _LATER),
    Trouble("604", "Marketo gave up on the call after its time limit", _Unavailable, ONCE, LOST,
            _CODES, _LATER),
    Trouble("605", "Marketo does not support this method here", _Unexpected, STOP, STOP, _CODES,
            _HOST),
    Trouble("606", "The instance's 100 calls per 20 seconds are used up",
            errors.RateLimitedError, A_WINDOW, A_WINDOW, _NOT_EXECUTED,
            "All integrations of the instance share them. Lower callsPer20Seconds, or let the "
            "machines that run this share one quotaStore."),
    Trouble("607", "The instance's calls of the day are used up",
            errors.QuotaExhaustedError, STOP, STOP, _CODES,
            "The daily quota starts again at midnight US Central Time: 06:00 UTC, or 05:00 UTC if "
            "Adobe follows daylight saving. Admin > Web Services shows who used it."),
    Trouble("608", "Marketo's API is not available now", _Unavailable, SLOWLY, SLOWLY,
            _NOT_EXECUTED,
            _LATER),
    Trouble("609", "Marketo could not read the JSON that was sent", _Refused, STOP, STOP, _CODES,
            _OURS),
    Trouble("610", "Marketo knows no such resource", _Unexpected, STOP, STOP, _CODES, _HOST),
    Trouble("611", "Marketo refused the call, or failed inside", _Refused, ONCE, STOP,
            f"{_CODES}: all unhandled exceptions; Adobe's developer blog: also refusals", _WORDS),
    Trouble("612", "Marketo does not take this content type", _Refused, STOP, STOP, _CODES, _OURS),
    Trouble("613", "Marketo could not read the multipart body", _Refused, STOP, STOP, _CODES,
            _OURS),
    Trouble("614", "Marketo cannot find or reach the instance", _Unavailable,
            Again(tries=3, first=2.0), Again(tries=3, first=2.0),
            f"{_NOT_EXECUTED}; usually temporary", "Try again in some minutes. " + _HOST),
    Trouble("615", "The instance is answering ten calls already", errors.RateLimitedError,
            BACK_OFF, BACK_OFF, _NOT_EXECUTED,
            "All integrations of the instance share them. Lower concurrentCalls."),
    Trouble("616", "The instance's plan does not include this", _Refused, STOP, STOP, _CODES,
            "Ask your Adobe account team."),
)  # fmt: skip

_BUSINESS = (
    Trouble("701", "A required value is missing, says Marketo", _Refused, STOP, STOP, _CODES,
            _WORDS),
    Trouble("702", "Marketo has no such data", errors.NotFoundError, STOP, STOP, _CODES),
    Trouble("703", "The instance does not have this feature", _Refused, STOP, STOP, _CODES,
            "Ask your Adobe account team."),
    Trouble("704", "Marketo does not take this form of date", _Refused, STOP, STOP, _CODES, _OURS),
    Trouble("709", "A business rule of Marketo forbids this", _Refused, STOP, STOP, _CODES, _WORDS),
    Trouble("710", "Marketo does not find the parent folder", _Refused, STOP, STOP, _CODES, _WORDS),
    Trouble("711", "Marketo does not take this type of folder", _Refused, STOP, STOP, _CODES,
            _WORDS),
    Trouble("712", "Marketo does not merge these records", _Refused, STOP, STOP, _CODES, _WORDS),
    Trouble("713", "Marketo failed for the moment", _Unavailable, A_LITTLE, LOST, _CODES, _LATER),
    Trouble("714", "Marketo does not find this type of record", _Refused, STOP, STOP, _CODES,
            _WORDS),
    Trouble("718", "Marketo does not find this sales person", _Refused, STOP, STOP, _CODES, _WORDS),
    Trouble("719", "Marketo timed out waiting for a lock", _Unavailable, A_LITTLE, LOST, _CODES,
            _LATER),
    Trouble("1004", "Marketo has no such record", errors.NotFoundError, STOP, STOP, _CODES),
    Trouble("1013", "Marketo has no such object", errors.NotFoundError, STOP, STOP, _CODES),
    Trouble("1016", "Too many imports are waiting", _Unavailable, SLOWLY, SLOWLY, _CODES, _LATER),
    Trouble("1019", "An import is running", _Unavailable, SLOWLY, SLOWLY, _CODES, _LATER),
    Trouble("1022", "The object is in use", _Unavailable, SLOWLY, SLOWLY, _CODES, _LATER),
    Trouble("1029", "The queue of exports is full", _Unavailable, SLOWLY, SLOWLY, _CODES, _LATER),
)  # fmt: skip

TROUBLES = {
    row.name: row for row in (*_CONNECTION, *_ANSWER, *_HTTP, *_TOKEN, *_GATEWAY, *_BUSINESS)
}
"""Every row by its name. Codes that have no row are refusals ("refused")."""

TOKEN_ENDED = frozenset({601, 602})
"""Codes of a call whose token has ended: 602 at its first use, 601 later (developer blog)."""
NOT_EXECUTED = frozenset({600, 601, 602, 603, 606, 607, 608, 614, 615})
"""Codes of Marketo's gateway that say the same at any HTTP status, 404 too."""
ABOUT_THE_FORM = frozenset({609, 612, 701, 704, *range(1001, 1008)})
"""Codes about the form of a request ("Error Codes": JSON, type, empty value, date, field)."""
NO_SUCH_ADDRESS = frozenset({"HTTP 404", "610"})
"""Rows that mean: what the path names is not there; if it names nothing, this is not Marketo."""
USER_IN_USE = "611"
"""The row of a user who is not deleted, because a custom service uses it."""


def of_status(status: int) -> Trouble:
    """Return the row of an HTTP status of 400 or more."""
    row = TROUBLES.get(f"HTTP {status}")
    return row or TROUBLES["HTTP 5xx" if status >= 500 else "HTTP 4xx"]  # noqa: PLR2004 - RFC 9110


def of_code(code: int) -> Trouble:
    """Return the row of one of Marketo's codes."""
    return TROUBLES.get(str(code)) or TROUBLES["refused"]
