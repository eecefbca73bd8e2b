"""Read the style sheet and the script of the admin page, which are files in this folder."""

from __future__ import annotations

from importlib.resources import files

STYLE, SCRIPT = "page.css", "page.js"


def style(*_: object) -> str:
    """Return the style sheet."""
    return _text(STYLE)


def script(*_: object) -> str:
    """Return the script; the page works without it too."""
    return _text(SCRIPT)


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
