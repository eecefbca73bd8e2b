"""Connect as an explicit provider of a stack does: with what its state has of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from marketo_resources.cli.connection import ConnectionSource
from marketo_resources.cli.importing.import_file import PROVIDER_TYPE
from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace
from marketo_resources.settings import Settings

__all__ = ["settings_of"]

_SECRET_MARK = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the engine's mark, not a secret
"""The key by which the engine marks an object as a secret, whose value is `plaintext`."""


def settings_of(source: ConnectionSource, provider: str | None) -> Settings:
    """Return the settings of an explicit provider if the stack's state has it, else the source's.

    Args:
        source: Where the connection comes from otherwise.
        provider: The provider's name in the program, or None.

    Raises:
        PulumiCommandError: `pulumi` cannot export the stack.
        SettingsError: A setting is malformed.
    """
    inputs = _inputs(source.stack, provider) if source.stack and provider else None
    return source.settings if inputs is None else Settings.resolve(inputs.get, source.environment)


def _inputs(stack: StackPlace, provider: str) -> Mapping[str, object] | None:
    printed = stack.run("stack", "export", "--show-secrets")
    try:
        resources: list[dict[str, Any]] = json.loads(printed)["deployment"].get("resources") or []
        found = (one for one in resources if _is_provider(one, provider))
        inputs = next((one.get("inputs", {}) for one in found), None)
        return None if inputs is None else {key: _plain(value) for key, value in inputs.items()}
    except (ValueError, KeyError, AttributeError, TypeError):
        # Without its text: it holds secrets.
        raise PulumiCommandError(
            "`pulumi stack export` printed something else than a state"
        ) from None


def _is_provider(resource: Mapping[str, Any], name: str) -> bool:
    is_one = resource.get("type") == PROVIDER_TYPE and not resource.get("delete")
    return is_one and str(resource.get("urn")).rpartition("::")[2] == name


def _plain(value: object) -> object:
    if isinstance(value, Mapping) and _SECRET_MARK in value:
        return json.loads(value["plaintext"])
    return value
