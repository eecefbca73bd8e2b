"""Run the operations of a resource on dictionaries as Pulumi's state has them.

Among their keys are the resource's name, its URN and its instance, and inputs leave out what a
preview need not list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from marketo_resources.core.context import Context, InContext
from marketo_resources.core.lifecycle import Lifecycle
from marketo_resources.core.operations import Connect, Difference, Operations
from marketo_resources.core.properties import Problem
from marketo_resources.core.unknown import Unknown
from marketo_resources.dynamic.shown_inputs import is_shortened, mark, shown, with_instance
from marketo_resources.settings import Settings

__all__ = ["StateForm", "StoredCheck", "StoredFound"]

Wire = dict[str, Any]
_NAME, _URN, _INSTANCE = "__name", "__urn", "instance"


class StoredCheck(NamedTuple):
    """What is declared as state keeps it, or what is wrong with it."""

    properties: Wire
    problems: tuple[Problem, ...] = ()


class StoredFound(NamedTuple):
    """An object of Marketo as state keeps it."""

    id: str
    outputs: Wire
    inputs: Wire | None = None


class StateForm:
    """Run the operations of one kind of resource on dictionaries as Pulumi keeps them.

    Args:
        lifecycle: What is done with objects of this kind.
        settings: Returns the settings; it may raise SettingsError.
        connect: Returns the instance for them.
    """

    def __init__(
        self,
        lifecycle: type[Lifecycle[Any, Any]],
        settings: Callable[[], Settings],
        connect: Connect,
    ) -> None:
        self._model = lifecycle.inputs
        self._operations = Operations(lifecycle, settings, connect)

    def check(self, news: Wire, olds: Wire | None) -> StoredCheck:
        """Return what is declared in the form that state keeps, or what is wrong with it."""
        before = split(olds) if olds else None
        checked = self._operations.check(split(news), before)
        if checked.problems:
            return StoredCheck(news, checked.problems)
        return StoredCheck(shown(self._model, joined(checked.properties), olds or {}))

    def diff(self, id_: str, olds: Wire, news: Wire) -> Difference:
        """Say whether a managed field differs, and which of these replace the resource."""
        return self._operations.diff(id_, split(olds), split(news))

    def create(self, props: Wire) -> StoredFound:
        """Make the object in Marketo."""
        made = self._operations.create(split(props))
        return StoredFound(made.id, mark(joined(made.outputs), props))

    def read(self, id_: str, props: Wire) -> StoredFound | None:
        """Return what Marketo holds now; None if the object is confirmed to be gone."""
        found = self._operations.read(id_, split(props))
        if found is None:
            return None
        if found.inputs is None:
            return StoredFound(found.id, joined(found.outputs))
        inputs, outputs = joined(found.inputs), joined(found.outputs)
        if not is_shortened(props):  # as 0.1.0 wrote it
            return StoredFound(found.id, outputs, inputs)
        inputs = shown(self._model, inputs, {})
        return StoredFound(found.id, mark(outputs, inputs), inputs)

    def update(self, id_: str, olds: Wire, news: Wire) -> Wire:
        """Change the object in Marketo; return what state keeps of it then."""
        return mark(joined(self._operations.update(id_, split(olds), split(news))), news)

    def delete(self, id_: str, props: Wire) -> None:
        """Take the object away from Marketo, as far as Marketo lets it."""
        self._operations.delete(id_, split(props))


def split(wire: Mapping[str, Any]) -> InContext:
    """Return the properties, and which resource has them."""
    values = with_instance(wire)
    name, urn, instance = (values.pop(key, None) for key in (_NAME, _URN, _INSTANCE))
    return InContext(Context(_text(name) or "", _text(urn), _text(instance)), values)


def joined(stated: InContext) -> Wire:
    """Return the properties with the keys that say which resource has them."""
    context = stated.context
    known = {_NAME: context.name, _URN: context.urn, _INSTANCE: context.instance}
    return {key: value for key, value in known.items() if value is not None} | stated.values


def _text(value: object) -> str | None:
    return None if value is None or isinstance(value, Unknown) else str(value)
