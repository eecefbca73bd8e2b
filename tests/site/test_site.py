"""Build the documentation as a site that needs no network and omits no page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import marketo_resources
from tests.support.chromium import chromium
from tests.support.project import ROOT, pages

OPTIONS = ["--fail-on-warning", "--keep-going", "--quiet", "--conf-dir", "docs"]
NOT_ON_THE_SITE = {"README.md"}
"""Pages that are not on the site, which begins with its own page."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does, into a temporary folder."""
    folder = tmp_path_factory.mktemp("site")
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "sphinx", *OPTIONS, "-d", str(folder / "doctrees"), ".", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return folder


def test_every_page_is_on_the_site(site: Path) -> None:
    """A page that nothing links to, or a link that leads nowhere, fails the build."""
    built = {str(path.relative_to(site).with_suffix(".md")) for path in site.rglob("*.html")}
    ours = {name for name in pages() if name.startswith("docs/") or "/" not in name}
    assert ours - built == NOT_ON_THE_SITE


def test_the_readme_leads_to_every_page_within_two_links() -> None:
    """Readers on the repository's host find what the site's menu shows."""
    link = re.compile(r"\]\(([\w./-]+\.md)")

    def linked(name: str) -> set[str]:
        text = (ROOT / name).read_text("utf-8")
        found = (((ROOT / name).parent / one).resolve() for one in link.findall(text))
        return {str(one.relative_to(ROOT)) for one in found}

    first = linked("README.md")
    reached = first.union(*(linked(name) for name in first))
    docs = {name for name in pages() if name.startswith("docs/")} - {"docs/index.md"}
    assert docs - reached == set()


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """No script, style, font or picture."""
    loads = re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//[^\"]*\"")
    found = {path.name: loads.findall(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert {name: urls for name, urls in found.items() if urls} == {}


def test_every_public_name_is_in_the_api_reference(site: Path) -> None:
    """With its docstring."""
    text = (site / "docs/api.html").read_text("utf-8")
    names = set(marketo_resources.__all__) - {"permissions"}
    assert [name for name in sorted(names) if f'id="marketo_resources.{name}"' not in text] == []


def test_search_works_offline(site: Path, tmp_path: Path) -> None:
    """From the files alone, without a server."""
    with chromium(tmp_path) as browser:
        browser.send("Page.navigate", url=f"{(site / 'search.html').as_uri()}?q=rotate")
        browser.wait_for("document.body.innerText.includes('Rotate a secret')")
