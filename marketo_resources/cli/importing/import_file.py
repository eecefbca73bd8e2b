"""Write what `pulumi import --file` reads: each resource with its inputs and outputs.

To read a resource, Pulumi needs this package's code, which it finds only in the inputs and outputs
of the resource. Where the file gives both, it reads nothing (from Pulumi 3.254 on).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pulumi.dynamic.dynamic import serialize_provider

from marketo_resources.cli.files import json_text
from marketo_resources.cli.importing.explicit_provider import ExplicitProvider
from marketo_resources.cli.importing.reading import Recorded
from marketo_resources.pickled import ProviderReference

__all__ = ["OLDEST_PULUMI", "PROVIDER_TYPE", "import_file"]

PROVIDER_TYPE = "pulumi:providers:pulumi-python"
"""The type of an explicit provider."""

OLDEST_PULUMI = "3.254"
"""The first version of Pulumi that takes a resource from such a file as it is."""


def import_file(resources: Iterable[Recorded], provider: ExplicitProvider | None) -> str:
    """Return the file's text.

    Args:
        resources: The roles and users.
        provider: The explicit provider that they belong to, or None.
    """
    file: dict[str, Any] = {"resources": [_entry(one, provider) for one in resources]}
    if provider and provider.urn:
        file = {"nameTable": {_KEY_OF_PROVIDER: provider.urn}, **file}
    elif provider:
        named = {"type": PROVIDER_TYPE, "name": _KEY_OF_PROVIDER, "logicalName": provider.name}
        file["resources"].insert(0, {**named, "inputs": provider.inputs})
    return json_text(file)


def _entry(resource: Recorded, provider: ExplicitProvider | None) -> dict[str, Any]:
    reference = {"__provider": serialize_provider(ProviderReference(resource.noun))}
    return {
        "type": f"pulumi-python:dynamic/marketo:{resource.noun}",
        "name": resource.name,
        "id": resource.id,
        **({"provider": _KEY_OF_PROVIDER} if provider else {}),
        "inputs": {**resource.inputs, **reference},
        "outputs": {**resource.outputs, **reference},
    }


_KEY_OF_PROVIDER = "Provider of this file"
"""By this name the file's entries refer to the provider: its own name may be that of a user too."""
