"""Check that a release holds what users, testers and packagers need, and names its owner."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.support.installed import Installed
from tests.support.project import ROOT, committed

OF_THE_REPOSITORY = (".git", "MANIFEST.in")
"""What only a repository has: the host's folders, and the list of what is distributed."""

SOME = [
    "tests/contract/test_exchanges.py",
    "tests/contract/test_spec.py",
    "tests/conventions/test_docs.py",
    "tests/unit/test_permissions.py",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build source distribution and wheel from a copy, because building leaves files behind."""
    folder = tmp_path_factory.mktemp("distribution")
    for path in committed():
        copy = folder / "source" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        copy.chmod(path.stat().st_mode)
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "build", "--outdir", str(folder), str(folder / "source")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return folder


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    """Unpack the source distribution."""
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(built / "unpacked", filter="data")
    [folder] = (built / "unpacked").iterdir()
    return folder


def test_the_source_distribution_holds_every_file_of_the_project(sdist: Path) -> None:
    """Tests, documents, changelog, scripts and facts, as they are committed."""
    names = [path.relative_to(ROOT) for path in committed()]
    wanted = [name for name in names if not str(name).startswith(OF_THE_REPOSITORY)]
    assert [str(name) for name in wanted if not (sdist / name).is_file()] == []
    assert (sdist / "tests/contract/test_exchanges.py").read_bytes() == (
        ROOT / "tests/contract/test_exchanges.py"
    ).read_bytes()


def test_tests_run_from_the_source_distribution(sdist: Path) -> None:
    """The contract tests too: they need nothing else."""
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SOME],
        cwd=sdist,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert " passed" in outcome.stdout


def test_the_wheel_holds_the_two_packages_and_the_licence_alone(built: Path) -> None:
    """It has no tests, and the data files that the packages read."""
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "marketo_resources",
        "marketo_simulator",
    }
    files = [path.relative_to(ROOT) for path in committed() if path.is_relative_to(ROOT)]
    ours = [str(name) for name in files if name.parts[0] in tops]
    assert len(ours) > 50
    assert set(ours) - set(names) == set()


def test_the_metadata_says_whose_it_is_and_under_which_licence(built: Path) -> None:
    """It has the text of the licence, and no address that does not exist."""
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        [name] = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = Parser().parsestr(packed.read(name).decode())
        [licence] = [name for name in packed.namelist() if name.endswith("licenses/LICENSE")]
        assert packed.read(licence) == (ROOT / "LICENSE").read_bytes()
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Author"] == "The marketo_resources authors"
    assert metadata["Home-page"] is None
    assert metadata["Project-URL"] is None
    assert "simulator" in metadata.get_all("Provides-Extra", [])


def test_the_operators_command_works_from_the_wheel(built: Path, tmp_path: Path) -> None:
    """With the simulator of the same wheel; without the extra it says what to install."""
    [wheel] = built.glob("*.whl")
    installed = Installed(tmp_path, wheel)
    without = installed.run("marketo-resources", "--help")
    assert (without.returncode, without.stdout) == (2, "")
    assert without.stderr.endswith('pip install "marketo-resources[cli]"\n')
    installed.lend_the_extra()
    with installed.simulator() as base_url:
        connection = {
            "MARKETO_BASE_URL": base_url,
            "MARKETO_CLIENT_ID": "simulator",
            "MARKETO_CLIENT_SECRET": "simulator-secret",
            "MARKETO_QUOTA_STORE": "memory://",
            "MARKETO_CALLS_PER_20_SECONDS": "100000",
        }

        def run(*words: str) -> str:
            outcome = installed.run("marketo-resources", *words, **connection)
            assert outcome.returncode in {0, 1}, outcome.stderr
            return outcome.stdout

        rows = {row["name"]: row["state"] for row in json.loads(run("doctor", "--json"))["rows"]}
        assert rows["workspaces"] == "ok"
        assert rows["packages"] == "ok", "those of the environment that it was installed into"
        run("import", "--all", "--output", "taken")
        assert "operator@example.com" in installed.read("taken/__main__.py")
        assert installed.read("taken/import.json")
        run("review", "--html", "review.html", "--fail-on", "none")
        assert "operator@example.com" in installed.read("review.html")
        run(
            *("prove", "--email-address", "probe@example.com", "--output", "readings.json"),
            *("--confirm", base_url.removeprefix("http://")),
        )
        assert json.loads(installed.read("readings.json"))
