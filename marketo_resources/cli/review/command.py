"""`marketo-resources review`: write an access review of a whole subscription into files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from marketo_resources.cli.connection import ConnectionSource, stacks_options
from marketo_resources.cli.exit_codes import ExitCode
from marketo_resources.cli.files import STDOUT, check_can_be_written, json_text, write_all
from marketo_resources.cli.output import console, counted, error_console
from marketo_resources.cli.progress import reading_users
from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace
from marketo_resources.cli.review.facts import FactsReader
from marketo_resources.cli.review.own_user import in_short
from marketo_resources.cli.review.page import as_page
from marketo_resources.cli.review.report import Json, report_of
from marketo_resources.cli.review.reviewed import ASSUMED_DAILY_QUOTA, Reviewed, Thresholds
from marketo_resources.cli.review.rules import RULES, Acceptance, Finding, findings_of
from marketo_resources.cli.review.spreadsheet import as_csv
from marketo_resources.cli.states import States
from marketo_resources.core.notices import printable
from marketo_resources.errors import SettingsError
from marketo_resources.spelling import suggestion

__all__ = ["command"]

NOTHING = "none"
"""The value of `--fail-on` with which findings never end the command with 1."""


def _rules(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> frozenset[str] | None:
    if value is None:
        return None
    names = frozenset(name.strip() for name in value.split(",")) - {"", NOTHING}
    for name in sorted(names):
        _check_is_a_rule(name)
    return names


def _acceptances(
    _context: click.Context, _option: click.Parameter, values: Sequence[str]
) -> list[Acceptance]:
    accepted = []
    for value in values:
        rule, _, pattern = (part.strip() for part in value.partition("="))
        if not pattern:
            raise click.BadParameter(f"{value!r} is not written as RULE=ADDRESS.")
        if rule != "*":
            _check_is_a_rule(rule)
        accepted.append(Acceptance(rule, pattern))
    return accepted


def _check_is_a_rule(name: str) -> None:
    if name not in RULES:
        near, known = suggestion(name, RULES), ", ".join(RULES)
        raise click.BadParameter(f"there is no rule {name!r}{near}. There are: {known}.")


class AtLeast(click.IntRange):
    """A whole number with a lower limit, under a name that its errors can use."""

    name = "whole number"

    def __init__(self, least: int) -> None:
        super().__init__(min=least)


_file = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@click.command("review")
@click.option("--html", type=_file, help="Write the review as a page for people.")
@click.option("--csv", type=_file, help="Write it for a spreadsheet.")
@click.option("--json", "as_json", type=_file, help="Write it for programs.")
@stacks_options(
    "Compare the state of this stack with Marketo. Repeat it for several; the first one's "
    "configuration gives the connection that the environment (MARKETO_*) does not set.",
)
@click.option(
    "--state",
    "files",
    metavar="FILE",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Compare an exported state with Marketo. Repeat it for several.",
)
@click.option(
    "--fail-on",
    metavar="RULE,…",
    callback=_rules,
    help="End with 1 only for findings of these rules; `none` for no finding at all. Without it "
    "any finding ends with 1.",
)
@click.option(
    "--accept",
    "accepted",
    metavar="RULE=ADDRESS",
    multiple=True,
    callback=_acceptances,
    help="Show this finding as accepted, and do not end with 1 for it. * stands for any rule, or "
    "any part of an address. Repeat it for several.",
)
@click.option(
    "--daily-quota",
    metavar="CALLS",
    type=AtLeast(1),
    help=f"The calls that the subscription may make a day; {ASSUMED_DAILY_QUOTA:,} if not given.",
)
@click.option(
    "--not-used-days",
    metavar="DAYS",
    type=AtLeast(1),
    default=Thresholds.not_used_days,
    show_default=True,
    help="A user whose last login is longer ago than this counts as not used.",
)
@click.option(
    "--ends-within-days",
    metavar="DAYS",
    type=AtLeast(0),
    help="Access that ends within this many days ends soon; without it marketo:expiryNotice (30).",
)
@click.option("--include-people", is_flag=True, help="Review people's users too.")
def command(  # noqa: PLR0913 - its options
    *,
    html: Path | None,
    csv: Path | None,
    as_json: Path | None,
    places: Sequence[StackPlace],
    files: Sequence[Path],
    fail_on: frozenset[str] | None,
    accepted: Sequence[Acceptance],
    daily_quota: int | None,
    not_used_days: int,
    ends_within_days: int | None,
    include_people: bool,
) -> int:
    """Review who has access to a Marketo subscription by API, and say what to do about it.

    Reads every API-only user, compares it with the states of stacks, and judges it by the rules of
    docs/review.md. Nothing is changed, in Marketo or in a stack. The FILE - is standard output.
    """
    writers = {html: as_page, csv: as_csv, as_json: json_text}
    wanted = {path: write for path, write in writers.items() if path is not None}
    check_can_be_written([path for path in (html, csv, as_json) if path is not None])
    _check_can_be_judged(fail_on, has_states=bool(places or files))
    states = States.read(places, files)
    source = _source(places[0] if places else None)
    soon = source.settings.expiry_notice if ends_within_days is None else ends_within_days
    reviewed = _read(
        source, states, Thresholds(daily_quota, not_used_days, soon), include_people=include_people
    )
    findings = findings_of(reviewed, accepted)
    report = report_of(reviewed, findings)
    write_all({path: write(report) for path, write in wanted.items()})
    _print_summary(reviewed, findings, wanted)
    return _exit_code(findings, fail_on)


def _source(stack: StackPlace | None) -> ConnectionSource:
    """Return where the connection comes from; a complete environment needs no stack's.

    Its state can be read without its passphrase, but its configuration cannot.
    """
    environment = dict(os.environ)
    source, alone = ConnectionSource(stack, environment), ConnectionSource(None, environment)
    try:
        _ = source.configuration
    except PulumiCommandError as error:
        if isinstance(alone.settings.connection, SettingsError):
            raise
        text = f"Only the settings of the environment count: {printable(str(error))}"
        error_console().print(text, soft_wrap=True)
        return alone
    return source


def _read(
    source: ConnectionSource, states: States, thresholds: Thresholds, *, include_people: bool
) -> Reviewed:
    with closing(source):
        settings = source.connect_with()
        reader = FactsReader(source.instance(), states, include_people, settings.concurrent_calls)
        with reading_users(settings.host, settings.calls_per_20_seconds) as progress:
            facts = reader.read(progress)
        reviewed = Reviewed.of(facts, states, thresholds)
        # Comparing may ask for the workspaces, so it is done while there is a connection.
        _ = reviewed.users
    return reviewed


def _check_can_be_judged(fail_on: frozenset[str] | None, *, has_states: bool) -> None:
    unjudged = [name for name in fail_on or () if RULES[name].needs_states and not has_states]
    if unjudged:
        raise click.UsageError(
            f"--fail-on {min(unjudged)} needs the states of stacks: give them with --stack "
            "or --state."
        )


def _exit_code(findings: Sequence[Finding], fail_on: frozenset[str] | None) -> int:
    still_open = {one.rule.name for one in findings if not one.is_accepted}
    counted = still_open if fail_on is None else still_open & fail_on
    return ExitCode.FINDINGS if counted else ExitCode.FINE


def _print_summary(
    reviewed: Reviewed, findings: Sequence[Finding], written: Mapping[Path, Callable[[Json], str]]
) -> None:
    """Print in short what was found; on standard error if a file goes to standard output."""
    printer = error_console() if STDOUT in written else console()
    printer.print(f"Reviewed {counted(len(reviewed.users), 'user')} of {reviewed.facts.instance}.")
    if findings:
        printer.print(_table(findings))
        for line in _of_own_user(findings):
            printer.print(line, soft_wrap=True)
    else:
        printer.print("No rule is broken.")
    if not reviewed.has_states:
        printer.print(_NO_STATES, soft_wrap=True)
    if findings and not written:
        printer.print("--html FILE writes a page that says what to do about each.")
    for path in written:
        if path != STDOUT:
            size = f" ({path.stat().st_size / 1000:,.0f} kB)" if path.is_file() else ""
            printer.print(f"Wrote {path}{size}.", soft_wrap=True)


def _of_own_user(findings: Sequence[Finding]) -> Iterator[str]:
    own = [one for one in findings if one.breach.is_own and not one.is_accepted]
    if own:
        yield printable(in_short([one.rule.name for one in own], own[0].breach.subject))


def _table(findings: Sequence[Finding]) -> Table:
    table = Table("Rule", "Found", "Who", box=None, pad_edge=False, header_style="bold")
    for rule in RULES.values():
        of_rule = [one for one in findings if one.rule is rule]
        if of_rule:
            style = {"high": "red", "medium": "yellow"}.get(rule.weight, "")
            name = Text(rule.name, style)
            table.add_row(name, str(len(of_rule)), Text(printable(", ".join(_who(of_rule)))))
    return table


def _who(findings: Sequence[Finding]) -> Iterator[str]:
    for one in findings[:_NAMED]:
        yield f"{one.breach.subject} (accepted)" if one.is_accepted else one.breach.subject
    if len(findings) > _NAMED:
        yield f"and {len(findings) - _NAMED} more"


_NAMED = 3
"""Name at most this many of those who break a rule in the terminal."""

_NO_STATES = (
    "No state of a stack was given, so what stacks manage was not checked: name stacks with "
    "--stack, or exported states with --state."
)
