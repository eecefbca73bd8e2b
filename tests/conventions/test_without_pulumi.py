"""Check that what a second adapter needs works where Pulumi is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault

ROOT = Path(__file__).parents[2]

BEGIN = """
import json
import sys


class NoPulumi:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pulumi":
            raise ImportError("there is no Pulumi here")


sys.meta_path.insert(0, NoPulumi())

from marketo_resources.api_only_user.lifecycle import ApiOnlyUserLifecycle
from marketo_resources.core import notices
from marketo_resources.core.context import Context, InContext
from marketo_resources.core.instance import instance_for
from marketo_resources.core.operations import HalfMadeError, Operations
from marketo_resources.core.unknown import UNKNOWN
from marketo_resources.marketo import Clock
from marketo_resources.settings import Settings

base_url, client_id, client_secret, *state = sys.argv[1:]
environment = {
    "MARKETO_BASE_URL": base_url,
    "MARKETO_CLIENT_ID": client_id,
    "MARKETO_CLIENT_SECRET": client_secret,
    "MARKETO_QUOTA_STORE": "memory://",
}
settings = Settings.resolve(lambda key: None, environment)
clock = Clock(sleep=lambda seconds: None)
said = []
notices.send_to(lambda resource, text: said.append((resource, text)))
users = Operations(
    ApiOnlyUserLifecycle,
    lambda: settings,
    lambda settings, offline: instance_for(settings, offline=offline, clock=clock),
)
"""
PROGRAM = """
def given(name, **values):
    program = {
        "email_address": f"{name}@example.com",
        "first_name": "E",
        "last_name": "TL",
        "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    }
    return InContext(Context(name=name), program | values)

"""
UP = """
early = users.check(given("etl", last_name=UNKNOWN), None)
assert early.properties.values["last_name"] is UNKNOWN, early
refused = users.check(given("etl", email_address="nobody"), None)
assert [one.property for one in refused.problems] == ["email_address"], refused

inputs = users.check(given("etl"), None).properties
assert inputs.context.instance == settings.instance
assert not [key for key in inputs.values if key in {"__name", "__urn", "instance", "__instance"}]
made = users.create(inputs)
assert users.diff(made.id, made.outputs, inputs).changed is False
changed = users.check(given("etl", first_name="Other"), inputs).properties
assert users.diff(made.id, made.outputs, changed).changed is None
outputs = users.update(made.id, made.outputs, changed)
found = users.read(made.id, outputs)
assert (found.id, found.outputs.values["first_name"]) == (made.id, "Other"), found
assert found.outputs.context == inputs.context
print(json.dumps([found.id, found.outputs.context.name, found.outputs.values]))
"""
DESTROY = """
id_, name, values = json.loads(state[0])
outputs = InContext(Context(name=name, instance=settings.instance), values)
users.delete(id_, outputs)
assert users.read(id_, outputs) is None
assert said[-1][0] == 'ApiOnlyUser "etl"' and "gone" in said[-1][1], said
print("pulumi" in sys.modules)
"""


HALF_MADE = """
inputs = users.check(given("half"), None).properties
try:
    users.create(inputs)
except HalfMadeError as half:
    found = half.found
assert found.id == "half@example.com", found
assert "first_name" in found.outputs.values["unfinished"]
assert users.diff(found.id, found.outputs, inputs).changed is True
finished = users.update(found.id, found.outputs, inputs)
assert not finished.values["unfinished"], finished
assert users.diff(found.id, finished, inputs).changed is False
"""


def test_a_user_lives_through_the_core_where_there_is_no_pulumi() -> None:
    """A user is checked, made, changed, read and deleted; notices go where the adapter sends them.

    An `up` and a `destroy` are two processes, as in every engine: within one command, what is
    declared is not deleted.
    """
    with Simulator() as marketo:
        before = len(marketo.subscription.users)
        state = _run(BEGIN + PROGRAM + UP, marketo)
        assert _run(BEGIN + DESTROY, marketo, state) == "False\n"
        changes = [call["endpoint"] for call in marketo.app.calls.all() if call["changed"]]
        after = len(marketo.subscription.users)
    assert changes == ["invite.json", "{userid}/update.json", "{userid}/delete.json"]
    assert after == before


def test_a_create_that_failed_in_the_middle_gives_id_and_state_to_an_adapter() -> None:
    """The user cannot be read after its invitation; the next update finishes the work."""
    with Simulator() as marketo:
        marketo.app.faults.add(Fault("status", "{userid}/user.json", times=3))
        _run(BEGIN + PROGRAM + HALF_MADE, marketo)
        changes = [call["endpoint"] for call in marketo.app.calls.all() if call["changed"]]
    assert changes == ["invite.json"]


def _run(program: str, marketo: Simulator, *state: str) -> str:
    words = [marketo.base_url, marketo.client_id, marketo.client_secret, *state]
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout
