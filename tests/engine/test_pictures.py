"""Check that pictures of terminals show what today's code prints, and that a page has each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.pictures.drawing import described
from tests.support.pictures.scenes import SCENES, Stage
from tests.support.project import ROOT, pages

FOLDER = ROOT / "docs/pictures"
SHOWN = re.compile(r"!\[([^\]]+)\]\((?:[\w./]*/)?pictures/([\w-]+\.(?:svg|png))\)")


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_picture_shows_what_is_printed_today(
    name: str, tmp_path: Path, engine: Path, marketo: Simulator
) -> None:
    """If not: run `make pictures` and look at it. What differs between runs is masked in both."""
    kept = (FOLDER / f"{name}.svg").read_text("utf-8")
    made = SCENES[name](Stage.set_up(tmp_path, engine, marketo))
    assert described(made).splitlines() == described(kept).splitlines()
    assert made == kept


def test_each_picture_is_on_a_page_and_says_what_it_shows() -> None:
    """No picture is unused, and each has a text for those who cannot see it."""
    texts = [path.read_text("utf-8") for path in pages().values()]
    shown = [found for text in texts for found in SHOWN.findall(text)]
    assert {name for _, name in shown} == {
        path.name for path in FOLDER.iterdir() if path.suffix in {".svg", ".png"}
    }
    assert all(len(words.split()) > 5 for words, _ in shown)


def test_no_picture_fetches_anything() -> None:
    """They look the same offline."""
    for path in FOLDER.glob("*.svg"):
        text = path.read_text("utf-8")
        assert not re.search(r"(?:href|src|url\()\s*=?\s*[\"']?https?://", text), path.name
