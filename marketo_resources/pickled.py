"""Hold what Pulumi pickles into state: a reference to a provider, by the noun of its resource.

The name of this module and of `load` lie in users' state, so neither ever changes. The reference
holds nothing but the noun, so that everything else may be renamed and moved, and a program never
imports what only a provider needs, such as the client.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from pulumi.dynamic import ResourceProvider

__all__ = ["ProviderReference", "load"]


def load(noun: str) -> ResourceProvider:
    """Return the provider of a resource type, `ApiOnlyUser` say.

    Raises:
        LookupError: if this version of the package has no such resource type.
    """
    with _no_search_for_garbage():
        # By its name, because the adapter derives from the class below.
        provider: ResourceProvider = import_module("marketo_resources.dynamic.adapter").load(noun)
    return provider


class ProviderReference(ResourceProvider):
    """Stands for the provider of one resource type; only the type's name is pickled."""

    serialize_as_secret_always = False  # it holds nothing secret, and the state stays readable

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Pickle as a reference to `load`, never as code or state."""
        return load, (self._noun,)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Import without the garbage collector, which would search all modules again and again.

    Modules stay until the process ends, so it would find nothing. It takes a sixth of the time that
    a provider process needs beyond Pulumi's own until its first answer.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if is_on:
            gc.enable()
