"""The connection that a verb uses: from the environment, or from a stack's configuration.

It is the one that the stack's own commands have: the environment wins, the same settings count, and
the pace is shared with every other process of this machine.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import click

from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace
from marketo_resources.core.instance import Instance, instance_for
from marketo_resources.errors import SettingsError
from marketo_resources.setting_names import Origin, Place, variable
from marketo_resources.settings import Settings

__all__ = ["ConnectionSource", "connection_options"]

_FILES = ("Pulumi.{stack}.yaml", "Pulumi.yaml")
"""Where a stack's configuration may stand, by precedence; what stands in neither is imported."""

_NO_CONNECTION = (
    "no connection to Marketo is configured. Name a stack with --stack (and the folder of its "
    "project with --cwd), or set in the environment what is missing there: {missing}"
)


@dataclass(frozen=True)
class ConnectionSource:
    """Where the connection comes from, as the command line says.

    Attributes:
        stack: The stack whose configuration counts besides the environment, or None.
        environment: The environment's variables.
    """

    stack: StackPlace | None
    environment: Mapping[str, str] = field(repr=False)

    @cached_property
    def configuration(self) -> Mapping[str, str]:
        """The stack's configuration by key with namespace, secrets too; never print it.

        Raises:
            PulumiCommandError: `pulumi` cannot tell it.
        """
        if self.stack is None:
            return {}
        return _read(self.stack.run("config", "--show-secrets", "--json"))

    @cached_property
    def settings(self) -> Settings:
        """The settings, with where each came from.

        Raises:
            PulumiCommandError: `pulumi` cannot tell the stack's configuration.
            SettingsError: A setting is malformed.
        """
        return Settings.resolve(self.configuration.get, self.environment)

    def instance(self) -> Instance:
        """Return the Marketo instance: its client, and lists that are fetched once.

        Raises:
            PulumiCommandError: `pulumi` cannot tell the stack's configuration.
            SettingsError: No connection is configured, or not correctly.
        """
        if self.stack is None and isinstance(self.settings.connection, SettingsError):
            raise SettingsError(_NO_CONNECTION.format(missing=", ".join(self._missing())))
        return instance_for(self.settings)

    def place_of(self, origin: Origin) -> str:
        """Return the place that a setting came from, with the file of a stack's configuration."""
        if self.stack is None or origin.place is not Place.CONFIGURATION:
            return str(origin)
        return f"{_file(self.stack, origin.name)} ({origin.name})"

    def _missing(self) -> Iterator[str]:
        if self.settings.address_origin is None:
            yield f"{variable('munchkinId')} or {variable('baseUrl')}"
        for key in ("clientId", "clientSecret"):
            if key not in self.settings.origins:
                yield variable(key)


def _read(printed: str) -> dict[str, str]:
    try:
        values = json.loads(printed).items()
        return {key: str(value["value"]) for key, value in values if "value" in value}
    except (ValueError, AttributeError, TypeError):
        # Without its text: it may hold secrets.
        raise PulumiCommandError(
            "`pulumi config --json` printed something else than JSON"
        ) from None


def _file(stack: StackPlace, key: str) -> str:
    written = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*:", re.MULTILINE)
    for form in _FILES:
        path = stack.directory / form.format(stack=stack.name.rpartition("/")[2])
        if path.is_file() and written.search(path.read_text("utf-8", errors="replace")):
            return str(path)
    return f"the configuration of the stack {stack.name}"


def connection_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a verb the options `--stack` and `--cwd`, and the argument `source` made of them."""

    @wraps(command)
    def with_source(*, stack: str | None, cwd: Path, **others: Any) -> int:  # noqa: ANN401 - the verb's own options
        place = StackPlace(stack, cwd) if stack else None
        return command(source=ConnectionSource(place, dict(os.environ)), **others)

    return _stack_option(_cwd_option(with_source))


_stack_option = click.option(
    "--stack",
    metavar="NAME",
    help="Take from this stack's configuration what the environment (MARKETO_*) does not set. It "
    "is read with `pulumi config`.",
)
_cwd_option = click.option(
    "--cwd",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The folder of the stack's project; the current one by default.",
)
