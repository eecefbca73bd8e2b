"""Check that the pages' links lead somewhere, and that a test runs what the pages show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.project import ROOT, committed, pages

PAGES = pages()
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
FENCE = re.compile(r"^ *```\w", re.MULTILINE)
CONTRIBUTING = PAGES["CONTRIBUTING.md"].read_text("utf-8")
NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|json|html|css|js))`")
CHANGED = {"", ".py", ".css", ".js", ".html"}
"""The suffixes of files that people change; scripts have none."""


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page, as GitHub makes them from its headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(name: str) -> None:
    """A page that is moved must take its links along."""
    page = PAGES[name]
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_of_the_documentation_stands_in_its_menu() -> None:
    """docs/index.md links each page; this finds a missing one sooner than `make docs`."""
    menu = set((ROOT / "docs/index.md").read_text("utf-8").splitlines())
    names = [name.removeprefix("docs/").removesuffix(".md") for name in PAGES if "docs/" in name]
    assert [name for name in names if name not in menu and name != "index"] == []


def _named_by_contributing() -> dict[str, Path | None]:
    """Return each file and folder that a line names; a bare name is in the folder before it."""
    found: dict[str, Path | None] = {}
    for line in CONTRIBUTING.splitlines():
        folder = ROOT
        for name in NAMED.findall(line):
            places = [ROOT, ROOT / "marketo_resources"] if "/" in name else [folder]
            paths = [place / name for place in [*places, ROOT / "marketo_resources"]]
            path = next((path for path in paths if path.exists()), None)
            if path is not None and "/" in name:
                folder = path if path.is_dir() else path.parent
            found[f"{name} in {line[:60]}"] = path
    return found


def test_every_file_that_contributing_names_is_there() -> None:
    """A reader who wants to change X must find the file Y."""
    named = _named_by_contributing()
    assert len(named) > 200
    assert [name for name, path in named.items() if path is None] == []


def test_every_module_and_script_is_named_by_contributing() -> None:
    """Nobody who wants to change a file finds it if the map leaves it out."""
    folders = [ROOT / name for name in ("marketo_resources", "marketo_simulator", "scripts")]
    ours = [
        path
        for path in committed()
        if any(path.is_relative_to(folder) for folder in folders)
        and path.suffix in CHANGED
        and not path.stem.startswith("__")
    ]
    assert len(ours) > 150
    assert set(ours) - set(_named_by_contributing().values()) == set()


def test_every_page_that_shows_code_is_read_by_a_test() -> None:
    """The test runs the code; a page that nobody runs is right only by accident."""
    shown = [name for name, path in PAGES.items() if FENCE.search(path.read_text("utf-8"))]
    tests = "\n".join(
        path.read_text("utf-8")
        for path in committed()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")
    )
    assert "README.md" in shown
    assert [name for name in shown if f'"{name}"' not in tests] == []
