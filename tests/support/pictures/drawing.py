"""Draw the text of a terminal as an SVG, with the same bytes for the same text."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from tests.support.pictures.terminal import COLUMNS

MASKS: list[tuple[str, str]] = [
    (r"127\.0\.0\.1:\d+", "127.0.0.1:8080"),  # the simulator's port
    # How long a step has taken, and the columns that move with it.
    (r"\((?:\d+m)?\d+(?:\.\d+)?s\)\.* *", "(1s)  "),
    (r"Status +Info", "Status        Info"),
    (r"Duration: \S+", "Duration: 1s"),
    (r"v?\d+\.\d+\.\d+ at /\S+", "1.2.3 at /usr/local/bin"),  # where a program lies here
    (r"(marketo-resources|pulumi) \d+\.\d+\.\d+", r"\1 1.2.3"),
    (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "1fa9f1a2-0f1c-4d2b-9c8b-3c1a5a3a7e10"),
    (r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\S*", "2026-11-26T09:00:00+00:00"),
    (r"\b\d\d:\d\d(?::\d\d)? UTC", "09:00 UTC"),
]
"""Patterns of what differs between runs, and what replaces it."""
HAS_PATH = re.compile(r"ok +(?:pulumi|Python) ")
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>TITLE</title>
<desc>DESCRIPTION</desc>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""
"""The SVG of rich, without the font that it fetches, and with the text for screen readers."""


def masked(row: Text) -> Text:
    """Return a line with what differs between runs masked, its colours kept."""
    for pattern, instead in MASKS:
        for found in reversed(list(re.finditer(pattern, row.plain))):
            style = row.get_style_at_offset(Console(), found.start())
            shown = Text(found.expand(instead), style)
            row = row[: found.start()] + shown + row[found.end() :]
    row.rstrip()
    return row


def in_one_order(rows: list[Text]) -> list[Text]:
    """Return the lines with Pulumi's diagnostics sorted, whose order differs between runs."""
    plain = [row.plain.strip() for row in rows]
    if "Diagnostics:" not in plain:
        return rows
    first = plain.index("Diagnostics:") + 1
    last = max(plain.index(word) for word in ("Resources:", "Outputs:") if word in plain[first:])
    blocks: list[list[Text]] = [[]]
    for row in rows[first:last]:
        blocks[-1].append(row)
        if not row.plain.strip():
            blocks.append([])
    ordered = sorted(blocks, key=lambda block: block[0].plain if block else "~")
    return [*rows[:first], *(row for block in ordered for row in block), *rows[last:]]


def unfolded(rows: list[Text]) -> list[Text]:
    """Return the lines, with lines of the doctor joined that a long path has broken."""
    whole: list[Text] = []
    for row in rows:
        if whole and row.plain.startswith(" " * 25) and HAS_PATH.match(whole[-1].plain):
            whole[-1] = whole[-1] + Text(" ") + Text(row.plain.strip(), row.style)
        else:
            whole.append(row)
    return whole


def drawn(name: str, command: str, rows: Iterable[Text]) -> str:
    """Return an SVG of a terminal in which a command printed these lines."""
    lines = [
        Text.assemble(("$ ", "green"), (command, "bold")),
        *map(masked, in_one_order(unfolded(list(rows)))),
    ]
    console = Console(
        record=True,
        width=COLUMNS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)
    svg = console.export_svg(title=command, code_format=FORMAT, unique_id=name)
    text = "\n".join(line.plain.rstrip() for line in lines)
    svg = svg.replace("TITLE", html.escape(command))
    return svg.replace("DESCRIPTION", html.escape(text, quote=False))


def described(svg: str) -> str:
    """Return the text of a picture that was drawn here."""
    return html.unescape(svg.partition("<desc>")[2].partition("</desc>")[0])
