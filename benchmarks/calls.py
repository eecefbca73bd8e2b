"""Count the calls of each operation, and compare them with the fewest that Marketo's API allows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from benchmarks.marketo import marketo_process
from benchmarks.provider import AT_ONCE, Users
from benchmarks.report import Report

__all__ = ["fewest", "measure_calls"]

PER_CREATE = {"marketo": 2.2, "adobe": 3.2}
PAGE = 200
OPERATORS = 1
"""Users that every simulator begins with."""

_METHOD = """\
Each command is a new provider process, asked by four threads as the engine does; the calls
are those that the simulator received, except for tokens. The fewest that the API allows:
- every command but delete reads the roles and the workspaces: 2 (grants have ids in Marketo, names
  in programs);
- preview and create also read all users, 200 a page: an address in use must be refused;
- create: 2 a user, because the answer to an invitation does not show the user; on Adobe identity
  also the list again, for the generated id, of which the four threads can share one page: 2.25;
- refresh: 1 a user, because the list of users has neither grants nor expiry;
- update: 1 a user. We read the user first, so that one who became a person is never changed: 2;
- delete: 1 a user. One more a command shows which user we act as, and all users are read, 200 a
  page, to see who became a person: those are never deleted.
A row shows calls made / fewest possible; the targets apply to the worst row."""

OPERATIONS = ("preview", "create", "no-op preview", "refresh", "update", "delete")
PER_COMMAND = {"refresh": 3, "update": 2, "delete": 1}
"""Calls that a command may make in addition to those for each user."""
LISTING = {"delete"}
"""The commands that may also list the users."""
PER_USER = {"refresh": 1, "update": 2, "delete": 1}


def measure_calls(report: Report, resources: Sequence[int], existing: Sequence[int]) -> None:
    """Print the calls of each operation for each identity, and numbers of users."""
    report.part("Calls", _METHOD)
    report.say(_row("identity", "others", "users", OPERATIONS))
    made = {
        (identity, others, number): _measure(report, identity, others, number)
        for identity in PER_CREATE
        for others in existing
        for number in resources
    }
    for identity, most in PER_CREATE.items():
        average = max(
            calls["create"] / number
            for (which, _, number), calls in made.items()
            if which == identity and number == max(resources)
        )
        report.result(
            f"create, {identity} identity, calls a user of {max(resources)}", average, most
        )
    no_op = max(calls["no-op preview"] for calls in made.values())
    report.result("no-op preview, calls in all", no_op, 2)
    for operation, most in PER_USER.items():
        each = max(
            (calls[operation] - _beside(operation, others + number)) / number
            for (_, others, number), calls in made.items()
        )
        listed = " and the list of users" if operation in LISTING else ""
        what = f"{PER_COMMAND[operation]} a command{listed}"
        report.result(f"{operation}, calls a user in addition to {what}", each, most)


def _measure(report: Report, identity: str, others: int, number: int) -> dict[str, int]:
    with marketo_process("--identity", identity) as marketo:
        marketo.furnish(others)
        users = Users(marketo, number)
        commands = (users.preview, users.create, users.preview_again, users.refresh,
                    users.update, users.delete)  # fmt: skip
        marketo.calls()
        made = {}
        for operation, command in zip(OPERATIONS, commands, strict=True):
            command()
            made[operation] = len(marketo.calls())
    cells = [f"{made[name]}/{fewest(name, identity, others, number)}" for name in OPERATIONS]
    report.say(_row(identity, others, number, cells))
    return made


def _row(identity: str, others: int | str, number: int | str, cells: Iterable[str]) -> str:
    return f"{identity:9}{others:>7}{number:>7}" + "".join(f"{cell:>15}" for cell in cells)


def _beside(operation: str, users: int) -> int:
    return PER_COMMAND[operation] + (_pages(users) if operation in LISTING else 0)


def _pages(users: int) -> int:
    return math.ceil((users + OPERATORS) / PAGE)


def fewest(operation: str, identity: str, others: int, number: int) -> int:
    """Return the fewest calls that Marketo's API allows, as the method says."""
    lists, pages = 2, _pages(others)
    again = math.ceil(number / AT_ONCE) if identity == "adobe" else 0
    return {
        "preview": lists + pages,
        "create": lists + pages + 2 * number + again,
        "no-op preview": lists,
        "refresh": lists + number,
        "update": lists + number,
        "delete": number,
    }[operation]
