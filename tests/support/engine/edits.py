"""Let an administrator edit a user in the middle of an `up`, at any call that it makes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from marketo_simulator.records import User
from tests.support.engine.moments import Moment, moments, watched, watched_marketo
from tests.support.engine.subscription import role_id, users
from tests.support.properties.engine_model import EngineModel, Program, RefusedError

EMAIL = "etl@example.com"
EUROPE = 1002


def declared(**others: Any) -> dict[str, Any]:
    """Return the user of the programs; it has an expiry, because that cannot be removed later."""
    grants = [{"role_name": "Warehouse API", "workspace": "Default"}]
    date = "2091-01-01T00:00:00+00:00"
    names = {"email_address": EMAIL, "first_name": "E", "last_name": "TL"}
    return names | {"roles": grants, "expires_at": date} | others


@dataclass(frozen=True)
class Operation:
    """An `up` from one program to another; with `adopts`, of a user that a person made."""

    name: str
    before: Program
    after: Program
    adopts: bool = False


ELSEWHERE = [{"role_name": "Warehouse API", "workspace": "Europe"}]
OPERATIONS = (
    Operation("create", {}, {"u": declared()}),
    Operation("update", {"u": declared()}, {"u": declared(first_name="New", roles=ELSEWHERE)}),
    Operation("delete", {"u": declared()}, {}),
    Operation("adopt", {}, {"u": declared(adopt=True, roles=ELSEWHERE)}, adopts=True),
)
Edit = Callable[[Simulator, User], None]


def _rename(_marketo: Simulator, user: User) -> None:
    user.first_name = "By hand"


def _strip(_marketo: Simulator, user: User) -> None:
    user.grants = []


def _grant(marketo: Simulator, user: User) -> None:
    user.grants = [(role_id(marketo, "API User Management"), 0), *user.grants]


def _expire(marketo: Simulator, user: User) -> None:
    user.expires_at = marketo.subscription.now() + 3600


def _delete(marketo: Simulator, user: User) -> None:
    marketo.subscription.remove_user(user)


EDITS: dict[str, Edit] = {
    "renames": _rename,
    "strips": _strip,
    "grants": _grant,
    "expires": _expire,
    "deletes": _delete,
}


@contextlib.contextmanager
def prepared(operation: Operation) -> Iterator[EngineModel]:
    """Return a stack on which the operation is the next thing to do."""
    with watched_marketo() as marketo, contextlib.redirect_stdout(io.StringIO()):
        engine = EngineModel(marketo)
        engine.up(operation.before)
        if operation.adopts:
            grants = [(role_id(marketo, "Warehouse API"), 1)]
            marketo.subscription.add_user(EMAIL, "Old", "Name", grants=grants)
        marketo.app.calls.clear()
        yield engine


def moments_of(operation: Operation) -> list[Moment]:
    """Return all moments of an `up` that nobody disturbs."""
    with prepared(operation) as engine:
        engine.up(operation.after)
        return list(moments(engine.marketo.app.calls.all()))


def wrong(operation: Operation, moment: Moment, edit: Edit) -> str:
    """Return what is lost or goes unreported when an administrator edits the user at a moment."""
    with prepared(operation) as engine:
        app = watched(engine.marketo)
        app.at(moment, lambda: _by_hand(engine.marketo, edit))
        said = error_of(lambda: engine.up(operation.after))
        assert app.happened.is_set()
        if problem := _unsaid(engine, operation, said):
            return problem
        if refused := error_of(lambda: engine.up(operation.after)):
            return f"one more up: {refused}"
        return _difference(engine, operation) or f"{engine.preview(operation.after) or ''}"


def error_of(command: Callable[[], object]) -> str:
    """Run a command, and return its error; empty if it succeeds."""
    try:
        command()
    except RefusedError as error:
        return f'ApiOnlyUser "u": {error}'  # Pulumi itself names the resource of a failed check
    except ResourceError as error:
        return str(error)
    return ""


def _by_hand(marketo: Simulator, edit: Edit) -> None:
    with marketo.subscription.changing():
        if user := marketo.subscription.user_of_email(EMAIL):
            edit(marketo, user)


def _unsaid(engine: EngineModel, operation: Operation, said: str) -> str:
    if said and 'ApiOnlyUser "u"' not in said:
        return f"does not name the resource: {said}"
    engine.refresh()
    listed = engine.preview(operation.after)
    return "" if said or listed else _difference(engine, operation)


def _difference(engine: EngineModel, operation: Operation) -> str:
    there = [_comparable(one) for one in users(engine.marketo)]
    wanted = [_wanted(one) for one in operation.after.values()]
    if there != wanted or list(engine.state) != list(operation.after):
        return f"{there} instead of {wanted}, in state {list(engine.state)}"
    return ""


def _comparable(user: dict[str, Any]) -> tuple[Any, ...]:
    return user["email"], user["first"], user["last"], user["grants"], user["expires_at"]


def _wanted(declared: dict[str, Any]) -> tuple[Any, ...]:
    places = {"Default": 1, "Europe": EUROPE}
    grants = [(one["role_name"], places[one["workspace"]]) for one in declared["roles"]]
    names = declared["email_address"], declared["first_name"], declared["last_name"]
    return *names, sorted(grants), 3818448000.0
