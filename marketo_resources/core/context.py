"""Define which resource properties belong to, and where its object lives.

An adapter knows it from its engine and keeps it in its state, under its own keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Context", "InContext"]


@dataclass(frozen=True)
class Context:
    """Name the resource that something is about.

    Attributes:
        name: Its name in the program, for messages.
        urn: Its URN, as the program that declared it last computed it. After a rename with an
            alias, state keeps the old one until the next update; state of 0.1.0 has none.
        instance: The host of the Marketo instance that its object lives on.
    """

    name: str = ""
    urn: str | None = None
    instance: str | None = None

    @property
    def resource(self) -> str:
        """The resource's URN, or its name where there is none, by which it is known."""
        return self.urn or self.name


@dataclass(frozen=True)
class InContext:
    """Properties as a dictionary under the models' keys, and the resource that has them."""

    context: Context = field(default_factory=Context)
    values: dict[str, Any] = field(default_factory=dict)
