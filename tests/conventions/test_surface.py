"""Check what readers and users may rely on in every module."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys

import pytest

import marketo_resources
import marketo_simulator
from tests.support.project import ROOT, committed

MODULES = sorted(
    module.name
    for package in (marketo_resources, marketo_simulator)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
)


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


@pytest.mark.parametrize("name", ["marketo_resources", "marketo_simulator", *MODULES])
def test_all_lists_exist_and_are_sorted(name: str) -> None:
    """`__all__` names what exists, sorted, and each name once."""
    module = importlib.import_module(name)
    names = list(getattr(module, "__all__", []))
    assert names == sorted(set(names), key=_as_ruff_sorts)
    assert [one for one in names if not hasattr(module, one)] == []


def test_everything_public_is_documented() -> None:
    """Each public name, and each public method and property of it, has a docstring."""
    bare = []
    for name in marketo_resources.__all__:
        thing = getattr(marketo_resources, name)
        members = vars(thing).items() if inspect.isclass(thing) else []
        bare += [
            f"{name}.{key}"
            for key, value in members
            # Pulumi makes a property of each field of an output type, and it takes no docstring.
            if not key.startswith("_") and name != "GrantedRole"
            if callable(value) or isinstance(value, property | classmethod | staticmethod)
            if not inspect.getdoc(value)
        ]
        bare += [] if inspect.getdoc(thing) else [name]
    assert bare == []


def test_a_misspelt_public_name_is_answered_with_the_one_that_may_be_meant() -> None:
    """Though public names are imported late, Python knows them when it looks for a similar one."""
    program = "import marketo_resources as marketo; marketo.ApiOnlyUsr"
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 1
    assert "has no attribute 'ApiOnlyUsr'. Did you mean: 'ApiOnlyUser'?" in outcome.stderr


@pytest.mark.parametrize("name", MODULES)
def test_each_module_says_what_it_is(name: str) -> None:
    """A file's first line shows a reader whether it is the file to look at."""
    assert inspect.getdoc(importlib.import_module(name))


def test_importing_the_package_has_no_side_effects() -> None:
    """It starts no thread, opens no file of ours, reads no configuration and prints nothing."""
    program = (
        "import threading, os; before = set(os.listdir('.'))\n"
        "import marketo_resources\n"
        "assert threading.active_count() == 1\n"
        "assert set(os.listdir('.')) == before\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")


def test_a_program_imports_no_client() -> None:
    """What only a provider or a lookup needs, and loads slowly, is imported when it is used."""
    program = (
        "import sys, marketo_resources as marketo\n"
        "slow = {'httpx', 'pydantic', 'pyrate_limiter', 'werkzeug'}\n"
        "print(sorted(slow & sys.modules.keys()), callable(marketo.get_user))\n"
        "print('pydantic' in sys.modules, hasattr(marketo, 'get_nothing'))\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.stdout == "[] True\nTrue False\n", outcome.stderr


def test_dir_lists_every_public_name() -> None:
    """Names that are imported when first used are listed too, for completion in notebooks."""
    program = (
        "import sys, marketo_resources\n"
        "print(sorted(set(marketo_resources.__all__) - set(dir(marketo_resources))))\n"
        "print('httpx' in sys.modules)\n"
    )
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert outcome.stdout == "[]\nFalse\n", outcome.stderr


def test_every_resource_is_in_the_reference() -> None:
    """docs/resources.md names each public class, except for errors and results."""
    page = (ROOT / "docs/resources.md").read_text()
    classes = [
        n for n in marketo_resources.__all__ if inspect.isclass(getattr(marketo_resources, n))
    ]
    apart = ("GrantedRole", "Error", "Result")
    resources = [name for name in classes if not name.endswith(apart)]
    assert [name for name in resources if name not in page] == []


def test_nothing_committed_names_a_machine() -> None:
    """No home folder and no registry host: the project must work anywhere."""
    words = "|".join(["/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "artifac" + "tory"])
    telling = re.compile(rf"(?<![\w.])(?:{words})", re.IGNORECASE)
    found = []
    for path in committed():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.name}: {match[0]}" for match in telling.finditer(text)]
    assert found == []
