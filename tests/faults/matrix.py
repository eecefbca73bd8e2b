"""Every operation, every call that it makes, every fault of that call: what follows.

Run as a program, it tries all of them and writes the table of docs/reliability.md.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketo_resources import ResourceError
from marketo_resources.lifecycles import instance
from marketo_resources.lifecycles.instance import Instance
from marketo_resources.marketo import Clock
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.engine.subscription import OPERATOR
from tests.properties.engine_model import EngineModel, Program, RefusedError, forget_processes
from tests.unit.marketo.stand import Waits

PAGE = Path(__file__).parents[2] / "docs/reliability.md"
EMAIL = "etl@example.com"
CODES = (601, 602, 603, 604, 606, 607, 608, 610, 611, 614, 615, 713)
STATUSES = (500, 502, 503, 504)
BODIES = ("garbage", "empty", "truncated", "wrong_body")


@dataclass(frozen=True)
class Named:
    """A fault under the name that the table gives it."""

    name: str
    make: Callable[[str], Fault]


def faults() -> Iterator[Named]:
    """All faults that a call may meet."""
    for when in ("before", "after"):
        yield Named(f"cut {when} the effect", lambda e, w=when: Fault("cut", e, when=w))  # type: ignore[misc]
    for status in STATUSES:
        for when in ("before", "after"):
            yield Named(
                f"{status} {when} the effect",
                lambda e, s=status, w=when: Fault("status", e, status=s, when=w),  # type: ignore[misc]
            )
    for code in CODES:
        yield Named(f"code {code}", lambda e, c=code: Fault("code", e, code=c))  # type: ignore[misc]
    for kind in BODIES:
        yield Named(f"{kind.replace('_', ' ')}", lambda e, k=kind: Fault(k, e, when="after"))  # type: ignore[misc]
    yield Named("401", lambda e: Fault("status", e, status=401))


def declared(**others: Any) -> dict[str, Any]:
    """The user of the programs."""
    grants = [{"role_name": "Warehouse API", "workspace": "Default"}]
    names = {"first_name": "E", "last_name": "TL"}
    return {"email_address": EMAIL, "roles": grants} | names | others


BOTH = [
    {"role_name": "Warehouse API", "workspace": "Europe"},
    {"role_name": "Other API", "workspace": "Default"},
]


@dataclass(frozen=True)
class Operation:
    """Something an `up` does: from one program to another."""

    name: str
    before: Program
    after: Program
    by_hand: bool = False


OPERATIONS = (
    Operation("create", {}, {"u": declared()}),
    Operation("update attributes", {"u": declared()}, {"u": declared(first_name="New")}),
    Operation("update grants", {"u": declared()}, {"u": declared(roles=BOTH)}),
    Operation("update both", {"u": declared()}, {"u": declared(first_name="New", roles=BOTH)}),
    Operation("delete", {"u": declared()}, {}),
    Operation("adopt", {}, {"u": declared(adopt=True, roles=BOTH)}, by_hand=True),
)


class QuickEngine(EngineModel):
    """An engine whose client waits in no time."""

    def _new_process(self) -> Any:
        provider = super()._new_process()
        settings = provider._settings()  # noqa: SLF001 - the same that it will use
        waits = Waits()
        clock = Clock(waits.now, waits.now, waits.sleep, lambda: 0.0)
        made = Instance(settings.connect_with(), settings.instance or "", clock=clock)
        key = (settings.connect_with(), settings.instance or "", settings.probe_permissions)
        instance._instances[key] = made  # noqa: SLF001 - where the provider looks for it
        return provider


@contextlib.contextmanager
def prepared(operation: Operation) -> Iterator[tuple[Simulator, QuickEngine]]:
    """A stack on which the operation is to be done next."""
    with Simulator() as marketo, contextlib.redirect_stdout(io.StringIO()):
        role = marketo.subscription.role_named("Warehouse API")
        assert role
        marketo.subscription.add_role("Other API", [])
        if operation.by_hand:
            marketo.subscription.add_user(EMAIL, "By", "Hand", grants=[(role.id, 1)])
        engine = QuickEngine(marketo)
        engine.up(operation.before)
        marketo.app.calls.clear()
        yield marketo, engine
        forget_processes()


def calls_of(operation: Operation) -> list[str]:
    """The endpoints that the operation calls."""
    with prepared(operation) as (marketo, engine):
        engine.up(operation.after)
        seen = [call["endpoint"] for call in marketo.app.calls.all()]
    return list(dict.fromkeys(seen))


GOES_ON, CONVERGES, STAYS = "goes on by itself", "one more up converges", "does not converge"


def outcome(operation: Operation, endpoint: str, fault: Named) -> str:
    """What a fault of a call leads to."""
    with prepared(operation) as (marketo, engine):
        marketo.app.faults.add(fault.make(endpoint))
        failed = not _tried(engine, operation.after)
        marketo.app.faults.clear()
        problem = None if failed else _problem(marketo, engine, operation)
        if failed or problem:
            engine.refresh()
            if not _tried(engine, operation.after):
                return STAYS
            return STAYS if _problem(marketo, engine, operation) else CONVERGES
        return GOES_ON


def _tried(engine: QuickEngine, program: Program) -> bool:
    try:
        engine.up(program)
    except (RefusedError, ResourceError):
        return False
    return True


def _problem(marketo: Simulator, engine: QuickEngine, operation: Operation) -> str | None:
    """What is not as the program says, if anything."""
    roles = marketo.subscription.roles
    places = {one.id: one.name for one in marketo.subscription.workspaces.values()}
    held = [
        {
            "email_address": user.email_address,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "roles": sorted((roles[role].name, places[place]) for role, place in user.grants),
        }
        for user in marketo.subscription.users
        if user.email_address != OPERATOR
    ]
    wanted = [
        {key: one[key] for key in ("email_address", "first_name", "last_name")}
        | {"roles": sorted((grant["role_name"], grant["workspace"]) for grant in one["roles"])}
        for one in operation.after.values()
    ]
    if held != wanted:
        return f"{held} instead of {wanted}"
    adopted = [managed.outputs.get("adopted") for managed in engine.state.values()]
    if operation.by_hand and adopted != [True]:
        return "it is forgotten that the user was adopted"
    return "something is left to do" if engine.preview(operation.after) else None


Cell = tuple[Operation, str, Named]


def cells() -> list[Cell]:
    """The whole matrix."""
    return [
        (operation, endpoint, fault)
        for operation in OPERATIONS
        for endpoint in calls_of(operation)
        for fault in faults()
    ]


def table(results: Sequence[tuple[Cell, str]]) -> Iterator[str]:
    """The matrix as a table: for each call, the faults by what follows."""
    rows: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (operation, endpoint, fault), found in results:
        rows[operation.name, endpoint][found].append(fault.name)
    yield f"| operation | call | {GOES_ON} | {CONVERGES} | {STAYS} |"
    yield "| --- | --- | --- | --- | --- |"
    for (operation_name, endpoint), found_faults in rows.items():
        listed = (", ".join(found_faults[kind]) or "-" for kind in (GOES_ON, CONVERGES, STAYS))
        yield f"| {operation_name} | `{endpoint}` | {' | '.join(listed)} |"


def recorded() -> dict[tuple[str, str, str], str]:
    """What the page says of each cell."""
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 5 and parts[1].startswith("`"):
            for kind, names in zip((GOES_ON, CONVERGES, STAYS), parts[2:], strict=True):
                for name in names.split(", "):
                    found[parts[0], parts[1].strip("`"), name] = kind
    return found


def main() -> None:
    """Try every cell and write the table."""
    results = [(cell, outcome(*cell)) for cell in cells()]
    lines = "\n".join(table(results))
    page = PAGE.read_text("utf-8")
    page = re.sub(r"(<!-- matrix -->\n)(?:\|.*\n)*", lambda marker: f"{marker[1]}{lines}\n", page)
    counts = {
        kind: sum(found == kind for _, found in results) for kind in (GOES_ON, CONVERGES, STAYS)
    }
    PAGE.write_text(page, "utf-8")
    print(len(results), counts)  # noqa: T201 - its result


if __name__ == "__main__":
    main()
