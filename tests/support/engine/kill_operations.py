"""Define what an `up` does to a user, count its calls, and rehearse how it ends unless killed."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketo_simulator import Simulator
from tests.support.engine.moments import Moment, moments
from tests.support.engine.stack import Stack
from tests.support.engine.stories import DATE, EMAIL, roles, user
from tests.support.engine.subscription import role_id, users


@dataclass(frozen=True)
class Operation:
    """An `up` from one program to another."""

    name: str
    before: str
    after: str
    by_hand: Callable[[Simulator], object] = lambda _marketo: None


def _somebody_else_made_it(marketo: Simulator) -> None:
    grants = [(role_id(marketo, "Warehouse API"), 1002)]
    made = marketo.subscription.add_user(EMAIL, "Old", "Name", grants=grants)
    made.last_login_at = marketo.subscription.now()


ATTRIBUTES = {"first_name": "'New'", "expires_at": DATE}
GRANTS = {"roles": roles("Europe")}
OPERATIONS = (
    Operation("create", "", user()),
    Operation("update attributes", user(), user(**ATTRIBUTES)),
    Operation("update grants", user(), user(**GRANTS)),
    Operation("update both", user(), user(**ATTRIBUTES, **GRANTS)),
    Operation("delete", user(), ""),
    Operation("adopt", "", user(adopt="True"), _somebody_else_made_it),
)


@dataclass(frozen=True)
class Outcome:
    """The users in Marketo, the users in state, and what Pulumi calls pending."""

    users: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    pending: list[dict[str, Any]]


class Rehearsal:
    """An operation that can be repeated from the same beginning.

    Attributes:
        moments: all moments of an `up` that nobody kills.
        outcome: what Marketo and the state hold after it.
    """

    def __init__(self, operation: Operation, stack: Stack, marketo: Simulator) -> None:
        self._stack, self._marketo = stack, marketo
        stack.program(operation.before)
        if operation.before:
            stack.up()
        operation.by_hand(marketo)
        stack.program(operation.after)
        self._saved = Path(shutil.copytree(stack.folder / "backend", stack.folder / "saved"))
        self._users = copy.deepcopy(marketo.subscription.users)
        marketo.app.calls.clear()
        stack.up()
        self.moments: list[Moment] = list(moments(marketo.app.calls.all()))
        self.outcome = self.reached()

    def begin(self) -> None:
        """Put the stack's state and Marketo's users back to the beginning."""
        backend = self._stack.folder / "backend"
        shutil.rmtree(backend)
        shutil.copytree(self._saved, backend)
        subscription = self._marketo.subscription
        subscription.users[:] = copy.deepcopy(self._users)
        subscription.tokens.clear()
        self._marketo.app.calls.clear()

    def reached(self) -> Outcome:
        """Return the outcome at this moment."""
        state = self._stack.exported()
        ours = [one["outputs"] for one in state.get("resources", []) if "/marketo:" in one["type"]]
        return Outcome(users(self._marketo), ours, state.get("pending_operations") or [])
