"""Go through the whole journey of an integration, as docs/add-a-user.md describes it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.listening import ListeningStack, without_payloads
from tests.support.engine.subscription import users

EMAIL = "warehouse-api@example.com"
PROGRAM = f"""
from pathlib import Path

from pulumi.dynamic import CreateResult, Resource, ResourceProvider, UpdateResult


class SecretStore(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props):
        Path(props["path"]).write_text(props["value"])
        return CreateResult(props["path"], props)

    def update(self, id, olds, news):
        return UpdateResult(self.create(news).outs)

    def delete(self, id, props):
        Path(props["path"]).unlink()


class StoredSecret(Resource):
    def __init__(self, name, path, value):
        opts = pulumi.ResourceOptions(additional_secret_outputs=["value"])
        super().__init__(SecretStore(), name, {{"path": path, "value": value}}, opts)


warehouse = marketo.Integration(
    "warehouse",
    profile=["Read-Only Person", "Approve Assets"],
    email_address="{EMAIL}",
    role_name="Journey API",
    workspace="Default",
)
if warehouse.service:
    StoredSecret("credentials", pulumi.Config().require("store"), pulumi.Output.json_dumps({{
        "url": warehouse.service.identity_url,
        "id": warehouse.service.client_id,
        "secret": warehouse.service.client_secret,
    }}))
    pulumi.export("unverified", warehouse.service.unverified_permissions)
    pulumi.export("secret", warehouse.service.client_secret)
"""
PAGE = (Path(__file__).parents[2] / "docs/add-a-user.md").read_text()


@pytest.fixture
def listening(tmp_path: Path, engine: Path, marketo: Simulator) -> ListeningStack:
    """Return a stack that is connected to `marketo` and keeps all output."""
    made = ListeningStack(tmp_path / "stack", engine)
    made.connect(marketo)
    return made


def test_an_integration_goes_from_a_missing_role_to_a_destroyed_stack(
    listening: ListeningStack, marketo: Simulator, tmp_path: Path
) -> None:
    """Each step of the page's list is done in its order."""
    stack, admin, store = listening, Clerk.at(marketo.base_url), tmp_path / "store"
    before = (users(marketo), len(marketo.subscription.services))
    stack.program(PROGRAM)
    stack.configure({"store": str(store)}, {})

    # 1. The role is missing; a person makes it.
    refused = stack.preview(fails=True)
    assert "New Role; Role Name: Journey API" in in_a_row(refused)
    assert re.search(r"> Approve Assets\n.*> Read-Only Person\n", refused)
    assert users(marketo) == before[0]
    admin.makes_role("Journey API", "Read-Only Person", "Approve Assets")

    # 2. The user is made; a person makes its service and configures its credentials.
    asks = stack.up()
    assert f"API Only User: {EMAIL}" in asks
    keys = re.findall(r"pulumi config set (?:--secret )?(\w+) --stack test", asks)
    client_id, secret = admin.makes_service("warehouse", EMAIL)
    assert sorted(set(keys)) == ["warehouseClientId", "warehouseClientSecret"]
    stack.configure({}, dict(zip(sorted(set(keys)), (client_id, secret), strict=True)))

    # 3. It is verified, handed on, and claims no more than was proved.
    stack.up()
    assert handed_on(store) == (EMAIL, secret)
    assert stack.outputs() == {"unverified": ["Approve Assets"], "secret": "[secret]"}
    assert stack.steps() == {}

    # 4. A permission is taken away; a preview that is asked to prove permissions reports it.
    admin.ticks("Journey API", "Approve Assets")
    assert "missing" not in stack.preview()
    stack.environment["MARKETO_PROBE_PERMISSIONS"] = "true"
    assert "Read-Only Person: missing" in stack.preview()
    admin.ticks("Journey API", "Approve Assets", "Read-Only Person")
    del stack.environment["MARKETO_PROBE_PERMISSIONS"]

    # 5. The secret is replaced, behind our back and then in the configuration.
    replaced = marketo.subscription.services[client_id].client_secret = "replaced-in-LaunchPoint"
    assert "client_secret is not accepted" in stack.preview()
    assert "client_secret is not accepted" in stack.refresh()
    assert stack.steps() == {"CustomService warehouse": "update"}
    assert "is not accepted" in stack.up(fails=True)
    assert handed_on(store)[1] == secret
    stack.configure({}, {"warehouseClientSecret": replaced})
    stack.up()
    assert handed_on(store) == (EMAIL, replaced)
    assert stack.steps() == {}
    tokens = list(marketo.subscription.tokens)
    assert len(tokens) > 1
    secrets = [secret, replaced, marketo.client_secret, *tokens]
    assert stack.where_it_is_told(secrets) == []

    # 6. The service is in the way of its user; a person deletes it, and nothing is left.
    in_the_way = stack.destroy(fails=True)
    assert "Delete Service" in in_the_way.replace("\n", " ")
    assert "code 611" in in_the_way
    assert set(stack.managed()) == {"ApiOnlyRole warehouse", "ApiOnlyUser warehouse"}
    admin.deletes_service("warehouse")
    stack.destroy()
    assert (stack.managed(), store.exists()) == ({}, False)
    assert (users(marketo), len(marketo.subscription.services)) == before
    assert stack.where_it_is_told(secrets) == []
    assert {"stacks", "history", "backups", "log"} <= set(stack.kinds_of_files())


def handed_on(store: Path) -> tuple[str, str]:
    """Return whom the credentials in the store act as, and the secret among them."""
    found = json.loads(store.read_text())
    query = {"grant_type": "client_credentials", "client_id": found["id"]}
    query["client_secret"] = found["secret"]
    answer = httpx.get(f"{found['url']}/oauth/token", params=query)
    return answer.json().get("scope", "nobody"), found["secret"]


def test_the_page_has_these_steps() -> None:
    """The page has six points, with the words that the journey above looks for."""
    points = re.findall(r"^(\d)\. (.*)$", PAGE.partition("Its life")[2], re.MULTILINE)
    words = ["`pulumi preview` refuses", "config set", "verifies", "PROBE_PERMISSIONS", "replaced"]
    assert [number for number, _ in points] == list("123456")
    for (_, text), word in zip(points, [*words, "611"], strict=True):
        assert word in text


def test_the_engines_own_log_holds_no_secret(listening: ListeningStack, marketo: Simulator) -> None:
    """Except for the properties of calls, which older engines log; with and without an error."""
    wrong = "a-very-wrong-secret"
    listening.configure({}, {"wrong": wrong})
    listening.program(
        "marketo.CustomService('s', service_name='S', user_id='operator@example.com',"
        f" email_address='operator@example.com', client_id='{marketo.client_id}',"
        " client_secret=pulumi.Config().require_secret('wrong'))"
    )
    assert "property client_secret" in listening.preview("--logtostderr", fails=True)
    log = without_payloads(listening.said[-1])
    assert "Launching plugin" in log
    assert wrong not in log
    assert "is not accepted" in listening.up(fails=True)
    assert listening.where_it_is_told([wrong, marketo.client_secret]) == []
