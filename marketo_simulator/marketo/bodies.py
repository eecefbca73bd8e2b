"""Read what callers send, and check it as Adobe's specification and guide say."""

from __future__ import annotations

import json
import re
from typing import Any

from marketo_simulator.records import Grant
from marketo_simulator.switches import RolesBody

from . import dates
from .refusals import Refusal, rule_broken

_EMAIL = re.compile(
    '("?)[^"\U00010000-\U0010ffff][-\\w.!#$%&\'*+/=?^_`{|}~]*\\1@'
    r"(\w[-\w]{0,62}\.)+[A-Za-z]{2,63}",
    re.ASCII,
)
"""The specification's pattern of e-mail addresses.

It is written for ECMA 262, where a character has 16 bits, and letters and digits are ASCII only.
"""

_INT32 = range(-(2**31), 2**31)


def parsed(content_type: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON there is
    """Return the JSON of a body."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refusal(612, "Invalid Content Type")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(609, "Invalid JSON") from None


def invitation(body: object) -> dict[str, Any]:
    """Return the fields of an InviteUserRequest."""
    fields = _object(body)
    allowed = {"emailAddress", "firstName", "lastName", "userRoleWorkspaces", "userid", "apiOnly",
               "expiresAt", "reason"}  # fmt: skip
    _only(fields, allowed)
    for name in ("emailAddress", "firstName", "lastName", "userRoleWorkspaces"):
        if fields.get(name) is None:
            raise Refusal(
                1002, f"Missing value for required parameter '{name}'", from_gateway=False
            )
    _check_attributes(fields)
    fields["userRoleWorkspaces"] = pairs(fields["userRoleWorkspaces"])
    if not fields["userRoleWorkspaces"]:
        raise rule_broken("A user needs at least one role")
    return fields


def attributes(body: object) -> dict[str, Any]:
    """Return the fields of an UpdateUserAttributesRequest."""
    fields = _object(body)
    _only(fields, {"emailAddress", "firstName", "lastName", "expiresAt", "apiOnly"})
    _check_attributes(fields)
    return fields


def role_list(body: object, accepted: RolesBody) -> list[Grant]:
    """Return the grants of a request that gives or takes roles, from each body form accepted."""
    is_wrapped = isinstance(body, dict) and set(body) == {"input"}
    if accepted == "array" and not isinstance(body, list):
        raise Refusal(609, "Invalid JSON: expected an array", from_gateway=False)
    if accepted == "input" and not is_wrapped:
        raise Refusal(609, "Invalid JSON: expected an object with 'input'", from_gateway=False)
    return pairs(body["input"] if isinstance(body, dict) and is_wrapped else body)


def pairs(body: object) -> list[Grant]:
    """Return a list of role and workspace ids as grants."""
    if not isinstance(body, list):
        raise _invalid("userRoleWorkspaces", "a list")
    return [_pair(entry) for entry in body]


def _pair(entry: object) -> Grant:
    fields = _object(entry)
    _only(fields, {"accessRoleId", "workspaceId"})
    return _int32(fields, "accessRoleId"), _int32(fields, "workspaceId")


def _int32(fields: dict[str, Any], name: str) -> int:
    number = fields.get(name)
    if isinstance(number, bool) or not isinstance(number, int) or number not in _INT32:
        raise _invalid(name, "a 32-bit integer")
    return number


def _object(body: object) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refusal(609, "Invalid JSON: expected an object", from_gateway=False)
    return dict(body)


def _only(fields: dict[str, Any], allowed: set[str]) -> None:
    if unknown := sorted(set(fields) - allowed):
        raise Refusal(1006, f"Field '{unknown[0]}' not found", from_gateway=False)


def _check_attributes(fields: dict[str, Any]) -> None:
    for name in ("emailAddress", "firstName", "lastName", "userid", "reason", "expiresAt"):
        if name in fields and not isinstance(fields[name], str):
            raise _invalid(name, "a string")
    if "apiOnly" in fields and not isinstance(fields["apiOnly"], bool):
        raise _invalid("apiOnly", "a boolean")
    if "emailAddress" in fields and not _EMAIL.fullmatch(fields["emailAddress"]):
        raise _invalid("emailAddress", "an e-mail address")
    if "expiresAt" in fields:
        fields["expiresAt"] = _instant(fields["expiresAt"])


def _instant(text: str) -> float:
    try:
        return dates.seconds(text)
    except ValueError:
        raise Refusal(704, "Invalid date format for 'expiresAt'", from_gateway=False) from None


def _invalid(name: str, expected: str) -> Refusal:
    return Refusal(1003, f"Invalid value for '{name}': expected {expected}", from_gateway=False)
