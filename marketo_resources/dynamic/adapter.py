"""The adapter that makes a lifecycle a Pulumi dynamic provider.

It turns the engine's dictionaries into models once, derives `check` from validation and `diff`
from the marks on the fields, and turns errors into one sentence for a person.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

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
from marketo_resources.core.instance import instance_for
from marketo_resources.core.lifecycle import Lifecycle
from marketo_resources.core.properties import (
    Declared,
    Problem,
    Properties,
    broken_rules,
    collides,
    differing,
    parse,
    replacing,
)
from marketo_resources.core.shown_inputs import is_shortened, mark, shown, with_instance
from marketo_resources.core.unknown import UNKNOWN, Unknown
from marketo_resources.errors import MarketoResourcesError, ResourceError, SettingsError
from marketo_resources.marketo.errors import MarketoError
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
    __traceback__ = property(lambda _: None)


AnyProperties = TypeVar("AnyProperties", bound=Properties)


class MarketoResourceProvider(ProviderReference):
    """The dynamic provider of one resource type, in the provider process."""

    def __init__(self, noun: str) -> None:
        super().__init__(noun)
        self._request: ConfigureRequest | None = None
        self._resolved: Settings | None = None

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the configuration; no call, no judgement: both come at the first use."""
        self._request = req
        self._resolved = None

    def check(self, olds: Wire, news: Wire) -> CheckResult:
        """Validate what is declared, then hold it against Marketo."""
        lifecycle = _lifecycle_type(self._noun)
        declared = _declared(lifecycle.inputs, news)
        before = _declared(lifecycle.inputs, with_instance(olds)) if olds else None
        problems = [*declared.problems, *self._refused_when_new(declared, before)]
        try:
            declared, found = self._verify(declared, before)
            problems.extend(found)
        except MarketoResourcesError as error:
            untouched = f" {_UNTOUCHED}" if isinstance(error, MarketoError) else ""
            problems.append(Problem("", f"{error}{untouched}"))
        if problems:
            return CheckResult(news, [_check_failure(problem, news) for problem in problems])
        return CheckResult(shown(lifecycle.inputs, _to_engine(declared), olds), [])

    def diff(self, id_: str, olds: Wire, news: Wire) -> DiffResult:
        """Say whether a managed field differs, and which of these replace the resource.

        `None` lets the engine list the differences itself, mark secrets and honour its options. It
        compares inputs only, so what an update left undone needs a plain `True`.
        """
        lifecycle = _lifecycle_type(self._noun)
        inputs, before = lifecycle.inputs, _declared(lifecycle.inputs, olds)
        declared = _declared(inputs, news)
        self._recognize(id_, declared)
        # An offline check looked nothing up, and what was not looked up has not changed.
        names = differing(inputs, before, lifecycle.carry_over(declared, before))
        found, unfinished = olds.get("found_by_refresh"), olds.get("unfinished")
        changes = None if names or found else False
        if unfinished and not found:
            changes = True
            text = _UNFINISHED.format(", ".join(map(str, unfinished)))
            notices.say_once(f'{self._noun} "{olds.get("__name", "")}"', text)
        return DiffResult(
            changes=changes,
            replaces=replacing(inputs, names),
            delete_before_replace=collides(inputs, names),
        )

    def create(self, props: Wire) -> CreateResult:
        """Make the object in Marketo."""
        try:
            lifecycle = self._connected()
            id_, outputs = lifecycle.create(self._complete(lifecycle, props, None))
            return CreateResult(id_, mark(outputs.to_outputs(), props))
        except MarketoResourcesError as error:
            raise self._failure("create", props, error) from None

    def read(self, id_: str, props: Wire) -> ReadResult:
        """Return what Marketo holds now, on refresh and for a resource that is only looked up."""
        try:
            if "instance" not in props:
                return self._get(id_, props)
            lifecycle, state = self._with_state(props)
            outputs = lifecycle.read(id_, state)
            if outputs is None:
                return ReadResult("", {})
            inputs = _inputs_of(lifecycle.inputs, outputs)
            if not is_shortened(props):  # as 0.1.0 wrote it
                return ReadResult(id_, outputs.to_outputs(), inputs)
            inputs = shown(lifecycle.inputs, inputs, {})
            return ReadResult(id_, mark(outputs.to_outputs(), inputs), inputs)
        except MarketoResourcesError as error:
            raise self._failure("read", props, error) from None

    def update(self, id_: str, olds: Wire, news: Wire) -> UpdateResult:
        """Change the object in Marketo."""
        try:
            lifecycle, state = self._with_state(olds)
            outputs = lifecycle.update(id_, state, self._complete(lifecycle, news, olds))
            return UpdateResult(mark(outputs.to_outputs(), news))
        except MarketoResourcesError as error:
            raise self._failure("update", news, error) from None

    def delete(self, id_: str, props: Wire) -> None:
        """Take the object away from Marketo, as far as Marketo lets it."""
        try:
            lifecycle, state = self._with_state(props)
            lifecycle.delete(id_, state)
        except MarketoResourcesError as error:
            raise self._failure("delete", props, error) from None

    def _recognize(self, id_: str, declared: Declared[Any]) -> None:
        try:
            self._offline().recognize(id_, declared)
        except ResourceError as error:
            raise self._failure("update", declared.to_wire(), error) from None

    def _settings(self) -> Settings:
        if self._request is None:
            raise SettingsError("the provider was used before the engine configured it")
        if self._resolved is None:
            self._resolved = Settings.resolve(self._request.config.get)
        return self._resolved

    def _connected(self) -> Lifecycle[Any, Any]:
        return _lifecycle_type(self._noun)(instance_for(self._settings(), command=_command()))

    def _offline(self) -> Lifecycle[Any, Any]:
        instance = instance_for(self._settings(), offline=True, command=_command())
        return _lifecycle_type(self._noun)(instance)

    def _with_state(self, wire: Wire) -> tuple[Lifecycle[Any, Any], Any]:
        settings = self._settings()
        if problem := _elsewhere(wire.get("instance"), settings):
            raise ResourceError(problem)
        lifecycle = self._connected()
        return lifecycle, parse(lifecycle.outputs, wire).values

    def _get(self, id_: str, props: Wire) -> ReadResult:
        lifecycle = self._connected()
        id_, outputs = lifecycle.get(id_, parse(Properties, props).values)
        return ReadResult(id_, outputs.to_outputs())

    def _refused_when_new(
        self, declared: Declared[Any], before: Declared[Any] | None
    ) -> Iterator[Problem]:
        name = declared.values.logical_name
        for problem, is_new in broken_rules(declared, before):
            if is_new:
                yield problem
            else:
                text = _GOES_ON.format(problem.property, problem.reason)
                notices.say_once(f'{self._noun} "{name}"', text)

    def _verify(
        self, declared: Declared[Any], before: Declared[Any] | None
    ) -> tuple[Declared[Any], list[Problem]]:
        settings = self._settings()
        if before and (problem := _elsewhere(before.values.instance, settings)):
            return declared, [Problem("", problem)]
        declared = declared.replace(instance=settings.instance)
        if settings.offline_preview:
            notices.say_once("", f"{settings.origins['offlinePreview'].name} {_OFFLINE}")
            return self._offline().verify_offline(declared, before)
        return self._connected().verify(declared, before)

    def _complete(self, lifecycle: Lifecycle[Any, Any], wire: Wire, olds: Wire | None) -> Any:  # noqa: ANN401 - an instance of the lifecycle's inputs
        """Return checked inputs as a model; what an offline check left open is checked now."""
        declared = _declared(lifecycle.inputs, with_instance(wire))
        problems = list(declared.problems)
        if not problems and self._settings().offline_preview:
            before = None if olds is None else _declared(lifecycle.inputs, olds)
            declared, problems = lifecycle.verify(declared, before)
        problems.extend(Problem(name, _STILL_UNKNOWN) for name in sorted(declared.unknown))
        if problems:
            reasons = (f"{problem.property} {problem.reason}".strip() for problem in problems)
            raise ResourceError("; ".join(reasons))
        return declared.values

    def _failure(self, action: str, wire: Mapping[str, Any], error: Exception) -> ResourceError:
        name = f' "{wire["__name"]}"' if wire.get("__name") else ""
        now_what = f" {_AFTERWARDS[action]}" if isinstance(error, MarketoError) else ""
        text = f"could not {action} {self._noun}{name}: {error}{now_what}"
        return _OneLineError(notices.printable(text))


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
    return MarketoResourceProvider(noun)


