"""Leave defaults and the instance out of the inputs that previews list.

The engine lists each input of a resource, and the command line hides those whose keys begin with
two underscores.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketo_resources.core.properties import Properties

__all__ = ["is_shortened", "mark", "shown", "with_instance"]

_SHOWN, _HIDDEN = "instance", "__instance"

Wire = dict[str, Any]


def shown(model: type[Properties], wire: Wire, olds: Mapping[str, Any]) -> Wire:
    """Return inputs without defaults, and with the instance under a key that is hidden.

    What the state has already stays: leaving it out would be listed as a change.
    """
    kept = {
        key: value
        for key, value in wire.items()
        if key in olds or not _is_default(model, key, value)
    }
    if _SHOWN in kept and (_SHOWN not in olds or _HIDDEN in olds):
        kept[_HIDDEN] = kept.pop(_SHOWN)
    return kept


def with_instance(wire: Mapping[str, Any]) -> Wire:
    """Return inputs or outputs with the instance under the key that it has in a model."""
    return {_SHOWN: wire[_HIDDEN], **wire} if _HIDDEN in wire else dict(wire)


def mark(outputs: Wire, inputs: Mapping[str, Any]) -> Wire:
    """Mark outputs with the form of the inputs, because a refresh gets the outputs alone."""
    return outputs | {_HIDDEN: inputs[_HIDDEN]} if _HIDDEN in inputs else outputs


def is_shortened(outputs: Mapping[str, Any]) -> bool:
    """Return whether `mark` marked outputs, so that their inputs leave out defaults."""
    return _HIDDEN in outputs


def _is_default(model: type[Properties], key: str, value: Any) -> bool:  # noqa: ANN401 - any field's value
    field = model.model_fields.get(key)
    if field is None or field.is_required():
        return False
    return field.default is not None and bool(field.default == value)
