"""The connection that a verb uses: from the environment, or from a stack's configuration.

It is the one that the stack's own commands have: the environment wins, the same settings count, and
the pace is shared with every other process of this machine.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import click

from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace
from marketo_resources.core.instance import Instance
from marketo_resources.errors import SettingsError
from marketo_resources.marketo import ConnectionSettings
from marketo_resources.setting_names import Origin, Place, variable
from marketo_resources.settings import Settings

__all__ = ["ConnectionSource", "connection_options", "stacks_options"]

_FILES = ("Pulumi.{stack}.yaml", "Pulumi.yaml")
"""The files that may hold a stack's setting, by precedence; one in neither is imported."""

_NO_CONNECTION = (
    "no connection to Marketo is configured. Name a stack with --stack (and the folder of its "
    "project with --cwd), or set in the environment what is missing there: {missing}"
)


@dataclass(frozen=True)
class _Configured:
    """A stack's configuration: its values, secrets too, and the keys of those kept as secrets."""

    values: Mapping[str, str] = field(repr=False)
    secret: frozenset[str]


@dataclass(frozen=True)
class ConnectionSource:
    """Where the connection comes from, as the command line says.

    Attributes:
        stack: The stack whose configuration counts where the environment sets nothing, or None.
        environment: The environment's variables.
    """

    stack: StackPlace | None
    environment: Mapping[str, str] = field(repr=False)

    @property
    def configuration(self) -> Mapping[str, str]:
        """The stack's configuration by key with namespace, secrets too; never print it.

        Raises:
            PulumiCommandError: `pulumi` cannot read it.
        """
        return self._configured.values

    def is_secret(self, key: str) -> bool:
        """Return whether the stack keeps the value of a key as a secret."""
        return key in self._configured.secret

    @cached_property
    def settings(self) -> Settings:
        """The settings, with where each came from.

        Raises:
            PulumiCommandError: `pulumi` cannot read the stack's configuration.
            SettingsError: A setting is malformed.
        """
        return Settings.resolve(self.configuration.get, self.environment)

    def instance(self) -> Instance:
        """Return the Marketo instance: its client, and lists that are fetched once.

        Raises:
            PulumiCommandError: `pulumi` cannot read the stack's configuration.
            SettingsError: No connection is configured, or not correctly.
        """
        return self._instance

    def close(self) -> None:
        """Close the instance's connections, if it was used."""
        if "_instance" in vars(self):
            self._instance.close()

    def connect_with(self) -> ConnectionSettings:
        """Return the connection's settings.

        Raises:
            PulumiCommandError: `pulumi` cannot read the stack's configuration.
            SettingsError: No connection is configured, or not correctly.
        """
        if self.stack is None and isinstance(self.settings.connection, SettingsError):
            raise SettingsError(_NO_CONNECTION.format(missing=", ".join(self._missing())))
        return self.settings.connect_with()

    def value_of(self, origin: Origin) -> str:
        """Return the value that a setting has in the place it came from; it may be a secret."""
        outside = origin.place is Place.ENVIRONMENT
        return (self.environment if outside else self.configuration)[origin.name].strip()

    def place_of(self, origin: Origin) -> str:
        """Return the place that a setting came from, with the file of a stack's configuration."""
        if self.stack is None or origin.place is not Place.CONFIGURATION:
            return str(origin)
        return f"{_file(self.stack, origin.name)} ({origin.name})"

    @cached_property
    def _instance(self) -> Instance:
        connection = self.connect_with()
        return Instance(
            connection,
            connection.host,
            probe_permissions=self.settings.probe_permissions,
            expiry_notice=self.settings.expiry_notice,
        )

    @cached_property
    def _configured(self) -> _Configured:
        if self.stack is None:
            return _Configured({}, frozenset())
        return _read(self.stack.run("config", "--show-secrets", "--json"))

    def _missing(self) -> Iterator[str]:
        if self.settings.address_origin is None:
            yield f"{variable('munchkinId')} or {variable('baseUrl')}"
        for key in ("clientId", "clientSecret"):
            if key not in self.settings.origins:
                yield variable(key)


def _read(printed: str) -> _Configured:
    try:
        entries = json.loads(printed).items()
        values = {key: str(one["value"]) for key, one in entries if "value" in one}
        secret = frozenset(key for key, one in entries if one.get("secret"))
        return _Configured(values, secret)
    except (ValueError, AttributeError, TypeError):
        # Without its text: it may hold secrets.
        raise PulumiCommandError(
            "`pulumi config --json` printed something other than JSON"
        ) from None


def _file(stack: StackPlace, key: str) -> str:
    written = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*:", re.MULTILINE)
    for form in _FILES:
        path = stack.project / form.format(stack=stack.name.rpartition("/")[2])
        if path.is_file() and written.search(path.read_text("utf-8", errors="replace")):
            return str(path)
    return f"the configuration of the stack {stack.name}"


def connection_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a verb the options `--stack` and `--cwd`, and the argument `source` made of them."""

    @wraps(command)
    def with_source(*, stack: str | None, cwd: Path, **others: Any) -> int:  # noqa: ANN401 - the verb's own options
        place = StackPlace(stack, cwd) if stack else None
        source = ConnectionSource(place, dict(os.environ))
        with closing(source):
            return command(source=source, **others)

    stack = click.option(
        "--stack",
        metavar="NAME",
        help="Take from this stack's configuration what the environment (MARKETO_*) does not set. "
        "It is read with `pulumi config`.",
    )
    return stack(_cwd_option("stack's")(with_source))


def stacks_options(of_stack: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a verb `--stack` for several and `--cwd`, and the argument `places` made of them.

    Args:
        of_stack: What the verb does with a stack, for its `--help`.
    """

    def give(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def with_places(*, stacks: Sequence[str], cwd: Path, **others: Any) -> int:  # noqa: ANN401 - same
            return command(places=[StackPlace(name, cwd) for name in stacks], **others)

        stack = click.option("--stack", "stacks", metavar="NAME", multiple=True, help=of_stack)
        return stack(_cwd_option("stacks'")(with_places))

    return give


def _cwd_option(whose: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(
        "--cwd",
        metavar="DIR",
        type=click.Path(path_type=Path),
        default=Path(),
        help=f"The folder of the {whose} project; the current one by default.",
    )
