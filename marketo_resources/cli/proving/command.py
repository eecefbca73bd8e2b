"""`marketo-resources prove`: find out on a sandbox what Adobe's pages leave open."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from marketo_resources.cli.connection import ConnectionSource, connection_options
from marketo_resources.cli.exit_codes import ExitCode
from marketo_resources.cli.files import STDOUT, check_can_be_written, write_all
from marketo_resources.cli.output import error_console, print_json
from marketo_resources.cli.proving.exchanges import Exchanges
from marketo_resources.cli.proving.readings import as_json
from marketo_resources.cli.proving.run import LEFT, Outcome, prove
from marketo_resources.cli.proving.start import (
    Options,
    announcement,
    check_confirmation,
    clean_up_before,
    ready,
)
from marketo_resources.cli.proving.subject import CleanUp
from marketo_resources.core.notices import printable

__all__ = ["command"]


@click.command("prove")
@connection_options
@click.option(
    "--email-address",
    required=True,
    metavar="ADDRESS",
    help="The address of the user to make; no user may have it yet.",
)
@click.option(
    "--confirm",
    required=True,
    metavar="ID",
    help="The Munchkin id of the sandbox (or the host of its address), to confirm that you mean "
    "this one.",
)
@click.option(
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, or - for standard output; it holds no secret and nobody's data.",
)
@click.option(
    "--second-email-address",
    default="",
    metavar="ADDRESS",
    help="Another address that no user has, to try whether an address can be changed.",
)
@click.option(
    "--role",
    default="",
    metavar="NAME",
    help="The role that the user gets; without it one that a person made.",
)
@click.option(
    "--own-user", is_flag=True, help="Also send the user behind the credentials its own first name."
)
@click.option("--json", "to_stdout", is_flag=True, help="Print the file's content too.")
def command(source: ConnectionSource, **given: Any) -> int:  # noqa: ANN401 - click's values
    """Find out on a SANDBOX of yours what Adobe's pages leave open.

    Makes one API-only user, changes it, and deletes it at the end; says so before it starts. Hand
    in the file that it writes with an issue, or give it to `python -m marketo_simulator --like
    FILE`. Ends with 1 if something is left in Marketo.
    """
    settings = source.connect_with()
    check_confirmation(given["confirm"], settings)
    check_can_be_written([given["output"]])
    options = Options(
        given["email_address"], given["second_email_address"], given["role"], given["own_user"]
    )
    marketo = Exchanges(settings, _say)
    try:
        outcome = _proved(marketo, options, settings.host)
    finally:
        marketo.close()
    content = as_json(outcome.readings, outcome.before, _about())
    write_all({given["output"]: json.dumps(content, indent=1, ensure_ascii=False) + "\n"})
    if given["to_stdout"] and given["output"] != STDOUT:
        print_json(content)
    return _summarized(outcome, given["output"])


def _proved(marketo: Exchanges, options: Options, host: str) -> Outcome:
    bench = ready(marketo, options)
    for line in announcement(bench, host):
        _say(line)
    clean_up_before(bench, CleanUp(marketo, *options.addresses))
    return prove(bench, CleanUp(marketo, *options.addresses), _say)


def _summarized(outcome: Outcome, path: Path) -> int:
    answered = sum(one.is_answered for one in outcome.readings)
    where = "on standard output" if path == STDOUT else f"in {path}"
    _say(f"{answered} of {len(outcome.readings)} questions are answered {where}.")
    for left in outcome.left:
        _say(LEFT.format(left))
    if outcome.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.FINDINGS if outcome.left else ExitCode.FINE


def _about() -> dict[str, str]:
    today = datetime.now(UTC).date().isoformat()
    return {"made_by": f"marketo-resources {version('marketo-resources')}", "on": today}


def _say(line: str) -> None:
    error_console().print(printable(line), soft_wrap=True)
