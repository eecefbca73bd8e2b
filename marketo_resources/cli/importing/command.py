"""`marketo-resources import`: write a program of existing users, and a file for `pulumi import`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from marketo_resources.cli.connection import ConnectionSource, stacks_options
from marketo_resources.cli.exit_codes import ExitCode
from marketo_resources.cli.files import write_all
from marketo_resources.cli.importing.explicit_provider import ExplicitProvider
from marketo_resources.cli.importing.import_file import import_file
from marketo_resources.cli.importing.outcome import Outcome
from marketo_resources.cli.importing.output_folder import (
    IMPORT_FILE,
    PROGRAM,
    check_can_be_made,
    refuse_written_files,
)
from marketo_resources.cli.importing.program import program
from marketo_resources.cli.importing.selection import EVERYBODY
from marketo_resources.cli.importing.stack_provider import StackProvider
from marketo_resources.cli.importing.takeover import GivenStacks, TakenOver, take_over
from marketo_resources.cli.output import console, print_json
from marketo_resources.cli.progress import reading_users
from marketo_resources.cli.pulumi_command import StackPlace
from marketo_resources.core import notices
from marketo_resources.core.instance import Instance, instance_for
from marketo_resources.settings import Settings

__all__ = ["command"]


@click.command("import")
@click.option(
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Write {PROGRAM} and {IMPORT_FILE} into this folder.",
)
@click.option("--all", "everybody", is_flag=True, help="Take over every API-only user.")
@click.option(
    "--match",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    help="Take over the API-only users whose address matches, such as 'etl-*@example.com': * "
    "stands for any text, ? for one letter. Repeat it for several.",
)
@click.option(
    "--state",
    "state_files",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Leave out the users that this exported state holds. Repeat it for several.",
)
@click.option(
    "--provider",
    metavar="NAME",
    help="Declare everything with the explicit provider marketo.Provider(NAME). If the state of "
    "--stack has it, its connection is used.",
)
@click.option(
    "--force", is_flag=True, help="Replace files that are there already, even a stack's program."
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@stacks_options(
    "Leave out the users that this stack holds. Repeat it for several; the first is the one that "
    "takes the users in. Its configuration gives the connection that the environment (MARKETO_*) "
    "does not set.",
)
def command(  # noqa: PLR0913 - an argument for each option
    folder: Path,
    *,
    everybody: bool,
    patterns: Sequence[str],
    state_files: Sequence[Path],
    provider: str | None,
    force: bool,
    as_json: bool,
    places: Sequence[StackPlace],
) -> int:
    """Write the program that declares API-only users that exist already.

    Nothing in Marketo is changed. The command that it prints takes the users into the stack, as
    adopted: a later destroy leaves them in Marketo. After it a preview shows nothing to do. Ends
    with 1 if no user can be taken over.
    """
    _check_says_whom(patterns, everybody=everybody)
    check_can_be_made(folder)
    if not force:
        refuse_written_files(folder)
    notices.send_to(lambda *_: None)  # the first preview prints the notices about users
    source = ConnectionSource(next(iter(places), None), dict(os.environ))
    found = StackProvider.find(source.stack, provider)
    settings = found.settings(source.environment) if found else source.settings
    instance = instance_for(settings) if found else source.instance()
    given = GivenStacks.read(places, state_files, instance.host)
    taken = _read(settings, instance, given, [EVERYBODY] if everybody else patterns)
    urn = found.urn if found else ""
    explicit = ExplicitProvider(provider, instance.base_url, urn) if provider else None
    if taken.users:
        folder.mkdir(parents=True, exist_ok=True)
        write_all(_files(folder, taken, explicit))
    outcome = Outcome(taken, folder, source.stack, explicit)
    if as_json:
        print_json(outcome.as_json())
    else:
        console().print(outcome.text(), soft_wrap=True)
    return ExitCode.FINE if taken.users or taken.held else ExitCode.FINDINGS


def _check_says_whom(patterns: Sequence[str], *, everybody: bool) -> None:
    if everybody and patterns:
        raise click.UsageError("Give --all or --match, not both.")
    if not everybody and not patterns:
        raise click.UsageError("Say whom to take over: --all, or --match 'etl-*@example.com'.")


def _read(
    settings: Settings, instance: Instance, given: GivenStacks, patterns: Sequence[str]
) -> TakenOver:
    pace = settings.connect_with().calls_per_20_seconds
    with reading_users(instance.host, pace) as announce:
        return take_over(settings, instance, given, patterns, announce)


def _files(folder: Path, taken: TakenOver, provider: ExplicitProvider | None) -> dict[Path, str]:
    return {
        folder / PROGRAM: program(taken, provider),
        folder / IMPORT_FILE: import_file([*taken.roles, *taken.users], provider),
    }