def _lifecycle_type(noun: str) -> type[Lifecycle[Any, Any]]:
    module = importlib.import_module(_MODULES[noun])
    lifecycle: type[Lifecycle[Any, Any]] = getattr(module, f"{noun}Lifecycle")
    return lifecycle


def _declared(model: type[AnyProperties], wire: Wire) -> Declared[AnyProperties]:
    """Read the engine's dictionary; what it does not know yet gets the lifecycles' form of that."""
    return parse(model, _translated(wire, EnginesUnknown, UNKNOWN))


def _to_engine(declared: Declared[Any]) -> Wire:
    """Return the engine's dictionary, with what is not known yet in the engine's form."""
    wire: Wire = _translated(declared.to_wire(), Unknown, ENGINES_UNKNOWN)
    return wire


def _translated(value: Any, unknown: type, instead: object) -> Any:  # noqa: ANN401 - same
    if isinstance(value, unknown):
        return instead
    if isinstance(value, Mapping):
        return {key: _translated(one, unknown, instead) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_translated(one, unknown, instead) for one in value]
    return value


def _command() -> str | None:
    """Return the engine's address: the argument of all provider processes of one command."""
    is_provider_process = getattr(sys.modules["__main__"].__spec__, "name", "") == _DYNAMIC_SERVER
    return sys.argv[1] if is_provider_process and len(sys.argv) > 1 else None


