"""Make the table of options in docs/simulator.md from the simulator's switches."""

from __future__ import annotations

from collections.abc import Iterator

from marketo_simulator import command_line
from tests.support.pages.table import Table
from tests.support.project import ROOT

OPTIONS = list(command_line.options())


def table() -> Iterator[str]:
    """Yield the rows of the page's table of options."""
    yield "| option | what it does | unless set |"
    yield "| --- | --- | --- |"
    for option in OPTIONS:
        taken = r"\|".join(option.choices) or option.takes
        is_off = option.default is None or option.kind is bool
        default = "off" if is_off else f"`{option.default}`"
        yield f"| `{f'{option.flag} {taken}'.rstrip()}` | {option.does} | {default} |"


TABLE = Table(ROOT / "docs/simulator.md", "options", table)
