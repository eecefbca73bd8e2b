"""Run the examples that need only a Marketo and this machine on the real engine."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.engine.example import EXAMPLES, example_stack
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import role_id, user_named, users

WITH_MOCKS = {"aws_secrets_manager", "kubernetes_secret"}
HERE = {"env_file", "two_instances", "existing_user"}
PIPELINES = {"pipelines"}
EMAIL = "warehouse-api@example.com"


@pytest.fixture
def sandbox() -> Iterator[Simulator]:
    """Serve a second Marketo."""
    with Simulator() as simulator:
        yield simulator


def test_every_example_is_run_or_checked() -> None:
    """On the real engine, with mocks, or in pipelines; each is a stack with a description."""
    assert {one.name for one in EXAMPLES.iterdir() if one.is_dir()} == WITH_MOCKS | HERE | PIPELINES
    for name in WITH_MOCKS | HERE | PIPELINES:
        folder = EXAMPLES / name
        assert "runtime: python" in (folder / "Pulumi.yaml").read_text()
        assert (folder / "__main__.py").read_text().startswith('"""Shows: ')
        needs = (folder / "requirements.txt").exists()
        assert needs == (name in WITH_MOCKS | PIPELINES)


def entries(file: Path) -> dict[str, str]:
    """Return what an env file says."""
    pairs = [line.partition("=") for line in file.read_text().splitlines()]
    return {name: value.strip('"') for name, _, value in pairs}


def gets_a_token(found: dict[str, str]) -> str:
    """Return whom the credentials act as."""
    query = {
        "grant_type": "client_credentials",
        "client_id": found["MARKETO_CLIENT_ID"],
        "client_secret": found["MARKETO_CLIENT_SECRET"],
    }
    address = f"{found['MARKETO_BASE_URL']}/identity/oauth/token"
    return str(httpx.get(address, params=query).raise_for_status().json()["scope"])


def configure(stack: Stack, client_id: str, secret: str) -> None:
    """Run the two commands that the first `up` prints."""
    stack.configure({"warehouseClientId": client_id}, {"warehouseClientSecret": secret})


def test_credentials_go_into_a_file(tmp_path: Path, engine: Path, marketo: Simulator) -> None:
    """They work, only their owner can read them, a new secret replaces the old; nothing stays."""
    file, admin = tmp_path / "marketo.env", Clerk.at(marketo.base_url)
    stack = example_stack(tmp_path / "stack", engine, "env_file")
    stack.connect(marketo)
    stack.run("config", "set", "path", str(file))
    assert "pulumi config set warehouseClientId --stack example" in stack.up()
    assert not file.exists()

    client_id, secret = admin.makes_service("warehouse", EMAIL)
    configure(stack, client_id, secret)
    stack.up()
    assert gets_a_token(entries(file)) == EMAIL
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret not in stack.run("stack", "export")
    assert stack.steps() == {}

    marketo.subscription.services[client_id].client_secret = "replaced/in LaunchPoint"
    stack.run("config", "set", "--secret", "warehouseClientSecret", "replaced/in LaunchPoint")
    assert stack.up().count("updated") >= 2
    assert gets_a_token(entries(file)) == EMAIL

    admin.deletes_service("warehouse")
    stack.destroy()
    assert (list(tmp_path.glob("marketo*")), users(marketo)) == ([], [])


def test_two_instances_are_kept_apart(
    tmp_path: Path, engine: Path, marketo: Simulator, sandbox: Simulator
) -> None:
    """Each user is made where it belongs, its workspace is looked up there; both are deleted."""
    stack = example_stack(tmp_path / "stack", engine, "two_instances")
    for name, instance in (("production", marketo), ("sandbox", sandbox)):
        stack.configure(
            {f"{name}Url": instance.base_url, f"{name}AdminId": instance.client_id},
            {f"{name}AdminSecret": instance.client_secret},
        )
    sandbox.subscription.add_workspace("Playground")
    stack.run("config", "set", "sandboxWorkspace", "Playground")
    stack.up()
    assert [user["email"] for user in users(marketo)] == ["etl-production@example.com"]
    assert [user["email"] for user in users(sandbox)] == ["etl-sandbox@example.com"]
    assert stack.outputs() == {
        "production_instance": marketo.base_url.removeprefix("http://"),
        "sandbox_instance": sandbox.base_url.removeprefix("http://"),
    }
    grants = stack.managed()["ApiOnlyUser etl-sandbox"]["roles"]
    assert [grant["workspace"] for grant in grants] == ["Playground"]
    assert stack.steps() == {}
    stack.destroy()
    assert (users(marketo), users(sandbox)) == ([], [])


def test_an_existing_user_is_read_and_left_alone(
    tmp_path: Path, engine: Path, marketo: Simulator
) -> None:
    """State has it as something read, and no command changes it."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    marketo.subscription.add_user(EMAIL, "Warehouse", "Sync", grants=grants)
    before = users(marketo)
    stack = example_stack(tmp_path / "stack", engine, "existing_user")
    stack.connect(marketo)
    stack.run("config", "set", "email", EMAIL)
    stack.up()
    found = stack.outputs()
    assert found == {
        "user_id": user_named(marketo, EMAIL).userid,
        "holds_the_role": True,
        "api_only_users": ["operator@example.com", EMAIL],
    }
    user_named(marketo, EMAIL).grants.clear()
    stack.up()
    assert stack.outputs()["holds_the_role"] is False
    stack.destroy()
    assert len(users(marketo)) == len(before)