def _check_failure(problem: Problem, news: Wire) -> CheckFailure:
    # Names from the program and from Marketo are in it.
    path, reason = notices.printable(problem.property)[:_LONGEST_PATH], problem.reason
    # The engine prints the value beside the name of a property. It has none for a path, and that of
    # a list is unreadable.
    if path and not isinstance(news.get(path), str | int | float):
        path, reason = "", f"{path}: {reason}"
    return CheckFailure(path, notices.printable(reason))


def _inputs_of(model: type[Properties], outputs: Properties) -> Wire:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    return {key: value for key, value in outputs.to_wire().items() if key in keys}


def _elsewhere(recorded: str | None, settings: Settings) -> str | None:
    connected, origin = settings.instance, settings.address_origin
    if recorded is None or origin is None or recorded == connected:
        return None
    return (
        f"it lives on the Marketo instance {recorded}, but the connection leads to {connected} "
        f"(set by {origin.name}). Nothing was read or changed. Point the connection back, or, if "
        "the object shall now be managed on the other instance, declare it there as a resource of "
        "another name"
    )


_DYNAMIC_SERVER = "pulumi.dynamic.__main__"
_LONGEST_PATH = 200
_UNFINISHED = (
    "is updated even if the program is unchanged: in the state, {} differs from what was declared."
)
_STILL_UNKNOWN = "has no value yet, so nothing was sent. Run `pulumi up` again"
_GOES_ON = "{} {}. It is in the state already, so it is left as it is. Change it when you can."
_UNTOUCHED = "Nothing of this resource was changed."
_AFTERWARDS = {
    "create": (
        "Nothing of it is recorded in the state yet, even if Marketo has it by now. Run `pulumi "
        "up` again: it looks first and goes on from what is there."
    ),
    "read": "The state is as it was. Run the same command again.",
    "update": (
        "The state is as it was, even if Marketo took a part of the change. Run `pulumi up` "
        "again: it looks first and sends what is left."
    ),
    "delete": (
        "It is still in the state. Run the same command again: if Marketo has it no more, that "
        "counts as deleted."
    ),
}
"""What is half done when Marketo failed in the middle, and what to do next."""
_OFFLINE = (
    "is set: Marketo was not asked, so credentials, roles, workspaces and existing users are "
    "unchecked until `up`"
)
