"""Generate values that nobody should send, and check what must hold whatever is sent."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from marketo_resources import ResourceError
from tests.support.faults.line import raw_path_of
from tests.support.faults.operations import Operation, Stack
from tests.support.properties.engine_model import RefusedError

EMPTY = Operation("hostile", {}, {})
MARK = "s3cr3t-"
"""The beginning of every secret in these tests; no text may hold it."""
OURS = (RefusedError, ResourceError)

NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "a\r\nX-Injected: yes",
    "a\nb",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202eevil\u202c",
    "\u2066evil\u2069",
    "a\u200bb",
    "\u2028",
    "\ufeff",
    "\ud800",
    "\udc80abc",
    "../../x",
    "..",
    ".",
    "a/b?c#d",
    "a%2Fb%3Fc%00",
    "//elsewhere.example.com",
    "\\\\elsewhere.example.com\\x",
    "https://elsewhere.example.com/",
    "x@elsewhere.example.com",
    "roles.json",
    "allusers.json?pageSize=1",
    "'; DROP TABLE users; --",
    "<script>alert(1)</script>",
    "${jndi:ldap://elsewhere.example.com/a}",
    "{0}{__class__}%s%n",
    "\u0430dmin",
    "\uff41\uff42",
    "stra\u00dfe",
    "\u212a",
    "e\u0301",
    "9" * 400,
    "x" * 70_000,
    "\u20ac" * 30_000,
)
TEXTS = (
    st.sampled_from(NASTY)
    | st.text(max_size=20)
    | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"]), max_size=5)
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXTS
    | st.just(UNKNOWN)
    | st.sampled_from([10**400, -(2**31) - 1, 2**63, 1e308])
)
KEYS = st.sampled_from(["role_id", "role_name", "workspace", "workspace_id", "__name"]) | TEXTS
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
"""Any value that the engine may pass on; unknowns may be nested in it."""

_ONE_USER = (
    "user|invite|roles|update|delete|invite/delete|roles/create|roles/delete"  # one segment before
)
_PATHS = re.compile(
    r"/identity/oauth/token|/rest/[\w/]+\.json"
    r"|/userservice/management/v1/users/((allusers|roles|workspaces|invite)\.json"
    rf"|[A-Za-z0-9%._~-]+/({_ONE_USER})\.json)"
)
_HEADERS = {
    "host", "accept", "accept-encoding", "connection", "user-agent", "authorization",
    "content-type", "content-length", "cookie",
}  # fmt: skip
_QUERY = {"pageOffset", "pageSize", "grant_type", "client_id", "client_secret"}
_NO_TEXT_FOR_A_TERMINAL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def or_value(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a valid value most of the time, otherwise a text or any other value."""
    return strategy | strategy | strategy | TEXTS | VALUES


def error_of(command: Any, *arguments: Any) -> str:
    """Run a command of the engine; only our errors may come out, and their text is returned."""
    try:
        command(*arguments)
    except OURS as error:
        return str(error)
    return ""


def assert_harmless(stack: Stack, *texts: str) -> None:
    """Fail if a call left the host or its path, or a text holds a secret or control characters."""
    for request in stack.line.requests:
        assert request.url.host == "localhost"
        assert _PATHS.fullmatch(raw_path_of(request)), raw_path_of(request)
        assert set(parse_qs(request.url.query.decode())) <= _QUERY
        assert set(request.headers) <= _HEADERS
    for text in (*texts, stack.printed.getvalue()):
        assert MARK not in text
        assert not _NO_TEXT_FOR_A_TERMINAL.search(text), ascii(text)
