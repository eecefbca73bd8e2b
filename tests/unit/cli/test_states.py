"""Read the states of stacks as verbs need them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marketo_resources.cli.states import StateError, States
from tests.support.states.written import FOLDER

WRITTEN: dict[str, Any] = json.loads((FOLDER / "0.1.0.json").read_text("utf-8"))["stack"]
SECRET = "s3cr3t-of-a-service"
SHOWN = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
         "plaintext": json.dumps(SECRET)}  # fmt: skip


def written(folder: Path, state: object, name: str = "state.json") -> Path:
    """Write a state into a file."""
    path = folder / name
    path.write_text(json.dumps(state), "utf-8")
    return path


def user(name: str, stack: str = "prod", **others: Any) -> dict[str, Any]:
    """Return an API-only user as a state records it."""
    address = f"{name}@example.com"
    outputs = {"email_address": address, "user_id": address, "instance": "one.mktorest.com"}
    kind = "pulumi-python:dynamic/marketo:ApiOnlyUser"
    urn = f"urn:pulumi:{stack}::access::{kind}::{name}"
    return {"urn": urn, "type": kind, "id": address, "outputs": outputs} | others


def exported(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return what `pulumi stack export` prints."""
    return {"version": 3, "deployment": {"manifest": {}, "resources": list(resources)}}


def read(folder: Path, *resources: dict[str, Any]) -> States:
    """Read a state with these resources."""
    return States.read(files=[written(folder, exported(*resources))])


def test_roles_users_and_services_of_a_release_are_read(tmp_path: Path) -> None:
    """Those of components and explicit providers too."""
    states = States.read(files=[written(tmp_path, WRITTEN)])
    assert sorted(one.name for one in states.roles) == ["loader", "warehouse"]
    assert sorted(one.name for one in states.users) == ["adopted", "loader", "there", "warehouse"]
    assert sorted(one.name for one in states.services) == ["loader", "warehouse"]
    assert {one.stack for one in states.resources} == {"marketo-access/test"}
    assert {one.instance for one in states.resources} == {"@marketo@", "@sandbox@"}
    assert [one.name for one in states.on("@sandbox@").resources] == ["there"]


def test_a_user_and_its_services_are_found_by_its_userid(tmp_path: Path) -> None:
    """Another user that has its address now does not match."""
    states = States.read(files=[written(tmp_path, WRITTEN)])
    [managed] = states.users_with("Warehouse-API@example.com", "new@example.com")
    assert (managed.user_id, str(managed)) == (
        "warehouse-api@example.com",
        'ApiOnlyUser "warehouse" of marketo-access/test',
    )
    assert managed.outputs["first_name"] == "Warehouse"
    [service] = states.services_of("warehouse-api@example.com", "warehouse-api@example.com")
    assert service.text("service_name") == "warehouse"
    assert states.users_with("another", "warehouse-api@example.com") == []


def test_no_secret_is_read(tmp_path: Path) -> None:
    """Whether it is encrypted, shown by the export, or unmarked where it is known to be one."""
    plain = {"service_name": "warehouse", "client_secret": SECRET, "note": {"in": [SHOWN]}}
    service = user("warehouse", outputs=plain | {"client_id": SHOWN})
    service["type"] = service["type"].replace("ApiOnlyUser", "CustomService")
    states = read(tmp_path, service)
    assert [dict(one.outputs) for one in states.services] == [{"service_name": "warehouse"}]
    whole = States.read(files=[written(tmp_path, WRITTEN)])
    assert "ciphertext" not in json.dumps([dict(one.outputs) for one in whole.resources])
    assert "outputs" not in repr(whole)


def test_what_is_protected_says_so(tmp_path: Path) -> None:
    """As `protect=True` records it."""
    states = read(tmp_path, user("kept", protect=True), user("other", protect=False), user("third"))
    assert [one.is_protected for one in states.users] == [True, False, False]


def test_what_no_stack_manages_is_left_out(tmp_path: Path) -> None:
    """What `get` reads, what has been replaced, and other packages' resources."""
    others = {"urn": "urn:pulumi:prod::access::aws:s3:Bucket::b", "type": "aws:s3:Bucket"}
    states = read(
        tmp_path, user("read", external=True), user("old", delete=True), others, user("managed")
    )
    assert [one.name for one in states.resources] == ["managed"]


def test_several_states_are_held_together(tmp_path: Path) -> None:
    """A state that is given twice counts once; an empty stack holds nothing."""
    first = written(tmp_path, exported(user("a")), "first.json")
    second = written(tmp_path, exported(user("a", "dev"), user("b", "dev")), "second.json")
    empty = written(tmp_path, {"version": 3, "deployment": {"manifest": {}}}, "empty.json")
    states = States.read(files=[first, second, first, empty])
    assert [(one.stack, one.name) for one in states.users] == [
        ("access/prod", "a"),
        ("access/dev", "a"),
        ("access/dev", "b"),
    ]
    assert [one.source for one in states.users] == [str(first), str(second), str(second)]
    assert states.sources == [str(first), str(second), str(first), str(empty)]


def test_a_file_of_a_backend_of_ones_own_is_a_state_too(tmp_path: Path) -> None:
    """As it is stored in a bucket: `.pulumi/stacks/PROJECT/STACK.json`."""
    checkpoint = {"version": 3, "checkpoint": {"stack": "prod", "latest": {"resources": []}}}
    checkpoint["checkpoint"]["latest"]["resources"] = [user("a")]  # type: ignore[index]
    states = States.read(files=[written(tmp_path, checkpoint)])
    assert [one.name for one in states.users] == ["a"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"resources: []", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not text"),
        (b"[]", "it has no list of resources"),
        (b'{"deployment": null}', "it has no list of resources"),
        (b'{"deployment": {"resources": {"a": 1}}}', "it has no list of resources"),
        (b'{"deployment": {"resources": [7]}}', "it has no list of resources"),
    ],
)
def test_a_file_that_is_no_state_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """The message says how to write one."""
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateError) as caught:
        States.read(files=[path])
    assert str(caught.value) == (
        f"{path} is not the state of a stack: {reason}. Write one with "
        "`pulumi stack export --stack NAME --file state.json`"
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the system's message."""
    with pytest.raises(StateError, match=r"gone\.json cannot be read: No such file"):
        States.read(files=[tmp_path / "gone.json"])
