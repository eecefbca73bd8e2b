"""Try every control call that docs/simulator.md shows, with the page's bodies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from marketo_simulator import Simulator
from marketo_simulator.admin import control, control_users
from marketo_simulator.faults import Kind

PAGE = (Path(__file__).parents[3] / "docs/simulator.md").read_text("utf-8")
ROW = re.compile(r"^\| `([A-Z]+) ([^`]+)` \| (?:`(.+)`)? *\| .+ \|$", re.MULTILINE)
FAULT = re.compile(r"^\| `(\w+)` \| .+ \| `({.*})` \|$", re.MULTILINE)
PARTS = {"{userid}": "<path:userid>", "{id}": "<number>", "{clientId}": "<client_id>"}


@dataclass(frozen=True)
class Row:
    """A row of the page: a call with a body."""

    method: str
    path: str
    body: Any

    @property
    def call(self) -> control.ControlCall:
        """Return the call of the code that it is about."""
        path = re.sub(r"{\w+}", lambda part: PARTS[part[0]], self.path)
        [call] = [c for c in control.CALLS if (c.method, c.path) == (self.method, path)]
        return call

    def sent(self, client: Client, parts: dict[str, str]) -> TestResponse:
        """Return the answer to it, about what `parts` names."""
        path = re.sub(r"{\w+}", lambda part: parts[part[0]], self.path)
        more: dict[str, Any] = {} if self.body is None else {"json": self.body}
        return client.open(f"/_simulator/{path}", method=self.method, **more)


ROWS = [
    Row(method, path, json.loads(body) if body else None)
    for method, path, body in ROW.findall(PAGE)
]


def subscription() -> tuple[Simulator, dict[str, str]]:
    """Return a subscription in which every call of the page has something to act on."""
    simulator = Simulator()
    inside = simulator.subscription
    user = inside.add_user("someone@example.com", "Some", "One")
    inside.add_user("other@example.com", "Other", "One")
    if not inside.user_of_email("etl@example.com"):
        inside.add_user("etl@example.com", "E", "TL")
    role = inside.role_named("Warehouse API")
    assert role
    parts = {"{userid}": user.userid, "{id}": str(role.id), "{clientId}": "simulator"}
    return simulator, parts


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path} {row.body}")
def test_each_body_of_the_page_works(row: Row) -> None:
    """It is sent as it is written, and what it names changes as it says."""
    simulator, parts = subscription()
    if (row.method, row.path) == ("POST", "users"):
        found = simulator.subscription.user_of_email(row.body["emailAddress"])
        assert found
        simulator.subscription.remove_user(found)
    answered = row.sent(Client(simulator.app), parts)
    assert answered.status_code == 200, answered.get_data(as_text=True)
    shown = answered.get_json()
    one = shown[0] if row.path == "users" else shown
    if row.path.startswith(("users", "roles", "workspaces", "services")) and row.body:
        named = {key: value for key, value in row.body.items() if isinstance(value, str | bool)}
        moved = {key for key in named if key.endswith("At")}  # dates are compared as instants
        assert {key: one[key] for key in named.keys() - moved} == {
            key: named[key] for key in named.keys() - moved
        }


def test_each_call_and_each_key_is_on_the_page() -> None:
    """Calls in the table, keys in a body of it or in the sentences below."""
    assert {id(row.call) for row in ROWS} == {id(call) for call in control.CALLS}
    for call in control.CALLS:
        missing = [key for key in call.keys if f'"{key}"' not in PAGE and f"`{key}`" not in PAGE]
        assert missing == [], f"{call.method} {call.path}"
    grant = [
        key for key in control_users.GRANT if f'"{key}"' not in PAGE and f"`{key}`" not in PAGE
    ]
    assert grant == []


def test_each_kind_of_fault_is_on_the_page_with_a_body_that_works() -> None:
    """The fault strikes."""
    shown = {kind: json.loads(body) for kind, body in FAULT.findall(PAGE)}
    assert set(shown) == set(get_args(Kind))
    for kind, body in shown.items():
        assert body["kind"] == kind
        simulator, _ = subscription()
        client = Client(simulator.app)
        assert client.post("/_simulator/faults", json=body).status_code == 200
        assert simulator.app.faults.striking("roles.json") is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), row=st.sampled_from(ROWS))
def test_any_body_is_done_or_refused_in_a_sentence(data: st.DataObject, row: Row) -> None:
    """Even if the keys are right and the values are anything."""
    simulator, parts = subscription()
    keyed = st.fixed_dictionaries({}, optional=dict.fromkeys(row.call.keys, JSON))
    fitting = st.just(row.body) if isinstance(row.body, dict) else st.just({})
    mixed = st.tuples(fitting, keyed).map(lambda both: both[0] | both[1])
    body = data.draw(JSON | keyed | mixed)
    before = repr(simulator.subscription)
    answered = Row(row.method, row.path, body).sent(Client(simulator.app), parts)
    if answered.status_code != 200:
        assert answered.status_code == 400
        assert re.fullmatch(r"[\s\S]+\.", answered.get_json()["error"])
        assert repr(simulator.subscription) == before
    assert Client(simulator.app).get("/").status_code == 200  # the page can show what there is
