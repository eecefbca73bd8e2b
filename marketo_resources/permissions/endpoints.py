"""Find the least set of permissions for a list of API operations, from Adobe's specification.

Adobe states permissions for each operation: one or several that are all needed, several of which
one suffices (mostly Read-Only or Read-Write), or none; two operations need one more when a certain
parameter is sent. The facts are in `endpoints.json`, with Adobe's spellings.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from marketo_resources.permissions.names import canonical
from marketo_resources.spelling import did_you_mean, similar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class UnknownOperationError(ValueError):
    """An operation that is not in Adobe's specification; the message names near matches."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API.

    Attributes:
        method: `GET`, `POST` or `DELETE`.
        path: a template such as `/rest/v1/lead/{leadId}.json`.
        operation: Adobe's operation id, such as `getLeadByIdUsingGET`.
        permissions: role editor names, as the specification orders them.
        match: whether `any` or `all` of them are needed, or `none`.
        when: the parameter that needs `extra` too, or the empty string.
        extra: permissions of which one is needed when that parameter is sent.
    """

    method: str
    path: str
    operation: str
    permissions: tuple[str, ...]
    match: str
    when: str = ""
    extra: tuple[str, ...] = ()

    def clauses(self, parameters: Iterable[str]) -> list[tuple[str, ...]]:
        """Return tuples of permissions; a role needs one of each tuple."""
        needed = [self.extra] if self.when and self.when in parameters else []
        if self.match == "any":
            return [self.permissions, *needed]
        return [*((name,) for name in self.permissions), *needed]


@functools.cache
def endpoints() -> tuple[Endpoint, ...]:
    """Return every operation of Adobe's specification, by path and method; read on first use."""
    text = Path(__file__).with_name("endpoints.json").read_text("utf-8")
    return tuple(_endpoint(row) for row in json.loads(text)["endpoints"])


def _endpoint(row: dict[str, Any]) -> Endpoint:
    conditional = row.get("conditional", {"when": "", "permissions": ()})
    return Endpoint(
        row["method"],
        row["path"],
        row["operation"],
        tuple(map(canonical, row["permissions"])),
        row["match"],
        conditional["when"],
        tuple(map(canonical, conditional["permissions"])),
    )


def permissions_for(operations: Iterable[str]) -> tuple[str, ...]:
    """Return the least set of permissions that lets a role call all of these operations.

    Least in number, and where that leaves a choice, Read-Only before Read-Write. Names are those
    of the role editor, sorted. Adobe's specification is followed to the letter: bulk extracts name
    only the Read-Only permission, so a role that extracts and writes gets both; the second adds
    nothing that the first does not allow.

    Args:
        operations: each a method and a path, `"POST /rest/v1/leads.json"`, the path a template, a
            path with real ids or a whole URL; or an operation id, `"syncLeadUsingPOST"`. A query
            counts: `?leadId=7` on an e-mail's full content needs a permission more, and
            `_method=GET` makes a POST the GET that Marketo takes it for.

    Raises:
        UnknownOperationError: an operation is not in the specification.
    """
    clauses: list[tuple[str, ...]] = []
    for operation in operations:
        target, _, query = operation.strip().partition("?")
        parameters = parse_qs(query, keep_blank_values=True)
        method = parameters.get("_method", [""])[0]
        clauses += find(target, method).clauses(parameters)
    return tuple(sorted(least(clauses)))


def find(operation: str, method: str = "") -> Endpoint:
    """Return the endpoint of a method and path, or of an operation id.

    Args:
        operation: as for `permissions_for`, without a query.
        method: the method Marketo takes it for, where it is not the one that is sent.

    Raises:
        UnknownOperationError: the specification has no such operation.
    """
    for endpoint in endpoints():
        if endpoint.operation == operation:
            return endpoint
    sent, _, url = operation.partition(" ")
    path = urlsplit(url.strip()).path
    wanted = (method or sent).upper()
    matching = [one for one in endpoints() if one.method == wanted and _matches(one, path)]
    if not matching:
        raise UnknownOperationError(_unknown(operation))
    return min(matching, key=lambda one: (one.path.count("{"), one.path))


def _matches(endpoint: Endpoint, path: str) -> bool:
    return endpoint.path == path or _pattern(endpoint.path).fullmatch(path) is not None


@functools.cache
def _pattern(template: str) -> re.Pattern[str]:
    literal = map(re.escape, re.split(r"{\w+}", template))
    return re.compile("[^/]+".join(literal))


def _unknown(operation: str) -> str:
    known = [f"{one.method} {one.path}" for one in endpoints()]
    known += [one.operation for one in endpoints()]
    near = similar(operation, known)
    hint = did_you_mean(near) if near else "give a method and a path."
    return f"{operation!r} is not an operation of Adobe's Marketo API specification: {hint}"


def least(clauses: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Return the smallest set of names with one of each clause; fewest Read-Write among equals."""
    forced = frozenset(names[0] for names in clauses if len(names) == 1)
    return _cover(sorted(set(clauses)), forced)


def _cover(clauses: Sequence[tuple[str, ...]], chosen: frozenset[str]) -> frozenset[str]:
    still_open = [names for names in clauses if chosen.isdisjoint(names)]
    if not still_open:
        return chosen
    first, *others = still_open
    candidates = sorted(first, key=_writes)
    if all(set(first).isdisjoint(names) for names in others):
        candidates = candidates[:1]
    covers = [_cover(others, chosen | {name}) for name in candidates]
    return min(covers, key=lambda names: (len(names), sum(map(_writes, names)), sorted(names)))


def _writes(name: str) -> bool:
    return not name.startswith("Read-Only")
