"""Lay out Python code as `ruff format` does, so that a formatter leaves what is written alone.

It knows only what a program of declarations needs: calls and lists with their members, and strings.
Where these are split over several lines, a comma follows the last member, so that a formatter keeps
them split.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from marketo_resources.core.notices import printable

__all__ = ["Bracketed", "Code", "comment", "layout", "literal"]

WIDTH = 88
"""A line has at most this many characters, as the usual formatters have it by default."""
_INDENT = 4


@dataclass(frozen=True)
class Bracketed:
    """A call or a list.

    Attributes:
        opening: What stands before the members, up to the bracket.
        members: The arguments or entries.
        closing: The closing bracket.
        is_split: Whether each member has a line of its own even where one line would do.
    """

    opening: str
    members: tuple[Code, ...]
    closing: str
    is_split: bool = False


Code = str | Bracketed


def layout(code: Code, *, indent: int = 0, after: str = "") -> Iterable[str]:
    """Yield the lines of an expression or statement; `after` follows its last character."""
    margin = " " * indent
    flat = _flat(code)
    if flat is not None and len(margin + flat + after) <= WIDTH:
        yield margin + flat + after
    elif isinstance(code, str):
        yield margin + code + after
    else:
        yield margin + code.opening
        for member in code.members:
            yield from layout(member, indent=indent + _INDENT, after=",")
        yield margin + code.closing + after


def _flat(code: Code) -> str | None:
    """Return code on one line; None if it is to be split, or if its width is uncertain."""
    if isinstance(code, str):
        # Formatters count a wide character twice, and each has its own idea of which are wide.
        return code if code.isascii() else None
    members = [_flat(member) for member in code.members]
    if code.is_split or None in members:
        return None
    return f"{code.opening}{', '.join(filter(None, members))}{code.closing}"


def literal(value: str) -> str:
    """Return a string as a formatter writes it: in double quotes unless it holds more of them."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + "".join(_escaped(character, quote) for character in value) + quote


def _escaped(character: str, quote: str) -> str:
    if character in {"\\", quote}:
        return "\\" + character
    if character.isprintable():
        return character
    # What cannot be seen is written by its number, so that a reviewer sees it.
    return character.encode("unicode_escape").decode("ascii")


def comment(text: str) -> Iterable[str]:
    """Yield the lines of a comment; those of a list entry that follow its first are indented.

    What could make an editor show another text is replaced.
    """
    words = re.sub(r"\s+", " ", printable(text)).strip()
    wrapper = textwrap.TextWrapper(
        WIDTH - 2,
        subsequent_indent="  " if words.startswith("- ") else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in wrapper.wrap(words):
        yield f"# {line}"
