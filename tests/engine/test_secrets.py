"""Search all output of our own process for secrets, whatever it does and whatever goes wrong.

The process is started as the engine starts it, with Python's logging at its most talkative, and all
that it prints is searched; nothing stands between that could mask a secret, as the engine does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote, quote_plus

import grpc
import pytest

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.engine.provider_process import (
    Json,
    ProviderProcess,
    configuration,
    provider_process,
)
from tests.support.engine.subscription import role_id

TALKATIVE = "import logging\nlogging.basicConfig(level=logging.DEBUG)\n"
SECRET, WRONG = "right/secret+of &us", "wrong/secret+of &us"
QUOTING = "you sent {}"
FAULTS = {
    "none": None,
    "401 of identity": Fault("status", "identity", times=None, status=401),
    "garbage of identity": Fault("garbage", "identity", times=None),
    "cut": Fault("cut", times=None),
    "601": Fault("code", times=None, code=601, message=QUOTING),
    "603": Fault("code", times=None, code=603, message=QUOTING),
    "611 of a delete": Fault("code", "{userid}/delete.json", times=None, message=QUOTING),
    "703": Fault("code", times=None, code=703, message=QUOTING),
    "400": Fault("status", times=None, status=400),
    "wrong body": Fault("wrong_body", times=None),
}
ALWAYS = ["none", "401 of identity", "601"]
CHANGES: dict[str, Json] = {
    "ApiOnlyRole": {"role_name": "Nobody's"},
    "ApiOnlyUser": {"first_name": "Changed"},
    "CustomService": {"client_secret": WRONG},
}


def problems(process: ProviderProcess, noun: str, news: Json, olds: Json | None = None) -> str:
    """Return what a check refuses."""
    return str(process.check(noun, news, olds)[1] or "")


Step = tuple[Json, Callable[[], object]]


def life(process: ProviderProcess, noun: str, given: Json) -> Iterator[Step]:
    """Yield each call that the engine may make for a resource, with the properties involved."""
    yield given, partial(problems, process, noun, given)
    inputs, _ = process.check(noun, given)
    yield inputs, partial(process.create, noun, inputs)
    identity, outputs = process.create(noun, inputs)
    changed = inputs | CHANGES[noun]
    yield outputs, partial(process.read, noun, identity, outputs)
    yield changed, partial(problems, process, noun, changed, outputs)
    yield changed, partial(process.diff, noun, identity, outputs, changed)
    yield changed, partial(process.update, noun, identity, outputs, changed)
    yield outputs, partial(process.delete, noun, identity, outputs)


@dataclass
class Scene:
    """A Marketo, a folder that makes every process log, and all answers."""

    marketo: Simulator
    folder: Path
    answered: list[str] = field(default_factory=list)

    def lives(self, fault: Fault | None) -> None:
        """Live the life of a role, a user and a service, with this fault all the time."""
        declared = self.declared()
        with provider_process(
            configuration(self.marketo), says=self.folder / "says", PYTHONPATH=str(self.folder)
        ) as process:
            for noun, given in declared.items():
                for about, call in life(process, noun, given):
                    sent = about.get("client_secret", self.marketo.client_secret)
                    quoting = fault and replace(fault, message=fault.message.format(sent))
                    self.suffers(call, quoting)

    def suffers(self, call: Callable[[], object], fault: Fault | None) -> None:
        """Make a call, and keep the refusal or the error."""
        if fault:
            self.marketo.app.faults.add(fault)
        try:
            answer = call()
        except grpc.RpcError as error:
            self.answered.append(str(error))
        else:
            self.answered.append(answer if isinstance(answer, str) else "")
        self.marketo.app.faults.clear()

    def declared(self) -> dict[str, Json]:
        """Return what a program declares of each kind."""
        grants = [(role_id(self.marketo, "Warehouse API"), 1)]
        subscription = self.marketo.subscription
        owner = subscription.add_user("owner@example.com", "O", "API", grants=grants)
        service = subscription.add_service("service", owner)
        service.client_secret = SECRET
        grant = {"role_name": "Warehouse API", "workspace": "Default"}
        return {
            "ApiOnlyRole": {"__name": "role", "role_name": "Warehouse API"},
            "ApiOnlyUser": {
                "__name": "user",
                "email_address": "user@example.com",
                "first_name": "U",
                "last_name": "API",
                "roles": [grant],
            },
            "CustomService": {
                "__name": "service",
                "service_name": "service",
                "user_id": owner.userid,
                "email_address": owner.email_address,
                "client_id": service.client_id,
                "client_secret": SECRET,
                "permissions": ["Read-Only Person", "Approve Assets"],
            },
        }

    def spellings(self) -> set[str]:
        """Return the secrets and the tokens given out, in every form that a URL may have."""
        known = {SECRET, WRONG, self.marketo.client_secret, *self.marketo.subscription.tokens}
        spell = (str, quote, quote_plus, partial(quote, safe=""))
        return {write(secret) for secret in known for write in spell}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Make a scene with its own Marketo."""
    (tmp_path / "sitecustomize.py").write_text(TALKATIVE)
    with Simulator() as marketo:
        yield Scene(marketo, tmp_path)


@pytest.mark.parametrize("fault", ALWAYS)
def test_our_process_prints_no_secret(scene: Scene, fault: str) -> None:
    """No line that it prints or logs has one, and no error."""
    assert_no_secret_is_printed(scene, fault)


@pytest.mark.long
@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ALWAYS])
def test_our_process_prints_no_secret_in_more_troubles(scene: Scene, fault: str) -> None:
    """With answers that quote what was sent, and answers that are not valid."""
    assert_no_secret_is_printed(scene, fault)


def assert_no_secret_is_printed(scene: Scene, fault: str) -> None:
    """Live, then search the output."""
    scene.lives(FAULTS[fault])
    said = (scene.folder / "says").read_text()
    assert "DEBUG:" in said
    assert len([answer for answer in scene.answered if answer]) >= (3 if FAULTS[fault] else 2)
    assert len(scene.marketo.subscription.tokens) > 1
    everything = said + "\n".join(scene.answered)
    leaked = [word for word in scene.spellings() if word in everything]
    assert [f"{len(word)} letters" for word in leaked] == []
