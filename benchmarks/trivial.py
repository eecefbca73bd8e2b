"""A dynamic resource that does nothing: what Pulumi itself takes is measured with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

__all__ = ["TrivialResource"]


class TrivialProvider(ResourceProvider):
    """Keeps what it is given; every other answer is the one that Pulumi's base class gives."""

    serialize_as_secret_always = False  # as ours, so that both are stored alike

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Say that it is made."""
        return CreateResult(f"trivial {props['email_address']}", dict(props))


class TrivialResource(Resource, module="benchmark", name="TrivialResource"):
    """Has the properties of a user, so that the engine has as much to carry and to keep."""

    def __init__(self, resource_name: str, properties: Mapping[str, pulumi.Input[Any]]) -> None:
        super().__init__(TrivialProvider(), resource_name, dict(properties))
