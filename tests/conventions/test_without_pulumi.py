"""What a second adapter stands on must work where there is no Pulumi."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from marketo_simulator import Simulator

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
from marketo_resources.core.instance import instance_for
from marketo_resources.core.operations import Operations
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
clock = Clock()
said = []
notices.send_to(lambda resource, text: said.append((resource, text)))
users = Operations(
    ApiOnlyUserLifecycle,
    lambda: settings,
    lambda settings, offline: instance_for(settings, offline=offline, clock=clock),
)
"""
UP = """
program = {
    "__name": "etl",
    "email_address": "etl@example.com",
    "first_name": "E",
    "last_name": "TL",
    "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
}

early = users.check(program | {"last_name": UNKNOWN}, None)
assert early.properties["last_name"] is UNKNOWN, early
refused = users.check(program | {"email_address": "nobody"}, None)
assert [one.property for one in refused.problems] == ["email_address"], refused

inputs = users.check(program, None).properties
made = users.create(inputs)
assert users.diff(made.id, made.outputs, inputs).changed is False
changed = users.check(program | {"first_name": "Other"}, inputs).properties
assert users.diff(made.id, made.outputs, changed).changed is None
outputs = users.update(made.id, made.outputs, changed)
found = users.read(made.id, outputs)
assert (found.id, found.outputs["first_name"]) == (made.id, "Other"), found
print(json.dumps([found.id, found.outputs]))
"""
DESTROY = """
id_, outputs = json.loads(state[0])
users.delete(id_, outputs)
assert users.read(id_, outputs) is None
assert said[-1][0] == 'ApiOnlyUser "etl"' and "gone" in said[-1][1], said
print("pulumi" in sys.modules)
"""


def test_a_user_lives_through_the_core_where_there_is_no_pulumi() -> None:
    """Checked, made, changed, read and deleted; notices go where the adapter sends them.

    An `up` and a `destroy` are two processes, as in every engine: within one command, what is
    declared is not deleted.
    """
    with Simulator() as marketo:
        before = len(marketo.subscription.users)
        state = _run(BEGIN + UP, marketo)
        assert _run(BEGIN + DESTROY, marketo, state) == "False\n"
        changes = [call["endpoint"] for call in marketo.app.calls.all() if call["changed"]]
        after = len(marketo.subscription.users)
    assert changes == ["invite.json", "{userid}/update.json", "{userid}/delete.json"]
    assert after == before


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
