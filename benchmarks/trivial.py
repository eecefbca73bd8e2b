"""Define a dynamic resource that does nothing, to measure the time that Pulumi itself takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

__all__ = ["TrivialResource"]


class TrivialProvider(ResourceProvider):
    """Keeps its input; every other answer is that of Pulumi's base class."""

    serialize_as_secret_always = False  # as in ours, so that both are stored the same way

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Return that it is made."""
        return CreateResult(f"trivial {props['email_address']}", dict(props))


class TrivialResource(Resource, module="benchmark", name="TrivialResource"):
    """Has the properties of a user, so that the engine carries and keeps as much."""

    def __init__(self, resource_name: str, properties: Mapping[str, pulumi.Input[Any]]) -> None:
        super().__init__(TrivialProvider(), resource_name, dict(properties))
