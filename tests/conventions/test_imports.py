"""Check that no module imports itself through others, and none loads what it does not use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.import_cycles import find_cycle, import_graph

ROOT = Path(__file__).parents[2]
WITHOUT_CYCLES = ["marketo_resources", "marketo_simulator"]


@pytest.mark.parametrize("package", WITHOUT_CYCLES)
def test_no_module_imports_itself_by_way_of_others(package: str) -> None:
    """Imports under `TYPE_CHECKING` and in functions count: they also tie modules together."""
    graph = import_graph(ROOT / package)
    assert any(graph.values())
    assert find_cycle(graph) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from . import b", "from . import a"),
        ("from .b import x", "from house.a import x"),
        ("import house.b", "def f():\n    from house import a\n"),
        ("from .inner.deep import x", "from ..a import x"),
        (
            "from __future__ import annotations\nfrom .b import x",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import x\n",
        ),
    ],
    ids=["from the package", "from a module", "in a function", "from a subpackage", "for types"],
)
def test_a_cycle_is_found_wherever_its_imports_stand(
    tmp_path: Path, first: str, second: str
) -> None:
    """Each of the forms that Python has for an import is seen."""
    inner = ".inner." in first
    files = {
        "__init__.py": "",
        "inner/__init__.py": "",
        "a.py": first,
        "inner/deep.py" if inner else "b.py": second,
    }
    house = tmp_path / "house"
    for name, text in files.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text)
    assert set(find_cycle(import_graph(house))) == {
        "house.a",
        "house.inner.deep" if inner else "house.b",
    }


def test_importing_what_a_package_shows_depends_on_the_package(tmp_path: Path) -> None:
    """A name that is not a module belongs to the package; a module next to it makes no cycle."""
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("from .a import Shown\n")
    (house / "a.py").write_text("from . import b\nShown = b\n")
    (house / "b.py").write_text("import json\n")
    assert find_cycle(import_graph(house)) == []
    (house / "b.py").write_text("from house import Shown\n")
    assert set(find_cycle(import_graph(house))) == {"house", "house.a", "house.b"}


OFFLINE = """
import sys
from marketo_resources.api_only_user.lifecycle import ApiOnlyUserLifecycle
from marketo_resources.core.instance import instance_for
from marketo_resources.dynamic.state_form import StateForm
from marketo_resources.settings import Settings

environment = {
    "MARKETO_MUNCHKIN_ID": "123-ABC-456",
    "MARKETO_CLIENT_ID": "id",
    "MARKETO_CLIENT_SECRET": "secret",
    "MARKETO_OFFLINE_PREVIEW": "true",
}
settings = Settings.resolve(lambda key: None, environment)
connect = lambda given, offline: instance_for(given, offline=offline)
users = StateForm(ApiOnlyUserLifecycle, lambda: settings, connect)
program = {"email_address": "a@example.com", "first_name": "A", "last_name": "B",
           "roles": [{"role_name": "R", "workspace": "W"}]}
assert not users.check(program, None).problems
unused = ("httpx", "pyrate_limiter", "truststore", "marketo_resources.marketo.models")
print([name for name in unused if name in sys.modules])
"""


def test_code_that_makes_no_call_to_marketo_loads_no_client() -> None:
    """Each provider process would have to wait for such an import before its first check."""
    command = [sys.executable, "-c", OFFLINE]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert outcome.stdout.splitlines()[-1:] == ["[]"], outcome.stderr
