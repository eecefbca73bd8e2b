"""Read the explicit provider of a stack from its state."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from marketo_resources.cli.importing.stack_provider import StackProvider
from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace

SECRET = "s3cr3t-of-the-provider"
SHOWN = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
         "plaintext": json.dumps(SECRET)}  # fmt: skip
KIND = "pulumi:providers:pulumi-python"
INPUTS = {
    "marketo:provider": "sandbox",
    "marketo:munchkinId": "123-ABC-456",
    "marketo:clientId": "id",
    "marketo:clientSecret": SHOWN,
}


def provider(name: str, **others: Any) -> dict[str, Any]:
    """Return a provider as a state records it."""
    urn = f"urn:pulumi:prod::access::{KIND}::{name}"
    return {"urn": urn, "type": KIND, "inputs": INPUTS} | others


@pytest.fixture
def exporting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StackPlace:
    """Return a stack whose `pulumi` prints the file `printed` of its folder when it is exported."""
    program = tmp_path / "pulumi"
    program.write_text('#!/bin/sh\n[ "$1 $2 $3" = "stack export --show-secrets" ] && cat printed\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return StackPlace("prod", tmp_path)


def prints(stack: StackPlace, *resources: dict[str, Any]) -> None:
    """Let the export have these resources."""
    state = {"deployment": {"resources": list(resources)}}
    (stack.directory / "printed").write_text(json.dumps(state), "utf-8")


def test_its_settings_are_those_that_it_is_given(exporting: StackPlace) -> None:
    """Its secret too, which is shown nowhere."""
    prints(exporting, provider("other"), provider("sandbox"))
    found = StackProvider.find(exporting, "sandbox")
    assert found is not None
    assert found.urn.endswith("::sandbox")
    connection = found.settings({"MARKETO_CLIENT_ID": "of the environment"}).connect_with()
    assert connection.base_url == "https://123-abc-456.mktorest.com"
    assert connection.client_id == "id"
    assert connection.client_secret.get_secret_value() == SECRET
    assert SECRET not in repr(found)


def test_what_is_missing_comes_from_the_environment(exporting: StackPlace) -> None:
    """As in the provider's own process."""
    prints(exporting, provider("sandbox", inputs={"marketo:provider": "sandbox"}))
    found = StackProvider.find(exporting, "sandbox")
    assert found is not None
    settings = found.settings({"MARKETO_MUNCHKIN_ID": "123-ABC-456"})
    assert settings.instance == "123-abc-456.mktorest.com"


def test_a_stack_without_it_has_none(exporting: StackPlace) -> None:
    """Nor one whose provider of that name is only to be deleted, or is of another package."""
    prints(
        exporting,
        provider("sandbox", delete=True),
        provider("sandbox", type="pulumi:providers:aws"),
        provider("another"),
    )
    assert StackProvider.find(exporting, "sandbox") is None
    (exporting.directory / "printed").write_text('{"deployment": {}}', "utf-8")
    assert StackProvider.find(exporting, "sandbox") is None


def test_without_a_stack_or_a_name_nothing_is_asked() -> None:
    """There is no state to look into, or nothing to look for."""
    assert StackProvider.find(None, "sandbox") is None
    assert StackProvider.find(StackPlace("prod", Path("nowhere")), None) is None


@pytest.mark.parametrize("printed", ["", "[]", f'{{"deployment": "{SECRET}"', '{"deployment": 1}'])
def test_what_is_no_state_is_not_quoted(exporting: StackPlace, printed: str) -> None:
    """It may hold secrets."""
    (exporting.directory / "printed").write_text(printed, "utf-8")
    with pytest.raises(PulumiCommandError, match="something other than a state") as caught:
        StackProvider.find(exporting, "sandbox")
    assert SECRET not in str(caught.value)
