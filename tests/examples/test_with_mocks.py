"""Run the examples for clouds with Pulumi's mocks, since their plugins cannot run here."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support import run_with_mocks
from tests.support.project import ROOT

CLIENT_ID = "5a8f2c1e-client"
SECRET = "a-secret-of-the-service"
Resource = dict[str, Any]


def declared(example: str, integration: str = "") -> list[Resource]:
    """Return the resources of an example; with credentials, once an integration has a service."""
    configuration = {f"{integration}ClientId": CLIENT_ID, f"{integration}ClientSecret": SECRET}
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, run_with_mocks.__file__, str(ROOT / "examples" / example)],
        input=json.dumps(configuration if integration else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert SECRET not in outcome.stderr
    found: list[Resource] = json.loads(outcome.stdout)
    return found


def of_type(resources: list[Resource], kind: str) -> list[Resource]:
    """Return the resources of a type."""
    return [one for one in resources if one["type"] == kind]


def who_holds_the_secret(resources: list[Resource]) -> set[tuple[str, str]]:
    """Return type and input of everything that received the secret."""
    spellings = (SECRET, base64.b64encode(SECRET.encode()).decode())
    return {
        (one["type"], name)
        for one in resources
        for name, value in one["inputs"].items()
        if any(spelling in json.dumps(value) for spelling in spellings)
    }


def who_shows_the_secret(resources: list[Resource]) -> set[tuple[str, str]]:
    """Return those of them that would keep it in plain text."""
    secret = {(one["type"], name) for one in resources for name in one["secrets"]}
    return who_holds_the_secret(resources) - secret


@pytest.mark.parametrize("example", ["aws_secrets_manager", "kubernetes_secret"])
def test_the_first_up_hands_nothing_on(example: str) -> None:
    """Role and user are declared; there is no service yet, and nothing is stored anywhere."""
    resources = declared(example)
    kinds = [one["type"].rpartition(":")[2] for one in resources]
    assert {"Integration", "ApiOnlyRole", "ApiOnlyUser"} <= set(kinds)
    assert {"CustomService", "SecretVersion"} & set(kinds) == set()
    assert of_type(resources, "kubernetes:core/v1:Secret") == []


def test_credentials_go_into_aws_secrets_manager() -> None:
    """They are one JSON value, which is a secret of the stack, and nowhere else."""
    resources = declared("aws_secrets_manager", "warehouse")
    (version,) = of_type(resources, "aws:secretsmanager/secretVersion:SecretVersion")
    (store,) = of_type(resources, "aws:secretsmanager/secret:Secret")
    assert version["inputs"]["secretId"] == f"{store['name']}-id"
    assert json.loads(version["inputs"]["secretString"]) == {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "identity_url": "https://123-abc-456.mktorest.com/identity",
        "base_url": "https://123-abc-456.mktorest.com",
    }
    assert version["secrets"] == ["secretString"]
    assert who_shows_the_secret(resources) == set()
    assert who_holds_the_secret(resources) == {
        ("pulumi-python:dynamic/marketo:CustomService", "client_secret"),
        ("aws:secretsmanager/secretVersion:SecretVersion", "secretString"),
    }


def test_credentials_go_into_a_kubernetes_secret() -> None:
    """Each has the name of an environment variable; it is immutable: a change makes a new one."""
    resources = declared("kubernetes_secret", "people")
    (secret,) = of_type(resources, "kubernetes:core/v1:Secret")
    inputs = secret["inputs"]
    assert inputs["immutable"] is True
    assert "name" not in inputs["metadata"]
    assert inputs["stringData"] == {
        "MARKETO_CLIENT_ID": CLIENT_ID,
        "MARKETO_CLIENT_SECRET": SECRET,
        "MARKETO_BASE_URL": "https://123-abc-456.mktorest.com",
    }
    assert who_shows_the_secret(resources) == set()
    assert who_holds_the_secret(resources) == {
        ("pulumi-python:dynamic/marketo:CustomService", "client_secret"),
        ("kubernetes:core/v1:Secret", "stringData"),
    }
