"""The one module whose name lies in users' state; it never moves, and `load` keeps its name.

Pulumi keeps with every dynamic resource a pickle of its provider. Ours holds nothing but a
reference to `load` and the resource's noun, so that everything else may be renamed and moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketo_resources.resource_provider import MarketoResourceProvider

__all__ = ["load"]


def load(noun: str) -> MarketoResourceProvider:
    """Return the provider of a resource type, `ApiOnlyUser` say.

    Raises:
        LookupError: if this version of the package has no such resource type.
    """
    # Imported here: a resource's module imports this one, and unpickling must stay light.
    from marketo_resources import resource_provider  # noqa: PLC0415 - see above

    return resource_provider.load(noun)
