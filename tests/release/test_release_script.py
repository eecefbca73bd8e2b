"""Date a release on its day, and refuse a tag that does not agree with the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.project import ROOT

VERSION = re.search(
    r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
)
LINK = re.compile(r"\]\(([^)\s]+)\)|src(?:set)?=\"([^\"]+)\"")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what the script reads and writes."""
    (tmp_path / "scripts").mkdir()
    for name in ("CHANGELOG.md", "README.md", "pyproject.toml", "scripts/release"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def release(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a copy."""
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(project / "scripts/release"), *words],
        capture_output=True,
        text=True,
        check=False,
    )


def version() -> str:
    """Return the version that is being made."""
    assert VERSION
    return VERSION[1]


def test_what_is_unreleased_gets_its_version_and_the_date_of_the_day(project: Path) -> None:
    """Everything that stood under Unreleased stands under the version, and nothing else moves."""
    before = (project / "CHANGELOG.md").read_text("utf-8")
    heading = f"## [{version()}] - {datetime.now(UTC).date().isoformat()}\n"
    assert release(project, "prepare").returncode == 0
    after = (project / "CHANGELOG.md").read_text("utf-8")
    assert after == before.replace("## [Unreleased]\n", f"## [Unreleased]\n\n{heading}")
    entries = before.partition("## [Unreleased]\n")[2].partition("\n## ")[0].strip()
    assert release(project, "notes").stdout.strip() == entries
    assert "Unreleased" in release(project, "prepare").stderr


def test_a_tag_is_refused_until_the_release_is_prepared(project: Path) -> None:
    """No release has a date that was written before its day."""
    tag = f"v{version()}"
    assert "release prepare" in release(project, "check", tag).stderr
    assert release(project, "notes").returncode == 1
    release(project, "prepare")
    assert release(project, "check", tag).returncode == 0


@pytest.mark.parametrize("tag", ["v9.9.9", "main"])
def test_a_tag_of_another_version_is_refused(project: Path, tag: str) -> None:
    """The tag and what is installed must be one version."""
    release(project, "prepare")
    outcome = release(project, "check", tag)
    assert outcome.returncode == 1
    assert f"The tag is {tag}, but pyproject.toml has version {version()}." in outcome.stderr


def test_every_link_of_the_readme_becomes_absolute_and_leads_to_a_file(project: Path) -> None:
    """The page of the package index has no folder to which a relative link could lead."""
    address = "https://host.example/owner/name/blob/v1"
    outcome = release(project, "links", address)
    assert outcome.returncode == 0, outcome.stderr
    targets = ["".join(found) for found in LINK.findall((project / "README.md").read_text("utf-8"))]
    ours = [one.removeprefix(f"{address}/") for one in targets if one.startswith(address)]
    assert len(ours) > 5
    assert [one for one in ours if not (ROOT / re.split("[#?]", one)[0]).exists()] == []
    assert [one for one in targets if not re.match("https?://|#", one)] == []


def test_without_a_known_word_it_says_what_it_does(project: Path) -> None:
    """A person who runs it reads how to release."""
    outcome = release(project)
    assert outcome.returncode == 1
    assert "release prepare" in outcome.stderr
