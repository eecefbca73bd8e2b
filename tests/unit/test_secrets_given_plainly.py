"""Mark a secret that a program gives as plain text as a secret of the stack."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support import run_with_mocks

PROGRAM = """
import marketo_resources as marketo

marketo.Provider("p", base_url="https://123-abc-456.mktorest.com", client_id="id",
                 client_secret="plain secret", quota_store="redis://:plain secret@store/0")
marketo.CustomService("s", service_name="S", user_id="u", email_address="u@example.com",
                      client_id="id", client_secret="plain secret")
marketo.Integration("i", profile="warehouse-read", email_address="i@example.com",
                    client_id="id", client_secret="plain secret")
"""
EXPECTED = {
    ("pulumi:providers:pulumi-python", "p"): ["marketo:clientSecret", "marketo:quotaStore"],
    ("pulumi-python:dynamic/marketo:CustomService", "s"): ["client_secret"],
    ("pulumi-python:dynamic/marketo:CustomService", "i"): ["client_secret"],
}


def test_a_secret_given_plainly_is_marked(tmp_path: Path) -> None:
    """On each resource that takes one; no other input holds it."""
    (tmp_path / "__main__.py").write_text(PROGRAM)
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, run_with_mocks.__file__, str(tmp_path)],
        input="{}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    resources = json.loads(outcome.stdout)
    marked = {(one["type"], one["name"]): sorted(one["secrets"]) for one in resources}
    assert {key: names for key, names in marked.items() if names} == EXPECTED
    for one in resources:
        plain = {name: value for name, value in one["inputs"].items() if name not in one["secrets"]}
        assert "plain secret" not in json.dumps(plain)
