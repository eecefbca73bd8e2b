"""Generate random programs: users, their grants, services, and values from other resources."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.properties.engine_model import NOUN

EMAILS = ("ada@example.com", "bob@example.com", "cyd@example.com", "Dee@Example.com")
ROLES = ("Warehouse API", "Other API", "All API")
"""The roles at the beginning; the last one is only for all workspaces."""
ALL = ROLES[2]
LATE = "Late API"
"""A role that a person makes only while an `up` waits for it."""
WORKSPACES = ("Default", "Europe", "Asia")
DATES = ("2091-01-01T00:00:00+00:00", "2092-06-30T12:00:00+02:00")
FIRST_NAMES = ("Ann", "Änne", " Ann ")
USERS = ("a", "b", "c")
CLIENTS = ("id-1", "id-2")
"""The client ids that custom services have; `secret_of` is their secret until it is reset."""
PROPERTIES = ("email_address", "first_name", "last_name", "roles", "expires_at")

Program = dict[str, dict[str, Any]]


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """Return the usual value in most cases: programs refused at once test little of `up`."""
    return st.sampled_from((usual,) * 5 + others)


_SELDOM = st.sampled_from((False,) * 5 + (True,))
_RARELY = st.sampled_from((False,) * 11 + (True,))


def secret_of(client_id: str) -> str:
    """Return the secret with which a service is made."""
    return f"secret of {client_id}"


def _later(draw: st.DrawFn, value: Any) -> Any:
    """Return now and then a value of another resource, which has to be made first."""
    return {"later": value} if draw(_RARELY) else value


@st.composite
def _grants(draw: st.DrawFn, given: Any) -> Any:
    """Return grants by the role's name, or through a role of the program."""
    made: list[dict[str, Any]] = []
    for _ in range(draw(st.sampled_from((1, 1, 2, 3)))):
        if given and draw(st.booleans()):
            grant: dict[str, Any] = {"role": draw(st.sampled_from(sorted(given)))}
        else:
            grant = {"role_name": draw(st.sampled_from((*ROLES, *ROLES[:2])))}
        everywhere = (grant.get("role_name") or given[grant["role"]]) == ALL
        place = draw(mostly(None, "Default") if everywhere else _PLACES)
        grant |= {"workspace": _later(draw, place)} if place else {}
        if grant not in made or draw(_SELDOM):
            made.append(grant)
    return made


_PLACES = st.sampled_from(("Default",) * 4 + ("Europe", None))


@st.composite
def users(
    draw: st.DrawFn,
    name: str = "a",
    given: dict[str, str] | None = None,
    earlier: tuple[str, ...] = (),
) -> Any:
    """Return what a program may declare of a user; some of it is refused."""
    last: Any = draw(st.sampled_from(("Api", "Sync")))
    if earlier and draw(st.sampled_from((True, False, False))):
        last = {"id_of": draw(st.sampled_from(earlier))}
    declared: dict[str, Any] = {
        "email_address": _later(draw, draw(mostly(EMAILS[USERS.index(name)], *EMAILS))),
        "first_name": draw(st.sampled_from(FIRST_NAMES)),
        "last_name": last,
        "roles": draw(_grants(given or {})),
    }
    for key, values in (
        ("expires_at", DATES),
        ("adopt", (True, True, False)),
        ("delete_adopted", (True,)),
        ("reason", ("because",)),
        ("wait_for_person", (600, 600, 30)),
    ):
        if (value := draw(st.none() | st.sampled_from(values))) is not None:
            declared[key] = _later(draw, value) if key == "expires_at" else value
    return declared


@st.composite
def services(draw: st.DrawFn, of: str, email: Any) -> Any:
    """Return a custom service of a user of the program."""
    client = draw(st.sampled_from(CLIENTS))
    declared = {
        NOUN: "CustomService",
        "service_name": draw(st.sampled_from(("S", "T"))),
        "user_id": {"id_of": of},
        "email_address": email,
        "client_id": client,
        "client_secret": secret_of(client),
    }
    return declared | ({"permissions": ["Approve Assets"]} if draw(st.booleans()) else {})


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Return up to two roles, three users and a service, in the order of their dependence."""
    program: Program = {}
    for name in draw(st.sampled_from(((), (), ("r",), ("q", "r")))):
        role: dict[str, Any] = {NOUN: "ApiOnlyRole", "role_name": draw(st.sampled_from(ROLES))}
        if draw(st.sampled_from((True, False, False))):
            role |= {"role_name": LATE, "wait_for_creation": 600}
        program[name] = role
    given = {name: role["role_name"] for name, role in program.items()}
    for name in draw(st.sampled_from((("a",), ("a", "b"), ("b", "c"), USERS, ()))):
        earlier = tuple(one for one in program if one in USERS)
        program[name] = draw(users(name, given, earlier))
    present = [name for name in program if name in USERS]
    if present and draw(_RARELY):
        of = draw(st.sampled_from(present))
        program["s"] = draw(services(of, program[of]["email_address"]))
    return program


def is_user(declared: dict[str, Any]) -> bool:
    """Return whether an entry of a program is a user."""
    return NOUN not in declared


def in_order(program: Program) -> Program:
    """Return the program with roles before users and users before services."""
    order = {"ApiOnlyRole": 0, None: 1, "CustomService": 2}
    return dict(sorted(program.items(), key=lambda entry: (order[entry[1].get(NOUN)], entry[0])))


def without_dangling(program: Program) -> Program:
    """Return the program without resources that depend on one that is not before them."""
    kept: Program = {}
    for name, declared in program.items():
        if all(reference in kept for reference in _references(declared)):
            kept[name] = declared
    return kept


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value[key] for key in ("id_of", "role") if key in value]
        return own + [one for part in value.values() for one in _references(part)]
    return [one for part in value for one in _references(part)] if isinstance(value, list) else []
