"""The pages lead where they say, and what they show is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.project import ROOT, committed, pages

PAGES = pages()
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
FENCE = re.compile(r"^ *```\w", re.MULTILINE)
NAMED = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|md|json)|(?:[\w-]+/)+)`")


def _anchors(path: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(name: str) -> None:
    """A page that was moved takes its links along."""
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
    """In docs/index.md: a page that nothing leads to fails `make docs`, which takes longer."""
    menu = set((ROOT / "docs/index.md").read_text("utf-8").splitlines())
    names = [name.removeprefix("docs/").removesuffix(".md") for name in PAGES if "docs/" in name]
    assert [name for name in names if name not in menu and name != "index"] == []


def test_every_file_that_contributing_names_is_there() -> None:
    """Whoever wants to change X finds Y."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    places = [ROOT, ROOT / "marketo_resources"]
    named = NAMED.findall(text)
    missing = [
        name
        for name in named
        if not any((place / name).exists() for place in places)
        # A name by itself may follow one with its folder in the same row.
        and not ("/" not in name and any(path.name == name for path in committed()))
    ]
    assert len(named) > 20
    assert missing == []


def test_every_page_that_shows_code_is_read_by_a_test() -> None:
    """Which runs it; a page that nobody runs is right by accident."""
    shown = [name for name, path in PAGES.items() if FENCE.search(path.read_text("utf-8"))]
    tests = "\n".join(
        path.read_text("utf-8")
        for path in committed()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")
    )
    assert "README.md" in shown
    assert [name for name in shown if f'"{name}"' not in tests] == []
