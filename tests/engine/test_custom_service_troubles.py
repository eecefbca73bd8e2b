"""Give each thing that can be wrong with a custom service its own message, in every command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest

from marketo_simulator import Simulator
from marketo_simulator.records import Service, User
from tests.support.engine.provider_process import (
    Json,
    ProviderProcess,
    configuration,
    provider_process,
)
from tests.support.engine.subscription import role_id, user_named

OPERATOR = "operator@example.com"
Change = Callable[[Simulator, Service, User], Any]


@dataclass(frozen=True)
class Trouble:
    """Something that happens to a service outside the stack, and the message about it."""

    happens: Change
    property: str
    says: str


def _expire(marketo: Simulator, _service: Service, user: User) -> None:
    user.expires_at = marketo.subscription.now() - 3600


def _link(marketo: Simulator, service: Service, _user: User) -> None:
    service.userid = OPERATOR
    marketo.subscription.tokens.clear()  # until a token ends, it acts as the user before


TROUBLES = {
    "secret": Trouble(
        lambda _m, service, _u: setattr(service, "client_secret", "replaced-by-hand"),
        "client_secret",
        "is not accepted for",
    ),
    "deleted": Trouble(
        lambda marketo, service, _u: marketo.subscription.remove_service(service.client_id),
        "client_id",
        "worked and is no longer known to",
    ),
    "owner": Trouble(
        _link,
        "client_id",
        f"acts as {OPERATOR}",
    ),
    "expired": Trouble(_expire, "client_id", "give it a later expires_at"),
    "locked": Trouble(
        lambda _m, _s, user: setattr(user, "locked", True),
        "client_id",
        "is locked",
    ),
    "gone": Trouble(
        lambda marketo, _s, user: marketo.subscription.users.remove(user),
        "client_id",
        "is not in Marketo",
    ),
}
EACH = pytest.mark.parametrize("name", TROUBLES)


@dataclass
class Scene:
    """Services that worked once and are in trouble now, and a process that does not know yet."""

    process: ProviderProcess
    says: Path
    inputs: dict[str, Json]
    outputs: dict[str, Json]

    def heard(self, name: str) -> list[str]:
        """Return what the process has said about a service."""
        lines = self.says.read_text().splitlines()
        return [line for line in lines if line.startswith(f'CustomService "{name}": ')]


def made(marketo: Simulator, name: str) -> tuple[Service, User]:
    """Make a custom service of a new user."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    user = marketo.subscription.add_user(f"{name}@example.com", name, "API", grants=grants)
    return marketo.subscription.add_service(name, user), user


