"""What our own process says holds no secret, whatever it is asked to do and whatever goes wrong.

The process is started as the engine starts it, with Python's logging at its most talkative, and all
that it prints is searched; nothing stands between that could mask a secret, as the engine does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import grpc
import pytest

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.engine.provider_process import (
    Json,
    ProviderProcess,
    configuration,
    provider_process,
)
from tests.engine.subscription import role_id

TALKATIVE = "import logging\nlogging.basicConfig(level=logging.DEBUG)\n"
ADMINS, SERVICES, WRONG = "simulator-secret", "secret/of +the service", "wrong/secret +of &us"
EMAIL = "warehouse-api@example.com"


def _code(code: int, **others: Any) -> list[Fault]:
    """An error that quotes the secret of whoever made the call, as a gateway might."""
    quotes = {"identity": "no", "rest/v1/stats/usage.json": f"you: {SERVICES}", "*": ADMINS}
    return [
        Fault("code", endpoint, times=None, code=code, message=message, **others)
        for endpoint, message in quotes.items()
    ]


FAULTS = {
    "none": [],
    "401 of identity": [Fault("status", "identity", times=None, status=401)],
    "garbage of identity": [Fault("garbage", "identity", times=None)],
    "cut": [Fault("cut", times=None)],
    "601": _code(601),
    "603": _code(603),
    "611 after the effect": _code(611, when="after"),
    "703": _code(703),
    "400": [Fault("status", times=None, status=400)],
    "wrong body": [Fault("wrong_body", times=None)],
}
IN_THE_NORMAL_RUN = ("none", "401 of identity", "603")
CHANGES = {
    "ApiOnlyRole": {"role_name": "Nobody's"},
    "ApiOnlyUser": {"first_name": "Changed"},
    "CustomService": {"client_secret": WRONG},
}


@dataclass
class Scene:
    """A Marketo, a folder from which every process learns to log, and what was answered."""

    marketo: Simulator
    folder: Path
    answered: list[str] = field(default_factory=list)

    def lives_with(self, fault: str) -> str:
        """Live the life of each resource with this going wrong; return what the process says."""
        says = self.folder / "says"
        with provider_process(
            configuration(self.marketo), says=says, PYTHONPATH=str(self.folder)
        ) as process:
            for noun, given in self._declared().items():
                self._lives(process, noun, given, FAULTS[fault])
        return says.read_text()

    def _lives(self, process: ProviderProcess, noun: str, given: Json, faults: list[Fault]) -> None:
        """Each call that the engine makes of a resource; first it is made, to have it at all."""
        inputs = process.check(noun, given)[0]
        identity, outputs = process.create(noun, inputs)
        changed, another = inputs | CHANGES[noun], inputs | {"__name": "another"}
        self._suffers(faults, process.check, noun, given)
        self._suffers(faults, process.create, noun, another)
        self._suffers(faults, process.read, noun, identity, outputs)
        self._suffers(faults, process.check, noun, changed, outputs)
        self._suffers(faults, process.diff, noun, identity, outputs, changed)
        self._suffers(faults, process.update, noun, identity, outputs, changed)
        self._suffers(faults, process.delete, noun, identity, outputs)

    def _suffers(self, faults: list[Fault], call: Callable[..., Any], *given: Any) -> None:
        for fault in faults:
            self.marketo.app.faults.add(replace(fault))
        try:
            answer = call(*given)
            self.answered += answer[1].values() if call.__name__ == "check" else []
        except grpc.RpcError as error:
            self.answered.append(str(error))
        finally:
            self.marketo.app.faults.clear()

    def _declared(self) -> dict[str, Json]:
        """What a program declares of each kind."""
        grants = [(role_id(self.marketo, "Warehouse API"), 1)]
        owner = self.marketo.subscription.add_user(EMAIL, "W", "API", grants=grants)
        service = self.marketo.subscription.add_service("warehouse", owner)
        service.client_secret = SERVICES
        return {
            "ApiOnlyRole": {"__name": "role", "role_name": "Warehouse API"},
            "ApiOnlyUser": {
                "__name": "user",
                "email_address": "new@example.com",
                "first_name": "N",
                "last_name": "API",
                "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
            },
            "CustomService": {
                "__name": "service",
                "service_name": "warehouse",
                "user_id": owner.userid,
                "email_address": EMAIL,
                "client_id": service.client_id,
                "client_secret": SERVICES,
                "permissions": ["Read-Only Person", "Approve Assets"],
            },
        }

    def secrets(self) -> set[str]:
        """The secrets, and the tokens handed out, in every way a URL may write them."""
        known = {ADMINS, SERVICES, WRONG, *self.marketo.subscription.tokens}
        spelled = ({word, quote(word), quote(word, safe=""), quote_plus(word)} for word in known)
        return set().union(*spelled)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A Marketo of its own, and a process that logs all there is."""
    (tmp_path / "sitecustomize.py").write_text(TALKATIVE)
    with Simulator() as marketo:
        yield Scene(marketo, tmp_path)


@pytest.mark.parametrize("fault", IN_THE_NORMAL_RUN)
def test_our_process_tells_no_secret(scene: Scene, fault: str) -> None:
    """In no line that it prints or logs, no error and no problem of a check."""
    assert_nothing_is_told(scene, fault)


@pytest.mark.long
@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - {*IN_THE_NORMAL_RUN}))
def test_our_process_tells_no_secret_in_more_troubles(scene: Scene, fault: str) -> None:
    """As above, with answers that quote what was sent, and such as are none."""
    assert_nothing_is_told(scene, fault)


def assert_nothing_is_told(scene: Scene, fault: str) -> None:
    """Live, then search; what is found is not shown, since the output of tests is searched too."""
    said = scene.lives_with(fault)
    assert "DEBUG:httpcore" in said
    assert len(scene.answered) > len(FAULTS[fault])
    assert len(scene.marketo.subscription.tokens) > 1
    told = sum(word in said + "\n".join(scene.answered) for word in scene.secrets())
    if told:
        pytest.fail(f"{told} spellings of secrets are told", pytrace=False)
