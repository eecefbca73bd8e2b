"""What a program gives Pulumi in the place of a provider: a reference by the resource's noun.

Pulumi keeps a pickle of it, and the provider process makes the provider itself of that. So a
program never imports what only a provider needs, such as the client.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import ResourceProvider

from marketo_resources import pickled

__all__ = ["ProviderReference"]


class ProviderReference(ResourceProvider):
    """Stands for the provider of one resource type; without attributes of value."""

    serialize_as_secret_always = False  # it holds nothing secret, and the state stays readable

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Pickle as a reference to `pickled.load`, never as code or state."""
        return pickled.load, (self._noun,)
