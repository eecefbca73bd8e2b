"""Derive the options of `python -m marketo_simulator` from the switches that are declared."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from . import like
from .simulator import Simulator
from .switches import Switch


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the command line.

    Attributes:
        keyword: the keyword of `Simulator` that it sets.
        flag: how it is written.
        does: its help text.
        kind: the type of its value; `bool` for an option that takes none.
        takes: the name of its value in the help text.
        choices: the only values that it takes; empty if it takes any of its type.
        default: the keyword's value without this option.
    """

    keyword: str
    flag: str
    does: str
    kind: type
    takes: str = ""
    choices: tuple[str, ...] = ()
    default: object = None

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Add this option to a parser."""
        how: dict[str, Any] = {"type": self.kind, "metavar": self.takes}
        if self.choices:
            how = {"choices": self.choices}
        if self.kind is bool:
            how = {"action": "store_false" if self.default else "store_true"}
        parser.add_argument(
            self.flag, dest=self.keyword, default=self.default, help=self.does, **how
        )


STATE = Option(
    "state",
    "--state",
    "Keep the subscription in a file between runs. A file that holds something else is left alone.",
    Path,
    "FILE",
)

LIKE = Option(
    "like",
    "--like",
    "Answer like the subscription that `marketo-resources prove` examined: this is the file that "
    "it wrote. Options given on the command line override the file.",
    Path,
    "FILE",
)


def options() -> Iterator[Option]:
    """Yield every option: one for each switch, and the two that name a file."""
    types = get_type_hints(Simulator, include_extras=True)
    for one in fields(Simulator):
        for switch in getattr(types[one.name], "__metadata__", ()):
            yield _option(one, get_args(types[one.name])[0], switch)
    yield STATE
    yield LIKE


def given(words: Sequence[str]) -> dict[str, Any]:
    """Return the values that a command line sets, by keyword of `Simulator`.

    Raises:
        SystemExit: The options, or the file of readings that they name, cannot be read.
    """
    reads = parser()
    if path := reads.parse_args(words).like:
        try:
            reads.set_defaults(**like.switches_of(path))
        except (ValueError, OSError) as problem:
            raise SystemExit(f"{path} does not hold readings of `prove`: {problem}.") from None
    options = vars(reads.parse_args(words))
    del options[LIKE.keyword]
    return options


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        "python -m marketo_simulator",
        description="Serve a simulated Marketo on this machine until Ctrl+C.",
    )
    for option in options():
        option.add_to(parser)
    return parser


def _option(declared: Field[Any], kind: Any, switch: Switch) -> Option:  # noqa: ANN401 - a type or a Literal
    default = declared.default if switch.served is None else switch.served
    # An option without a value sets the opposite of its default.
    negation = "no-" if kind is bool and default else ""
    flag = f"--{negation}{declared.name.replace('_', '-')}"
    choices = get_args(kind)
    return Option(
        declared.name, flag, switch.does, str if choices else kind, switch.takes, choices, default
    )
