"""Write what `pulumi import --file` reads: each resource with its inputs and outputs.

Pulumi would read an imported resource without this package's code, which it finds in the inputs and
outputs of a resource only. Given both it reads nothing (from Pulumi 3.254 on).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pulumi.dynamic.dynamic import serialize_provider

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
    entries = [_entry(resource, provider) for resource in resources]
    if provider:
        # A stack that has it already keeps its own inputs; another one gets these.
        entries.insert(0, {"type": PROVIDER_TYPE, "name": provider.name, "inputs": provider.inputs})
    return json.dumps({"resources": entries}, indent=2, ensure_ascii=False) + "\n"


def _entry(resource: Recorded, provider: ExplicitProvider | None) -> dict[str, Any]:
    reference = {"__provider": serialize_provider(ProviderReference(resource.noun))}
    return {
        "type": f"pulumi-python:dynamic/marketo:{resource.noun}",
        "name": resource.name,
        "id": resource.id,
        **({"provider": provider.name} if provider else {}),
        "inputs": {**resource.inputs, **reference},
        "outputs": {**resource.outputs, **reference},
    }
