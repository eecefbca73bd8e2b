"""Check that the settings are complete, and that the address is one of Marketo's API."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

from marketo_resources.cli.connection import ConnectionSource
from marketo_resources.cli.doctor.rows import Check, Finding, failed, note, ok
from marketo_resources.cli.pulumi_command import PulumiCommandError
from marketo_resources.configuration_warnings import Configuration
from marketo_resources.marketo.connection_settings import is_loopback
from marketo_resources.setting_names import Origin

__all__ = ["configured"]

_SECRET = {"clientSecret", "quotaStore"}
"""Settings that may hold a secret. They are not shown, nor are those that a stack keeps secret."""
_PAGES = (".marketo.com", ".marketodesigner.com", ".adobe.com")
"""Hosts with these endings are where people log in; they have no API."""
_READ_STACK = (
    "Run the command yourself in the folder of the stack's project, and name that folder with "
    "--cwd. Pulumi may have to log in first (`pulumi login`), or need the stack's passphrase "
    "(PULUMI_CONFIG_PASSPHRASE)."
)
_WHERE = (
    "Set the address that Admin > Web Services > REST API shows, such as "
    "https://123-ABC-456.mktorest.com, or the Munchkin id that Admin > Munchkin shows."
)


def configured(source: ConnectionSource) -> list[Check]:
    """Return the checks of what is set."""
    return [
        Check("settings", lambda: _settings(source)),
        Check("address", lambda: _address(source), ("settings",)),
    ]


def _settings(source: ConnectionSource) -> Finding:
    try:
        source.connect_with()
    except PulumiCommandError as error:
        return failed(str(error), _READ_STACK if shutil.which("pulumi") else "")
    shown = tuple(
        f"{key} {_value(source, origin)}from {source.place_of(origin)}"
        for key, origin in source.settings.origins.items()
    )
    if warnings := [*_warnings(source)]:
        return note("complete, but:", "", *warnings, *shown)
    return ok("complete", *shown)


def _warnings(source: ConnectionSource) -> Iterator[str]:
    stack = source.stack.name if source.stack else ""
    configuration = Configuration(source.configuration, source.is_secret, source.environment, stack)
    yield from configuration.warnings()
    yield from configuration.warnings_about_default_provider()


def _value(source: ConnectionSource, origin: Origin) -> str:
    is_secret = origin.key in _SECRET or source.is_secret(origin.name)
    return "" if is_secret else f"{source.value_of(origin)} "


def _address(source: ConnectionSource) -> Finding:
    base_url = source.connect_with().base_url
    host = urlsplit(base_url).hostname or ""
    if is_loopback(host):
        return note(f"{base_url}: this machine, so a simulator and no subscription")
    if host.endswith(_PAGES):
        return failed(f"{base_url} is where people log in, and not the address of the API.", _WHERE)
    if not host.endswith(".mktorest.com"):
        return note(f"{base_url}: not one of Marketo's own (…mktorest.com)", _WHERE)
    return ok(base_url)
