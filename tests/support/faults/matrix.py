"""Try everything that can go wrong with each call of each operation, and judge what follows.

`python -m tests.support.faults` tries all of them and writes cells.tsv and the summary of
docs/reliability.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from marketo_resources import ResourceError
from tests.support.engine.subscription import OPERATOR
from tests.support.faults.operations import (
    OPERATIONS,
    SERVED,
    Operation,
    Stack,
    as_recorded,
    prepared,
)
from tests.support.faults.trials import ALWAYS, Trial, trials
from tests.support.properties.engine_model import Managed, RefusedError

GOES_ON = "goes on by itself"
CONVERGES = "one more up converges"
REFRESHES = "one more up --refresh converges"
TWICE = "two more ups converge"
STAYS = "does not converge"
FOLLOWS = (GOES_ON, CONVERGES, REFRESHES, TWICE, STAYS)
DELETE = "{userid}/delete.json"
LIKE_SUCCESS = ("empty", "empty list", "wrong body")
"""Faults that look like the answer to a deletion, which has no body."""
MOST_OF_ONE_ENDPOINT = 3
"""Try at most this many calls of one endpoint one by one; a wait may make hundreds."""


@dataclass(frozen=True)
class Cell:
    """A cell of the matrix: the n-th call of an endpoint in an operation, and what goes wrong."""

    operation: Operation
    endpoint: str
    nth: int
    trial: Trial

    @property
    def call(self) -> str:
        """Return the call's name in the table."""
        return self.endpoint if self.nth == 1 else f"{self.endpoint} ({self.nth})"

    @property
    def key(self) -> tuple[str, str, str]:
        """Return the key under which the cell is recorded."""
        return self.operation.name, self.call, self.trial.name


@dataclass(frozen=True)
class Outcome:
    """What followed from a cell.

    Attributes:
        follows: one of FOLLOWS.
        attempts: how often the endpoint was called while it went wrong.
        says: the error that a person sees, or the notice where there is no error and something is
            left to do; empty if there is neither.
    """

    follows: str
    attempts: int
    says: str


def cells() -> Iterator[Cell]:
    """Yield the whole matrix."""
    for operation in OPERATIONS:
        for endpoint, count in calls_of(operation).items():
            for nth in range(1, min(count, MOST_OF_ONE_ENDPOINT) + 1):
                for trial in trials(endpoint, nth):
                    if _can_be(operation, endpoint, trial):
                        yield Cell(operation, endpoint, nth, trial)


def _can_be(operation: Operation, endpoint: str, trial: Trial) -> bool:
    """Return whether a fault can happen: who refuses to delete never answers that it did."""
    is_refused = operation.user_calls != "allowed" and endpoint == DELETE
    return not is_refused or trial.name.removeprefix(ALWAYS) not in LIKE_SUCCESS


def calls_of(operation: Operation) -> Counter[str]:
    """Return how often an operation calls each endpoint if nothing goes wrong."""
    with prepared(operation) as stack:
        stack.run()
        return Counter(stack.line.calls)


def outcome(cell: Cell) -> Outcome:
    """Try a cell, and return what follows."""
    with prepared(cell.operation) as stack:
        before = dict(stack.line.calls)
        cell.trial.sets(stack)
        already = len(stack.printed.getvalue())
        error = _error_of(stack)
        notices = stack.printed.getvalue()[already:].splitlines()
        attempts = stack.line.calls[cell.endpoint] - before.get(cell.endpoint, 0)
        _repair(stack)
        if not error and not problem(stack):
            return Outcome(GOES_ON, attempts, "")
        plainly = _converges(stack)
        follows = CONVERGES if plainly else TWICE if _converges(stack) else STAYS
    if plainly != _converges_with_refresh(cell):
        follows = STAYS if plainly else REFRESHES
    return Outcome(follows, attempts, as_recorded(error or "".join(notices[-1:])))


def _converges_with_refresh(cell: Cell) -> bool:
    with prepared(cell.operation) as stack:
        cell.trial.sets(stack)
        _error_of(stack)
        _repair(stack)
        return _refreshed(stack) and _converges(stack)


def _refreshed(stack: Stack) -> bool:
    try:
        stack.engine.refresh()
    except ResourceError:
        return False
    return True


def _repair(stack: Stack) -> None:
    stack.marketo.app.faults.clear()
    stack.line.breaks.clear()


def _error_of(stack: Stack) -> str:
    try:
        stack.run()
    except (RefusedError, ResourceError) as error:
        return str(error)
    return ""


def _converges(stack: Stack) -> bool:
    """Return whether a plain `up`, run once, repairs everything."""
    try:
        stack.engine.up(stack.operation.after)
    except (RefusedError, ResourceError):
        return False
    return problem(stack) is None


def problem(stack: Stack) -> str | None:
    """Return what differs from the program; empty for nothing."""
    operation, engine = stack.operation, stack.engine
    held, wanted = _held(stack), _wanted(operation)
    if held != wanted:
        return f"{held} instead of {wanted}"
    if set(engine.state) != set(operation.after):
        return "a resource is missing in the state, or one too many"
    ours = [one for one in engine.state.values() if one.noun == Managed.noun]
    there = [user.userid for user in stack.marketo.subscription.users if _is_ours(user)]
    if sorted(one.identity for one in ours) != sorted(there):
        return "a user is unknown to the state"
    if any(one.outputs.get("adopted") != (operation.by_hand == "person") for one in ours):
        return "it is forgotten whether the user was adopted"
    if any(one.outputs.get("unfinished") for one in engine.state.values()):
        return "something is left to do"
    return "something is left to do" if engine.preview(operation.after) else None


def _is_ours(user: object) -> bool:
    return getattr(user, "email_address", "") not in {OPERATOR, SERVED}


def _held(stack: Stack) -> list[dict[str, object]]:
    subscription = stack.marketo.subscription
    roles = subscription.roles
    places = {one.id: one.name for one in subscription.workspaces.values()}
    return [
        {
            "email_address": user.email_address,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "roles": sorted((roles[role].name, places[place]) for role, place in user.grants),
        }
        for user in subscription.users
        if _is_ours(user)
    ]


def _wanted(operation: Operation) -> list[dict[str, object]]:
    return [
        {key: one[key] for key in ("email_address", "first_name", "last_name")}
        | {"roles": sorted((grant["role_name"], grant["workspace"]) for grant in one["roles"])}
        for one in operation.after.values()
        if "first_name" in one
    ]
