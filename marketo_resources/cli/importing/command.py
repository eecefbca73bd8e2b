"""Write the program of users that exist, and the file that takes them into a stack: `import`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import Progress

from marketo_resources.cli.connection import ConnectionSource, connection_options
from marketo_resources.cli.exit_codes import ExitCode
from marketo_resources.cli.importing.explicit_provider import ExplicitProvider
from marketo_resources.cli.importing.files import (
    IMPORT_FILE,
    PROGRAM,
    refuse_written_files,
    write_files,
)
from marketo_resources.cli.importing.import_file import import_file
from marketo_resources.cli.importing.outcome import Outcome
from marketo_resources.cli.importing.program import program
from marketo_resources.cli.importing.selection import EVERYBODY
from marketo_resources.cli.importing.stack_provider import settings_of
from marketo_resources.cli.importing.takeover import Stacks, TakenOver, take_over
from marketo_resources.cli.output import console, error_console, print_json
from marketo_resources.cli.states import States
from marketo_resources.core import notices
from marketo_resources.core.instance import instance_for

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
    help="Take over the API-only users with such an address: 'etl-*@example.com', say. * and ? "
    "stand for any letters. May be given several times.",
)
@click.option(
    "--state",
    "state_files",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Leave out the users that this exported state of a stack holds, and those of --stack. May "
    "be given several times.",
)
@click.option(
    "--provider",
    metavar="NAME",
    help="Declare everything with the explicit provider marketo.Provider(NAME). If the state of "
    "--stack has it, its connection is used.",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@connection_options
def command(  # noqa: PLR0913 - an argument for each option
    source: ConnectionSource,
    folder: Path,
    *,
    everybody: bool,
    patterns: Sequence[str],
    state_files: Sequence[Path],
    provider: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Write the program that declares API-only users that exist already.

    Nothing in Marketo is changed. The command that it prints takes the users into the stack, as
    adopted: a later destroy leaves them in Marketo. After it a preview shows nothing to do.
    """
    if everybody is bool(patterns):
        raise click.UsageError("Say whom to take over: --all, or --match 'etl-*@example.com'.")
    if not force:
        refuse_written_files(folder)
    notices.send_to(lambda *_: None)  # what previews say of a user, the first preview says
    taken, explicit = _taken([EVERYBODY] if everybody else patterns, source, state_files, provider)
    if taken.users:
        write_files(folder, _texts(taken, explicit))
    outcome = Outcome(taken, folder, source.stack, explicit)
    if as_json:
        print_json(outcome.as_json())
    else:
        console().print(outcome.text(), soft_wrap=True)
    return ExitCode.FINE if taken.users or taken.held else ExitCode.FINDINGS


def _taken(
    patterns: Sequence[str],
    source: ConnectionSource,
    state_files: Sequence[Path],
    provider: str | None,
) -> tuple[TakenOver, ExplicitProvider | None]:
    destination = States.read([source.stack] if source.stack else [])
    others = States.read(files=state_files)
    settings = settings_of(source, provider)
    instance = source.instance() if settings is source.settings else instance_for(settings)
    stacks = Stacks.on(instance.host, destination, others)
    with _progress() as announce:
        taken = take_over(settings, instance, stacks, patterns, announce)
    return taken, ExplicitProvider(provider, instance.base_url) if provider else None


def _texts(taken: TakenOver, provider: ExplicitProvider | None) -> dict[str, str]:
    return {
        PROGRAM: program(taken, provider),
        IMPORT_FILE: import_file([*taken.roles, *taken.users], provider),
    }


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    console = error_console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading users")
        yield lambda done, whole: progress.update(task, completed=done, total=whole)
