"""Find the connection of a verb."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from marketo_resources.cli.connection import ConnectionSource
from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace
from marketo_resources.errors import SettingsError
from marketo_simulator import Simulator
from tests.support.operator_command import connected_to

SECRET = "s3cr3t-of-the-stack"
CONFIGURATION = {
    "marketo:munchkinId": {"value": "123-ABC-456", "secret": False},
    "marketo:clientId": {"value": "from-the-stack", "secret": False},
    "marketo:clientSecret": {"value": SECRET, "secret": True},
}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is first on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def install(path: Path, script: str) -> None:
    """Put a `pulumi` there that runs a shell script."""
    program = path / "pulumi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def stack(folder: Path, environment: dict[str, str] | None = None) -> ConnectionSource:
    """Return the connection of a stack in a folder."""
    return ConnectionSource(StackPlace("prod", folder), environment or {})


def test_a_connection_comes_from_the_environment() -> None:
    """Without a stack nothing else is asked."""
    with Simulator() as marketo:
        source = ConnectionSource(None, connected_to(marketo))
        instance = source.instance()
        assert [role.name for role in instance.roles()][:1] == ["Admin"]
        instance.close()
    origin = source.settings.origins["clientSecret"]
    assert source.place_of(origin) == "the environment (MARKETO_CLIENT_SECRET)"


def test_what_is_missing_is_named_with_both_ways_to_give_it() -> None:
    """The second way is a stack, which a provider's message does not mention."""
    with pytest.raises(SettingsError) as caught:
        ConnectionSource(None, {"MARKETO_CLIENT_ID": "id"}).instance()
    assert "--stack" in str(caught.value)
    assert str(caught.value).endswith(
        "MARKETO_MUNCHKIN_ID or MARKETO_BASE_URL, MARKETO_CLIENT_SECRET"
    )


def test_a_stacks_configuration_counts_after_the_environment(tmp_path: Path, path: Path) -> None:
    """As for the stack's own commands; each setting says which file holds it."""
    install(path, f"[ \"$1\" = config ] && echo '{json.dumps(CONFIGURATION)}'")
    (tmp_path / "Pulumi.yaml").write_text(
        'config:\n  "marketo:munchkinId":\n    value: 123-ABC-456\n'
    )
    (tmp_path / "Pulumi.prod.yaml").write_text(
        "config:\n  marketo:clientSecret:\n    secure: v1:x\n"
    )
    (tmp_path / "inner").mkdir()
    source = stack(tmp_path / "inner", {"MARKETO_CLIENT_ID": "from-outside"})
    connection = source.settings.connect_with()
    assert connection.base_url == "https://123-abc-456.mktorest.com"
    assert (connection.client_id, connection.client_secret.get_secret_value()) == (
        "from-outside",
        SECRET,
    )
    assert {key: source.place_of(one) for key, one in source.settings.origins.items()} == {
        "munchkinId": f"{tmp_path / 'Pulumi.yaml'} (marketo:munchkinId)",
        "clientId": "the environment (MARKETO_CLIENT_ID)",
        "clientSecret": f"{tmp_path / 'Pulumi.prod.yaml'} (marketo:clientSecret)",
    }


def test_a_setting_that_stands_in_no_file_comes_from_the_stack(tmp_path: Path, path: Path) -> None:
    """From an environment that the stack imports, for example."""
    install(path, f"echo '{json.dumps(CONFIGURATION)}'")
    source = stack(tmp_path)
    origin = source.settings.origins["clientId"]
    assert source.place_of(origin) == "the configuration of the stack prod (marketo:clientId)"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'error: no stack named prod' >&2; exit 255", "failed: error: no stack named prod"),
        (f"echo 'not JSON {SECRET}'", "printed something other than JSON"),
        (f"echo {SECRET}; exit 3", "failed: it ended with code 3"),
    ],
)
def test_a_failure_of_pulumi_is_quoted_without_secrets(
    script: str, said: str, tmp_path: Path, path: Path
) -> None:
    """Its standard error is quoted; its standard output may hold the configuration."""
    install(path, script)
    with pytest.raises(PulumiCommandError) as caught:
        stack(tmp_path).instance()
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)


def test_no_secret_is_in_the_repr_of_a_connection(tmp_path: Path, path: Path) -> None:
    """A traceback with values would print it."""
    install(path, f"echo '{json.dumps(CONFIGURATION)}'")
    source = stack(tmp_path, {"MARKETO_CLIENT_ID": "id", "AWS_SECRET_ACCESS_KEY": "other-secret"})
    assert source.settings.connect_with().client_id == "id"
    assert SECRET not in repr(source)
    assert "other-secret" not in repr(source)


def test_without_pulumi_a_stack_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PulumiCommandError, match=r"There is no `pulumi` on PATH\. Install it"):
        stack(tmp_path).instance()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, path: Path) -> None:
    """The message comes before an unclear one of Pulumi's."""
    install(path, "exit 0")
    with pytest.raises(PulumiCommandError, match="elsewhere is not a folder"):
        stack(tmp_path / "elsewhere").instance()
