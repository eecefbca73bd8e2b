"""Make a Pulumi dynamic provider of the operations of a resource type.

It turns the engine's dictionaries and unknown values into the core's and back, and nothing else.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)
from pulumi.output import UNKNOWN as ENGINES_UNKNOWN
from pulumi.output import Unknown as EnginesUnknown

from marketo_resources.core import notices
from marketo_resources.core.instance import Instance, instance_for
from marketo_resources.core.lifecycle import Lifecycle
from marketo_resources.core.operations import Connect
from marketo_resources.core.properties import Problem
from marketo_resources.core.unknown import UNKNOWN, Unknown
from marketo_resources.dynamic.state_form import StateForm
from marketo_resources.errors import ResourceError, SettingsError
from marketo_resources.pickled import ProviderReference
from marketo_resources.settings import Settings

__all__ = ["MarketoResourceProvider", "load"]

# Where each resource type's lifecycle lives; imported when a resource of the type first occurs.
_MODULES = {
    "ApiOnlyRole": "marketo_resources.api_only_role.lifecycle",
    "ApiOnlyUser": "marketo_resources.api_only_user.lifecycle",
    "CustomService": "marketo_resources.custom_service.lifecycle",
}

Wire = dict[str, Any]


class _OneLineError(ResourceError):
    """A ResourceError that the SDK prints without its own frames, from Python 3.12 on."""

    __module__, __qualname__ = "marketo_resources", "ResourceError"
    __traceback__ = property(lambda _: None, lambda _, _frames: None)


class MarketoResourceProvider(ProviderReference):
    """The dynamic provider of one resource type, in the provider process.

    Args:
        noun: The resource type.
        connect: Returns the instance for settings; by default the process's own.
    """

    def __init__(self, noun: str, connect: Connect | None = None) -> None:
        super().__init__(noun)
        self._connect = connect or _connect
        self._request: ConfigureRequest | None = None
        self._resolved: Settings | None = None

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the configuration; it is read at the first operation that needs it."""
        self._request = req
        self._resolved = None

    def check(self, olds: Wire, news: Wire) -> CheckResult:
        """Validate what is declared, then compare it with Marketo."""
        checked = self._operations().check(_from_engine(news), _from_engine(olds))
        if checked.problems:
            return CheckResult(news, [_check_failure(one, news) for one in checked.problems])
        return CheckResult(_to_engine(checked.properties), [])

    def diff(self, id_: str, olds: Wire, news: Wire) -> DiffResult:
        """Say whether a managed field differs, and which of these replace the resource.

        `None` lets the engine list the differences itself, mark secrets and honour its options. It
        compares inputs only, so what an update left undone needs a plain `True`.
        """
        try:
            found = self._operations().diff(id_, _from_engine(olds), _from_engine(news))
        except ResourceError as error:
            raise _OneLineError(str(error)) from None
        return DiffResult(
            changes=found.changed,
            replaces=found.replaces,
            delete_before_replace=found.delete_before_replace,
        )

    def create(self, props: Wire) -> CreateResult:
        """Make the object in Marketo."""
        try:
            made = self._operations().create(_from_engine(props))
        except ResourceError as error:
            raise _OneLineError(str(error)) from None
        return CreateResult(made.id, made.outputs)

    def read(self, id_: str, props: Wire) -> ReadResult:
        """Return what Marketo holds now, on refresh and for a resource that is only looked up."""
        try:
            found = self._operations().read(id_, props)
        except ResourceError as error:
            raise _OneLineError(str(error)) from None
        return (
            ReadResult("", {})
            if found is None
            else ReadResult(found.id, found.outputs, found.inputs)
        )

    def update(self, id_: str, olds: Wire, news: Wire) -> UpdateResult:
        """Change the object in Marketo."""
        try:
            return UpdateResult(self._operations().update(id_, olds, _from_engine(news)))
        except ResourceError as error:
            raise _OneLineError(str(error)) from None

    def delete(self, id_: str, props: Wire) -> None:
        """Take the object away from Marketo, as far as Marketo lets it."""
        try:
            self._operations().delete(id_, props)
        except ResourceError as error:
            raise _OneLineError(str(error)) from None

    def _operations(self) -> StateForm:
        return StateForm(_lifecycle_type(self._noun), self._settings, self._connect)

    def _settings(self) -> Settings:
        if self._request is None:
            raise SettingsError("the provider was used before the engine configured it")
        if self._resolved is None:
            self._resolved = Settings.resolve(self._request.config.get)
        return self._resolved


def load(noun: str) -> MarketoResourceProvider:
    """Return the provider of a resource type.

    Raises:
        LookupError: if there is no such resource type.
    """
    if noun not in _MODULES:
        raise LookupError(
            f"this version of marketo_resources has no resource type {noun!r}: the stack was "
            "written by another version; install one that has it"
        )
    _lifecycle_type(noun)  # imports it
    return MarketoResourceProvider(noun)


def _lifecycle_type(noun: str) -> type[Lifecycle[Any, Any]]:
    module = importlib.import_module(_MODULES[noun])
    lifecycle: type[Lifecycle[Any, Any]] = getattr(module, f"{noun}Lifecycle")
    return lifecycle


def _connect(settings: Settings, offline: bool) -> Instance:  # noqa: FBT001 - as the core calls it
    return instance_for(settings, offline=offline, command=_command())


def _command() -> str | None:
    """Return the engine's address: the argument of all provider processes of one command."""
    is_provider_process = getattr(sys.modules["__main__"].__spec__, "name", "") == _DYNAMIC_SERVER
    return sys.argv[1] if is_provider_process and len(sys.argv) > 1 else None


def _from_engine(value: Any) -> Any:  # noqa: ANN401 - whatever the engine sends
    return _translated(value, EnginesUnknown, UNKNOWN)


def _to_engine(value: Any) -> Any:  # noqa: ANN401 - whatever the engine takes
    return _translated(value, Unknown, ENGINES_UNKNOWN)


def _translated(value: Any, unknown: type, instead: object) -> Any:  # noqa: ANN401 - same
    if isinstance(value, unknown):
        return instead
    if isinstance(value, Mapping):
        return {key: _translated(one, unknown, instead) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_translated(one, unknown, instead) for one in value]
    return value


def _check_failure(problem: Problem, news: Wire) -> CheckFailure:
    # It holds names from the program and from Marketo.
    path, reason = notices.printable(problem.property)[:_LONGEST_PATH], problem.reason
    # The engine prints the value beside the name of a property. It has none for a path, and that of
    # a list is unreadable.
    if path and not isinstance(news.get(path), str | int | float):
        path, reason = "", f"{path}: {reason}"
    return CheckFailure(path, notices.printable(reason))


_DYNAMIC_SERVER = "pulumi.dynamic.__main__"
_LONGEST_PATH = 200
"""Longest path of a property that the engine gets, in characters."""
