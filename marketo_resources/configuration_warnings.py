"""Warn of problems in a stack's configuration, once in each run of a program.

Only the program can: a provider sees neither which values are stored as secrets nor which keys
there are.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pulumi
from pulumi.runtime import config

from marketo_resources.program_log import warn
from marketo_resources.program_run import current_run
from marketo_resources.setting_names import KEYS, variable
from marketo_resources.spelling import suggestion

__all__ = ["Address", "Configuration", "announce", "announce_plain_secret", "loopback_warning"]


@dataclass(frozen=True)
class Configuration:
    """Hold a stack's configuration, and the environment.

    Attributes:
        values: The configuration by key with namespace; some values are secrets.
        is_secret: Returns whether the value of a key is stored as a secret.
        environment: The environment's variables.
        stack: The stack's name.
    """

    values: Mapping[str, object] = field(repr=False)
    is_secret: Callable[[str], bool]
    environment: Mapping[str, str] = field(repr=False)
    stack: str

    def warnings(self) -> Iterator[str]:
        """Yield the warnings that hold for every provider."""
        yield from self.plain_secret("marketo:clientSecret")
        if urlsplit(self._configured("marketo:quotaStore")).password:
            yield from self.plain_secret("marketo:quotaStore")
        if unknown := [*self._unknown_keys(), *self._unknown_variables()]:
            yield _UNKNOWN.format("; ".join(unknown))

    def plain_secret(self, key: str) -> Iterator[str]:
        """Yield a warning if a key that holds a secret is stored in plain text."""
        if self._configured(key) and not self.is_secret(key):
            yield _IN_PLAIN_TEXT.format(key, self.stack)

    def warnings_about_default_provider(self) -> Iterator[str]:
        """Yield the warnings about the connection of the default provider."""
        in_environment = [*_addresses(variable, self._in_environment)]
        configured = [*_addresses(_configuration_key, self._configured)]
        yield from loopback_warning(in_environment or configured)
        for won, lost in zip(in_environment[:1], configured[:1], strict=False):
            if won.host != lost.host:
                yield _WINS.format(won, lost, won.host, won.name)

    def _configured(self, key: str) -> str:
        return str(self.values.get(key) or "").strip()

    def _in_environment(self, name: str) -> str:
        return self.environment.get(name, "").strip()

    def _unknown_keys(self) -> Iterator[str]:
        for key in sorted(self.values):
            namespace, _, name = key.partition(":")
            if namespace == "marketo" and name not in KEYS:
                yield f"{key}{suggestion(name, KEYS, shown=_configuration_key)}"

    def _unknown_variables(self) -> Iterator[str]:
        # Other programs have variables that begin like ours. So one is only named if it is very
        # similar to one of ours, and that setting is not set at all.
        known = {variable(key): key for key in KEYS}
        unset = [
            name
            for name, key in known.items()
            if not (self._in_environment(name) or self._configured(_configuration_key(key)))
        ]
        for name in sorted(self.environment):
            if name in known or not name.startswith("MARKETO_"):
                continue
            if near := suggestion(name, unset, likeness=0.9):
                yield f"{name}{near}"


@dataclass(frozen=True)
class Address:
    """Hold an instance's address, its setting's key, and how that setting is named there."""

    key: str
    name: str
    value: str

    @property
    def host(self) -> str:
        """Return the host that it leads to, with its port."""
        if self.key == "munchkinId":
            return f"{self.value.lower()}.mktorest.com"
        # Without credentials, which are refused in an address but may have been pasted into it.
        return urlsplit(self.value).netloc.rpartition("@")[2].lower()

    def __str__(self) -> str:
        """Return the setting's name and where it leads."""
        return f"{self.name} ({self.value if self.key == 'munchkinId' else self.host})"


def loopback_warning(addresses: Iterable[Address]) -> Iterator[str]:
    """Yield a warning if the address is this machine although a Munchkin id is set too."""
    by_key = {address.key: address for address in addresses}
    here, other = by_key.get("baseUrl"), by_key.get("munchkinId")
    if here and other and _is_loopback(here.host):
        yield _LOOPBACK.format(here, other)


def announce(*, has_provider: bool) -> None:
    """Print what is wrong with the configuration, once in a run of a program.

    Args:
        has_provider: Whether the resource or lookup at hand has an explicit provider.
    """
    configuration = _current()
    _print("configuration", configuration.warnings)
    if not has_provider:
        _print("default provider", configuration.warnings_about_default_provider)


def announce_plain_secret(key: str) -> None:
    """Print a warning, once in a run, if a key that holds a secret is stored in plain text."""
    _print(key, lambda: _current().plain_secret(key))


def _print(what: str, warnings: Callable[[], Iterable[str]]) -> None:
    run = current_run()
    if run and run.is_new(what):
        for warning in warnings():
            warn(warning)


def _current() -> Configuration:
    values = {**config.get_config_env(), **config.CONFIG.get()}
    return Configuration(values, config.is_config_secret, os.environ, pulumi.get_stack())


def _addresses(name: Callable[[str], str], get: Callable[[str], str]) -> Iterator[Address]:
    for key in ("baseUrl", "munchkinId"):  # the first one that is set decides
        if value := get(name(key)):
            yield Address(key, name(key), value)


def _configuration_key(key: str) -> str:
    return f"marketo:{key}"


def _is_loopback(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


_IN_PLAIN_TEXT = (
    "{0} is stored in plain text in the stack's configuration, and so in its state too: run "
    "`pulumi config set --secret {0} --stack {1}`. If others could read it, replace the secret "
    "first"
)
_UNKNOWN = "the configuration has settings that marketo_resources does not know and ignores: {}"
_WINS = (
    "{} wins over {}: every resource and lookup without an explicit provider is on {}. If that is "
    "not meant, unset {}"
)
_LOOPBACK = (
    "{} is this machine, and wins over {}: nothing is done on that instance. Keep one of the two"
)
