"""Check that spec/ says what Adobe's files say, if those are on this machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.specification import specification

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec"
ADOBE = ROOT.parent / "shared" / "marketo"
OF_NO_EFFECT = {"summary", "tags", "title", "deprecated", "consumes", "produces", "x-badges"}
"""Adobe's keys that restrict nothing; descriptions are left out if they are sentences."""


def adobes(name: str) -> Any:
    """Read a file of Adobe's, or skip the test."""
    path = ADOBE / name
    if not path.exists():
        pytest.skip(f"Adobe's {name} is not next to this checkout; it is not ours to publish")
    return json.loads(path.read_text("utf-8"))


def restrictions(part: Any, *, names: bool = False) -> Any:
    """Return the parts of a document that restrict values; the keys of `names` are free names."""
    if isinstance(part, list):
        return [restrictions(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("in") == "body":
        return {"in": "body", "required": part["required"], "schema": part["schema"]}
    return {
        key: restrictions(one, names=key in {"properties", "paths", "definitions", "responses"})
        for key, one in part.items()
        if names or not (key in OF_NO_EFFECT or key == "description" or one == [])
    }


def in_any_order(part: Any) -> Any:
    """Return a document with its parameters sorted."""
    if isinstance(part, dict):
        return {key: in_any_order(one) for key, one in part.items()}
    if isinstance(part, list):
        return sorted((in_any_order(one) for one in part), key=json.dumps)
    return part


@pytest.mark.parametrize("name", ["user", "identity"])
def test_the_facts_restrict_what_adobes_file_restricts(name: str) -> None:
    """No more and no less: a check against the facts is a check against the file."""
    file = adobes(f"swagger-{name}.json")
    ours = specification(name).document
    for part in ("paths", "definitions"):
        expected = in_any_order(restrictions(file[part], names=True))
        assert in_any_order(restrictions(ours[part], names=True)) == expected
    kinds = [
        one.get(key, ["application/json"])
        for methods in file["paths"].values()
        for one in methods.values()
        for key in ("consumes", "produces")
    ]
    assert all(kind == ours["consumes"] == ours["produces"] for kind in kinds)


def test_the_script_writes_what_is_committed() -> None:
    """A newer copy of Adobe's files must be brought into spec/."""
    adobes("endpoint-permissions.json")
    script = [sys.executable, str(ROOT / "scripts/adobe-facts"), "--check"]
    checked = subprocess.run(script, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    assert (checked.returncode, checked.stderr) == (0, "")


def test_no_sentence_of_adobes_is_committed() -> None:
    """Facts may be repeated; Adobe's wording may not."""
    file = adobes("swagger-user.json")
    sentences = {
        found
        for found in re.findall(r'"description": "([^"]+)"', json.dumps(file))
        if len(found.split()) > 1
    }
    committed = "\n".join(path.read_text("utf-8") for path in SPEC.glob("*.json"))
    assert len(sentences) > 30
    assert [sentence for sentence in sentences if sentence in committed] == []


@pytest.mark.parametrize("name", ["user", "identity", "permissions"])
def test_each_file_says_where_its_facts_are_from(name: str) -> None:
    """Each names repository, file, commit and date."""
    source = json.loads((SPEC / f"{name}.json").read_text("utf-8"))["source"]
    assert re.match(r"AdobeDocs/marketo-apis static/\S+ @ [0-9a-f]{7} \(\d{4}-\d\d-\d\d\)", source)
