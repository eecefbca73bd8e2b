"""Check that the words of CONTRIBUTING are used, and that README names the tested versions."""

from __future__ import annotations

import re
import tomllib

from tests.support.pages.said_by_the_package import said
from tests.support.project import ROOT, pages

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SECTION = CONTRIBUTING.partition("\n## Words\n")[2].partition("\n## ")[0]
ROW = re.compile(r"^\|([^|]+)\|([^|]+)\|([^|]*)\|$", re.MULTILINE)


def _glossary() -> dict[str, tuple[str, list[str]]]:
    """Return what each word means, and which words are not used for it."""
    rows = [[cell.strip() for cell in row] for row in ROW.findall(SECTION)]
    return {
        word: (meaning, unused.split(", ") if unused else [])
        for word, meaning, unused in rows
        if word not in {"word", "---"}
    }


def test_one_word_stands_for_one_thing() -> None:
    """Each word has a meaning, and none of them is also listed as unused."""
    glossary = _glossary()
    used = [one for word in glossary for one in word.split(", ")]
    unused = [one for _, words in glossary.values() for one in words]
    assert {"grant", "error", "problem", "notice", "adopt", "API-only user"} <= set(used)
    assert len(unused) > 10
    assert all(meaning for meaning, _ in glossary.values())
    assert sorted(set(used)) == sorted(used)
    assert set(used) & set(unused) == set()


def test_no_message_and_no_page_has_a_word_that_is_not_used() -> None:
    """Only the glossary names these words."""
    unused = [word for _, words in _glossary().values() for word in words]
    wrong = re.compile(rf"\b(?:{'|'.join(map(re.escape, unused))})s?\b", re.IGNORECASE)
    texts = dict(said()) | {name: path.read_text("utf-8") for name, path in pages().items()}
    texts["CONTRIBUTING.md"] = CONTRIBUTING.replace(SECTION, "")
    assert {place: wrong.findall(text) for place, text in texts.items() if wrong.search(text)} == {}


def test_contributing_needs_nothing_outside_the_project() -> None:
    """A clone of the repository holds all that it refers to."""
    assert "../" not in CONTRIBUTING


def test_the_versions_that_are_tested_are_named() -> None:
    """From the oldest version accepted to the engine that the tests build."""
    [oldest] = re.findall(r"pulumi>=([\d.]+),", " ".join(PROJECT["dependencies"]))
    modules = (ROOT / "tools/pulumi/cli/go.mod").read_text("utf-8")
    [newest] = re.findall(r"pulumi/pkg/v3 v(\d+\.\d+)", modules)
    named = " ".join(PROJECT["classifiers"])
    pythons = sorted(re.findall(r"Python :: (3\.\d+)", named), key=lambda one: int(one[2:]))
    assert PROJECT["requires-python"] == f">={pythons[0]}"
    assert (
        f"Tested with Pulumi {oldest}, the oldest SDK that is accepted, to {newest}, "
        f"and with Python {pythons[0]} to {pythons[-1]}." in README
    )
