"""Run the command line: load the verb that is asked for, and end every error in one message.

To add a verb, write its module with a click command named `command`, and add its line to `VERBS`.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from types import FrameType
from typing import Any, NoReturn

import click

from marketo_resources.cli.exit_codes import ExitCode
from marketo_resources.cli.output import error_console, keep_printable, print_error, show_warnings
from marketo_resources.errors import MarketoResourcesError
from marketo_resources.spelling import suggestion

__all__ = ["VERBS", "group", "run"]

VERBS = {
    "doctor": ("doctor.command", "Check, one by one, all that a stack needs to reach Marketo."),
    "import": (
        "importing.command",
        "Write the program of existing users, to take them into a stack.",
    ),
    "review": ("review.command", "Review who has access by API, as a page, as CSV and as JSON."),
    "prove": ("proving.command", "Find out on a sandbox what Adobe's pages leave open."),
}
"""By verb: its module in this folder, imported when it is used, and its line in `--help`."""


class _Verbs(click.Group):
    """Finds a verb by its line in the table, and imports no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - same
        if cmd_name not in VERBS:
            return None
        module, _ = VERBS[cmd_name]
        command: click.Command = import_module(f"marketo_resources.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in VERBS:
            near, known = suggestion(args[0], VERBS), ", ".join(VERBS)
            ctx.fail(f"there is no verb {args[0]!r}{near}. There are: {known}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - same
        with formatter.section("Commands"):
            formatter.write_dl([(verb, line) for verb, (_, line) in VERBS.items()])


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all is well, 1 something was found, 2 the command could not do its work, "
    "130 it was stopped.",
)
@click.version_option(version("marketo-resources"), prog_name="marketo-resources")
def group() -> None:
    """Operate the API access to a Marketo subscription that Pulumi stacks manage.

    The connection comes from MARKETO_* in the environment, or from a stack with --stack.
    """


def run(words: Sequence[str]) -> int:
    """Run a command line and return its exit code; only a mistake of ours has a traceback."""
    signal.signal(signal.SIGTERM, _stop)
    keep_printable()
    show_warnings()
    try:
        return _outcome(group.main([*words], "marketo-resources", standalone_mode=False))
    except click.ClickException as error:  # a wrong option, say
        error.show()
        return ExitCode.CANNOT_ANSWER
    except MarketoResourcesError as error:
        print_error(str(error))
    except (click.Abort, KeyboardInterrupt):
        error_console().print("Stopped.")
        return ExitCode.INTERRUPTED
    except SystemExit:  # click and rich end with 1 where nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print_error(_of_system(error))
    except Exception:  # noqa: BLE001 - Python would end with 1, which means findings
        traceback.print_exc()
    return ExitCode.CANNOT_ANSWER


def _outcome(returned: Any) -> int:  # noqa: ANN401 - whatever click hands on
    return returned if isinstance(returned, int) else ExitCode.FINE


def _of_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
