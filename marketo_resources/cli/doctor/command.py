"""`marketo-resources doctor`: print a line for each thing that must hold, as it is checked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import click
from rich.text import Text

from marketo_resources.cli.connection import ConnectionSource, connection_options
from marketo_resources.cli.doctor.configured import configured
from marketo_resources.cli.doctor.machine import on_this_machine
from marketo_resources.cli.doctor.marketo import at_marketo
from marketo_resources.cli.doctor.network import on_the_way
from marketo_resources.cli.doctor.rows import Row, State, rows
from marketo_resources.cli.exit_codes import ExitCode
from marketo_resources.cli.output import console, print_json
from marketo_resources.cli.pulumi_command import project_around
from marketo_resources.core.notices import printable

_STYLES = {State.OK: "green", State.NOTE: "yellow", State.FAILED: "bold red", State.SKIPPED: "dim"}
_STATE_WIDTH = 8
_NAME_WIDTH = 17
_NARROW = 60
"""In a terminal of fewer columns than this, the text of a line stands below its name."""


@click.command("doctor")
@connection_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a support ticket.")
def command(source: ConnectionSource, *, as_json: bool) -> int:
    """Check, one by one, all that a stack needs to reach Marketo.

    Each line that fails says what to do; what depends on it is skipped. Nothing is changed in
    Marketo, and no secret is printed. Ends with 1 if a line fails.
    """
    found = _checked(source)
    seen = _as_json(found) if as_json else _as_lines(found)
    return ExitCode.FINDINGS if State.FAILED in seen else ExitCode.FINE


def _checked(source: ConnectionSource) -> Iterator[Row]:
    project = source.stack.project if source.stack else project_around(Path())
    machine = on_this_machine(project)
    return rows([*configured(source), *on_the_way(source), *at_marketo(source), *machine])


def _as_json(found: Iterable[Row]) -> set[State]:
    listed = list(found)
    entries = [
        {
            "name": row.name,
            "state": row.finding.state.value,
            "text": row.finding.text,
            "remedy": row.finding.remedy,
            "details": row.finding.details,
        }
        for row in listed
    ]
    print_json({"version": version("marketo-resources"), "rows": entries})
    return {row.finding.state for row in listed}


def _as_lines(found: Iterable[Row]) -> set[State]:
    states = []
    for row in found:
        states.append(row.finding.state)
        console().print(_lines(row), soft_wrap=True)
    console().print(_summary(states))
    return set(states)


def _lines(row: Row) -> Text:
    finding, style = row.finding, _STYLES[row.finding.state]
    is_narrow = console().width < _NARROW
    name = row.name if is_narrow else f"{row.name:{_NAME_WIDTH}}"
    head = Text.assemble((f"{finding.state:{_STATE_WIDTH}}", style), name)
    parts = [(finding.text, ""), *((f"- {detail}", "dim") for detail in finding.details)]
    if finding.remedy:
        parts.append((f"→ {finding.remedy}", style))
    indent = " " * (2 if is_narrow else _STATE_WIDTH + _NAME_WIDTH)
    body = Text("\n").join(Text(line, of) for text, of in parts for line in _wrapped(text, indent))
    if is_narrow:
        return Text("\n").join([head, body])
    return head + body[len(indent) :]


def _wrapped(text: str, indent: str) -> list[str]:
    # Not with rich, which would fill each line with spaces, and break paths and addresses.
    return textwrap.wrap(
        printable(text),
        console().width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _summary(states: list[State]) -> Text:
    number = states.count(State.FAILED)
    if not number:
        return Text(_fine(states.count(State.NOTE)), "green")
    lines = "1 line fails" if number == 1 else f"{number} lines fail"
    skipped = states.count(State.SKIPPED)
    rest = f", and {skipped} could not be checked because of that" if skipped else ""
    return Text(f"{lines}{rest}.", "bold red")


def _fine(notes: int) -> str:
    if not notes:
        return "All is well."
    return f"Nothing fails; there {'is 1 note' if notes == 1 else f'are {notes} notes'} above."
