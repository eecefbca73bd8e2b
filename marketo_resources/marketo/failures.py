"""Turn what went wrong in a call into one of our errors."""

from dataclasses import dataclass
from typing import Any

import httpx

from . import error_table, errors
from .call import IDENTITY_PATH, Call
from .causes import Cause, cause_of
from .error_table import LOST, NO_SUCH_ADDRESS, NOT_EXECUTED, TROUBLES, USER_IN_USE, Trouble
from .network import Way

_ErrorParts = tuple[type[errors.MarketoError], str, str]
_LOOK_FIRST = (
    "Look at Marketo before sending it again; running the same command again does just that."
)
_NOT_FOUND: _ErrorParts = (
    errors.NotFoundError,
    "There is no such thing in Marketo",
    "Either it was deleted, or something between here and Marketo answers in its place.",
)
_WRONG_HOST: _ErrorParts = (
    errors.UnexpectedAnswerError,
    "This server does not know Marketo's addresses",
    "Check the base URL against Admin > Web Services > REST API (without /rest).",
)
_IN_USE: _ErrorParts = (
    errors.UserInUseError,
    "Marketo refused to delete the user",
    "A custom service still uses this API-only user: in Admin > LaunchPoint, link it to another.",
)


@dataclass(frozen=True)
class ErrorInAnswer:
    """Hold what an answer says went wrong: Marketo's code, if it is a number, and its words."""

    code: int | None
    words: str


def of_transport(call: Call, failure: httpx.HTTPError, way: Way) -> errors.MarketoError:
    """Return the error for a call without an answer; keep nothing of `failure` but its cause."""
    cause = cause_of(failure, way)
    return of_trouble(call, TROUBLES[cause.trouble], cause=cause)


def unsendable(call: Call, failure: Exception) -> errors.MarketoError:
    """Return the error for a call that cannot be written as HTTP; keep nothing of `failure`."""
    return of_trouble(call, TROUBLES["unsendable"], words=type(failure).__name__)


def unreadable(call: Call, failure: Exception) -> errors.MarketoError:
    """Return the error for an answer that is not HTTP; keep nothing of `failure` but its kind."""
    return of_trouble(call, TROUBLES["unreadable"], words=type(failure).__name__)


def of_answer(call: Call, status: int, error: ErrorInAnswer | None) -> errors.MarketoError | None:
    """Return the error that an answer stands for, or None if it is a success."""
    is_success = 200 <= status < 300  # noqa: PLR2004 - RFC 9110
    if is_success and error is None:
        return None
    code = error.code if error else None
    words = error.words if error else ""
    if status == httpx.codes.NOT_FOUND and code not in NOT_EXECUTED:
        row = error_table.of_status(status)
    elif code is not None:
        row = error_table.of_code(code)
    elif is_success:
        row = TROUBLES["no success"]
    else:
        row = error_table.of_status(status) if status >= 400 else TROUBLES["redirect"]  # noqa: PLR2004 - RFC 9110
    return of_trouble(call, row, status=status, code=code, words=words)


def of_trouble(  # noqa: PLR0913 - the facts of a failed call
    call: Call,
    row: Trouble,
    *,
    status: int | None = None,
    code: int | None = None,
    words: str = "",
    cause: Cause | None = None,
) -> errors.MarketoError:
    """Return the error of a row, with what is special about the call and the cause."""
    kind, problem, remedy = _for_call(call, row, cause)
    return kind(
        problem,
        remedy=remedy,
        method=call.method,
        path=call.path,
        status=status,
        code=code,
        marketo_message=words,
        trouble=row.name,
    )


def _for_call(call: Call, row: Trouble, cause: Cause | None) -> _ErrorParts:
    if call.changes and row.write is LOST:
        why = f" ({cause.words})" if cause else ""
        problem = f"{row.meaning}{why}{errors.NOT_KNOWN}"
        return errors.OutcomeUnknownError, problem, _LOOK_FIRST
    if cause is not None:
        problem = cause.problem or f"{row.meaning}: {cause.words}"
        return row.error, problem, cause.remedy or row.remedy
    if row.error is errors.AccessDeniedError:
        return row.error, row.meaning, _denied(call)
    if row.name in NO_SUCH_ADDRESS:
        return _NOT_FOUND if call.names_one else _WRONG_HOST
    if row.name == USER_IN_USE and _is_deletion_of_user(call):
        return _IN_USE
    return row.error, row.meaning, row.remedy


def _is_deletion_of_user(call: Call) -> bool:
    others = ("/roles/delete.json", "/invite/delete.json")
    return call.path.endswith("/delete.json") and not call.path.endswith(others)


def _denied(call: Call) -> str:
    allowlist = "Admin > Web Services > IP Restrictions does not allow the address of this machine"
    if call.path == IDENTITY_PATH:
        return f"This call needs no permission, so most likely {allowlist}."
    if call.needs_no_permission:
        return (
            f"This call needs no permission, so either {allowlist}, or something between here and "
            "Marketo, such as a proxy, removes the Authorization header."
        )
    word = " and " if call.permissions else " or "
    names = [f'"{name}"' for name in call.permissions or call.either_permission]
    needed = word.join(names) or "the permission that this call needs"
    return (
        f"Either the role of the API-only user behind these credentials lacks {needed} "
        "(Admin > Users & Roles > Roles; a new permission may reach an old token only after an "
        f"hour), or {allowlist}."
    )


def error_in(payload: Any) -> ErrorInAnswer | None:  # noqa: ANN401 - any JSON there is
    """Return what an answer's JSON says went wrong, in any documented shape; None if nothing.

    The shapes: `{"errors": [{"code": "606", "message": …}]}` at any status, `{"success":
    false}`, Identity's `{"error": …, "error_description": …}`, and a list whose entries hold
    `errors` (so the specification has it).
    """
    for entry in payload if isinstance(payload, list) else [payload]:
        if not isinstance(entry, dict):
            continue
        if entry.get("errors"):
            return _first_error(entry["errors"])
        if entry.get("success") in (False, "false"):
            return ErrorInAnswer(None, "")
        if "error" in entry:
            words = (entry.get("error"), entry.get("error_description"))
            return ErrorInAnswer(None, ": ".join(str(word) for word in words if word))
    return None


def _first_error(listed: Any) -> ErrorInAnswer:  # noqa: ANN401 - any JSON there is
    first = listed[0] if isinstance(listed, list) else listed
    if not isinstance(first, dict):
        return ErrorInAnswer(None, str(first))
    return ErrorInAnswer(_number(first.get("code")), str(first.get("message") or ""))


def _number(code: object) -> int | None:
    try:
        return int(str(code).strip())
    except ValueError:
        return None
