"""Define the errors of calls to Marketo, as one tree.

MarketoError                      a MarketoResourcesError
├── ConnectionFailedError         Marketo was never reached
├── OutcomeUnknownError           a change was sent, and its answer was lost
├── UnexpectedAnswerError         the answer is not one of Marketo's
├── TemporarilyUnavailableError   Marketo could not answer now
├── RateLimitedError              too many calls, even after waiting
├── QuotaExhaustedError           no more calls today
├── QuotaStoreError               the store of the shared quota cannot be used
├── CredentialsRejectedError      the client id or secret is wrong
├── UnusableTokenError            the access token is missing or keeps being refused
├── AccessDeniedError             a permission is missing, or the address is not allowed
├── NotFoundError                 what was asked for is not there
└── RefusedError                  Marketo understood and said no
    └── UserInUseError            a custom service still uses the user
"""

from marketo_resources.errors import MarketoResourcesError

NOT_KNOWN = ", so it is not known whether the change was made"
"""Ends the problem of a change whose answer was lost."""


class MarketoError(MarketoResourcesError):
    """A call to Marketo failed.

    Attributes:
        problem: What happened, in one sentence.
        remedy: What to do next.
        method: The HTTP method of the call.
        path: The path of the call, without query.
        status: The HTTP status, or None if there was no answer.
        code: Marketo's error code, or None if there was none.
        marketo_message: Marketo's own words, or "".
        trouble: The name of its row in the error table (`error_table.py`).
        tries: How often the call was sent.
        settled: Whether it has been decided that sending the call again does not help.
    """

    def __init__(  # noqa: PLR0913 - the facts of a failed call
        self,
        problem: str,
        *,
        remedy: str = "",
        method: str = "",
        path: str = "",
        status: int | None = None,
        code: int | None = None,
        marketo_message: str = "",
        trouble: str = "",
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.method = method
        self.path = path
        self.status = status
        self.code = code
        self.marketo_message = marketo_message
        self.trouble = trouble
        self.tries = 1
        self.settled = False

    def __str__(self) -> str:
        """Return the whole message: what happened, where, Marketo's words, what to do."""
        tried = f" Tried {self.tries} times." if self.tries > 1 else ""
        facts = f" ({self.facts})" if self.facts else ""
        return " ".join(f"{self.problem}{facts}.{tried} {self.remedy}".split())

    @property
    def facts(self) -> str:
        """Return which call failed, with its status, its code, and Marketo's words."""
        call = f"{self.method} {self.path}".strip()
        words = f': "{self.marketo_message}"' if self.marketo_message else ""
        status = f"HTTP {self.status}" if self.status is not None else ""
        code = f"code {self.code}" if self.code is not None else ""
        return ", ".join(part for part in (call, status, code) if part) + words


class ConnectionFailedError(MarketoError):
    """Marketo was never reached, so nothing was done there."""


class OutcomeUnknownError(MarketoError):
    """A change was sent and its answer was lost: look before you decide to send it again."""


class UnexpectedAnswerError(MarketoError):
    """The answer is not Marketo's, or not one that Adobe documents."""


class TemporarilyUnavailableError(MarketoError):
    """Marketo could not answer now, even after retries."""


class RateLimitedError(MarketoError):
    """Others use up the instance's calls per 20 seconds, or its ten calls at once."""


class QuotaExhaustedError(MarketoError):
    """The instance's calls of the day are used up."""


class QuotaStoreError(MarketoError):
    """The store of the quota that machines share cannot be used."""


class CredentialsRejectedError(MarketoError):
    """Marketo's Identity service knows no such client id and secret."""


class UnusableTokenError(MarketoError):
    """There is no token, or Marketo does not take a fresh one."""


class AccessDeniedError(MarketoError):
    """The caller's role lacks a permission, or the caller's address is not on the allowlist."""


class NotFoundError(MarketoError):
    """There is no such user, invitation or resource."""


class RefusedError(MarketoError):
    """Marketo understood the call and refused it."""


class UserInUseError(RefusedError):
    """An API-only user cannot be deleted while a custom service uses it."""


def cause_in_words(error: MarketoError) -> str:
    """Return what went wrong: call, status and Marketo's words, without meaning and remedy."""
    facts = f" ({error.facts})" if error.facts else ""
    return f"{error.problem.removesuffix(NOT_KNOWN)}{facts}"
