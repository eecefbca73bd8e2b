"""Check that editors with Pyright report the same type errors as mypy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import ROOT

CHECKED = ["tests/support/typed_uses.py", *(f"marketo_resources/{name}" for name in (
    "api_only_role/resource.py", "api_only_user/resource.py", "custom_service/resource.py",
    "integration.py",
))]  # fmt: skip


def test_the_public_surface_is_as_pyright_wants_it(tmp_path: Path) -> None:
    """If Pyright accepted a wrong use, it would report its ignore comment as unnecessary."""
    pytest.importorskip("basedpyright", reason="requirements-dev.txt has it")
    assert [name for name in CHECKED if not (ROOT / name).is_file()] == []
    settings = {
        "include": [str(ROOT / name) for name in CHECKED],
        "extraPaths": [str(ROOT)],
        "typeCheckingMode": "standard",
        "reportUnnecessaryTypeIgnoreComment": True,
    }
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(settings))
    words = ["-m", "basedpyright", "-p", str(project), "--pythonpath", sys.executable]
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *words], capture_output=True, text=True, check=False
    )
    assert "0 errors" in outcome.stdout, outcome.stdout + outcome.stderr