def declared(name: str, service: Service) -> Json:
    """Return what a program declares of it."""
    return {
        "__name": name,
        "service_name": name,
        "user_id": service.userid,
        "email_address": f"{name}@example.com",
        "client_id": service.client_id,
        "client_secret": service.client_secret,
    }


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Bring about all troubles at once, each for its own service."""
    says = tmp_path_factory.mktemp("scene") / "says"
    inputs, outputs = {}, {}
    with Simulator() as marketo:
        services = {name: made(marketo, name) for name in TROUBLES}
        with provider_process(configuration(marketo)) as before:
            for name, (service, _) in services.items():
                inputs[name] = before.check("CustomService", declared(name, service))[0]
                outputs[name] = before.create("CustomService", inputs[name])[1]
        for name, (service, user) in services.items():
            TROUBLES[name].happens(marketo, service, user)
        with provider_process(configuration(marketo), says=says) as process:
            yield Scene(process, says, inputs, outputs)


@EACH
def test_a_preview_reports_an_unchanged_service_and_refuses_nothing(
    scene: Scene, name: str
) -> None:
    """The rest of the stack may hold what repairs it."""
    given, problems = scene.process.check("CustomService", scene.inputs[name], scene.inputs[name])
    assert (given, problems) == (scene.inputs[name], {})
    (said,) = set(scene.heard(name))
    assert f": {TROUBLES[name].property} " in said
    assert TROUBLES[name].says in said


@EACH
def test_a_refresh_records_the_trouble_and_keeps_the_service(scene: Scene, name: str) -> None:
    """The notice names the resource, and the next preview lists an update."""
    outputs = scene.outputs[name]
    identity = outputs["client_id"]
    kept, seen, inputs = scene.process.read("CustomService", identity, outputs)
    broken = TROUBLES[name].property
    found = {"found_by_refresh": f"{broken} no longer works"}
    assert (kept, seen) == (identity, outputs | found | {"unfinished": [broken]})
    assert inputs == scene.inputs[name] | found
    (said,) = set(scene.heard(name))  # once, though a preview of the same process said it too
    assert TROUBLES[name].says in said
    assert scene.process.diff("CustomService", identity, seen, scene.inputs[name]).changes == 0


@EACH
def test_an_up_fails_until_the_service_works_again(scene: Scene, name: str) -> None:
    """The error names the resource, and shows no secret."""
    outputs = scene.outputs[name] | {"unfinished": [TROUBLES[name].property]}
    with pytest.raises(grpc.RpcError) as caught:
        scene.process.update("CustomService", outputs["client_id"], outputs, scene.inputs[name])
    text = str(caught.value)
    assert f'could not update CustomService "{name}"' in text
    assert TROUBLES[name].says in text
    assert outputs["client_secret"] not in text


@EACH
def test_a_preview_refuses_a_new_service_that_is_in_trouble(scene: Scene, name: str) -> None:
    """The problem names the property at fault; a service never seen is not called deleted."""
    expected = "belongs to another Marketo instance" if name == "deleted" else TROUBLES[name].says
    given = scene.inputs[name] | {"__name": f"new {name}"}
    problems = scene.process.check("CustomService", given)[1]
    assert list(problems) == [TROUBLES[name].property]
    assert expected in problems[TROUBLES[name].property]
    with pytest.raises(grpc.RpcError, match=expected):
        scene.process.create("CustomService", given)


def test_no_message_is_that_of_another_trouble(scene: Scene) -> None:
    """A reader knows from the message which trouble it is."""
    for name in TROUBLES:
        identity = scene.outputs[name]["client_id"]
        scene.process.read("CustomService", identity, scene.outputs[name])
        text = scene.heard(name)[-1]
        others = [one.says for other, one in TROUBLES.items() if other != name]
        assert [words for words in others if words in text] == []


def test_a_user_who_is_locked_while_the_token_lives_is_named(tmp_path: Path) -> None:
    """Marketo refuses the token then, and its answer alone would not say why."""
    with (
        Simulator() as marketo,
        provider_process(configuration(marketo), says=tmp_path / "says") as process,
    ):
        service, _ = made(marketo, "late")
        inputs, _ = process.check("CustomService", declared("late", service))
        user_named(marketo, "late@example.com").locked = True
        wanted = inputs | {"permissions": ["Read-Only Person"]}
        problems = process.check("CustomService", wanted, inputs)[1]
    assert list(problems) == ["client_id"]
    assert (
        "gets a token that is refused, because its user late@example.com is locked"
        in (problems["client_id"])
    )


def test_a_service_that_is_recorded_on_another_instance_is_left_alone() -> None:
    """The error names where the connection leads, and does not call the credentials wrong."""
    with Simulator() as marketo, Simulator() as other:
        service, _ = made(marketo, "here")
        with provider_process(configuration(marketo)) as process:
            inputs, _ = process.check("CustomService", declared("here", service))
            identity, outputs = process.create("CustomService", inputs)
        with provider_process(configuration(other)) as process:
            problems = process.check("CustomService", inputs, outputs)[1]
            with pytest.raises(grpc.RpcError, match="it lives on the Marketo instance"):
                process.read("CustomService", identity, outputs)
        assert "it lives on the Marketo instance" in problems[""]
        assert len(other.app.calls.all()) == 0
