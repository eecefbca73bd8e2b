"""Connect as an explicit provider of a stack does: with the inputs that the state records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from marketo_resources.cli.importing.import_file import PROVIDER_TYPE
from marketo_resources.cli.pulumi_command import PulumiCommandError, StackPlace
from marketo_resources.settings import Settings

__all__ = ["StackProvider"]

_SECRET_MARK = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the engine's mark, not a secret
"""The key by which the engine marks an object as a secret, whose value is `plaintext`."""


@dataclass(frozen=True)
class StackProvider:
    """An explicit provider that a stack has.

    Attributes:
        urn: Its URN.
        inputs: Its inputs by key; secrets too, so never print them.
    """

    urn: str
    inputs: Mapping[str, object] = field(repr=False)

    @classmethod
    def find(cls, stack: StackPlace | None, name: str | None) -> Self | None:
        """Return the provider of a name in a program, if the stack's state has it.

        Raises:
            PulumiCommandError: `pulumi` cannot export the stack.
        """
        if stack is None or name is None:
            return None
        printed = stack.run("stack", "export", "--show-secrets")
        try:
            resources = json.loads(printed)["deployment"].get("resources") or []
            found = next((one for one in resources if _is_provider(one, name)), None)
            return None if found is None else cls(found["urn"], _plain_inputs(found))
        except (ValueError, KeyError, AttributeError, TypeError):
            # Without its text: it holds secrets.
            raise PulumiCommandError(_NO_STATE) from None

    def settings(self, environment: Mapping[str, str]) -> Settings:
        """Return the settings that its process has.

        Raises:
            SettingsError: One is malformed.
        """
        return Settings.resolve(self.inputs.get, environment)


def _is_provider(resource: Mapping[str, Any], name: str) -> bool:
    is_one = resource.get("type") == PROVIDER_TYPE and not resource.get("delete")
    return is_one and str(resource.get("urn")).rpartition("::")[2] == name


def _plain_inputs(resource: Mapping[str, Any]) -> dict[str, object]:
    inputs: Mapping[str, object] = resource.get("inputs", {})
    return {key: _plain(value) for key, value in inputs.items()}


def _plain(value: object) -> object:
    if isinstance(value, Mapping) and _SECRET_MARK in value:
        return json.loads(value["plaintext"])
    return value


_NO_STATE = "`pulumi stack export` printed something other than a state"
