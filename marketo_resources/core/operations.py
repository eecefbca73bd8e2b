"""Offer an adapter the operations of any kind of resource: check, diff, create, read and so on.

Properties come and go as dictionaries under the models' keys, with `UNKNOWN` where a preview does
not know a value yet, together with the resource that has them. Everything that has nothing
to do with a particular engine is done here, so that a second adapter copies nothing: `check` comes
from validation, `diff` from the marks on the fields, and each error says what may be half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from marketo_resources.core import notices
from marketo_resources.core.context import Context, InContext
from marketo_resources.core.instance import Instance
from marketo_resources.core.lifecycle import HalfMade, Lifecycle
from marketo_resources.core.properties import (
    Declared,
    Partial,
    Problem,
    Properties,
    broken_rules,
    collides,
    differing,
    own_fields,
    parse,
    replacing,
)
from marketo_resources.errors import MarketoResourcesError, ResourceError
from marketo_resources.marketo.errors import MarketoError
from marketo_resources.settings import Settings

__all__ = ["Checked", "Connect", "Difference", "Found", "HalfMadeError", "Operations"]

Connect = Callable[[Settings, bool], Instance]
"""Returns the instance for settings; with True an offline one, which makes no call."""
AnyLifecycle = Lifecycle[Any, Any]
AnyProperties = TypeVar("AnyProperties", bound=Properties)


class Checked(NamedTuple):
    """Hold what is declared in the form that state keeps, or what is wrong with it."""

    properties: InContext
    problems: tuple[Problem, ...] = ()


class Difference(NamedTuple):
    """Hold what differs between state and declaration, as far as an engine needs it.

    Attributes:
        changed: None if inputs differ, which an engine lists best itself; True if only something
            else does, which an update left undone; False if nothing does.
        replaces: The fields that differ and whose change makes a new object.
        delete_before_replace: Whether the new object cannot exist while the old one does.
    """

    changed: bool | None
    replaces: list[str]
    delete_before_replace: bool


class Found(NamedTuple):
    """Hold an object of Marketo: its id, and what state keeps of it."""

    id: str
    outputs: InContext
    inputs: InContext | None = None


class HalfMadeError(ResourceError):
    """A create failed after Marketo took it.

    An engine that can record a create that is half done keeps `found`: what differs from the
    declaration is named there as unfinished, and the next update sends it. One that cannot runs
    the create again, which goes on from what is there.
    """

    __module__, __qualname__ = "marketo_resources", "ResourceError"

    def __init__(self, text: str, found: Found) -> None:
        super().__init__(text)
        self.found = found


class Operations:
    """Check, compare, make, read, change and delete resources of one kind.

    Args:
        lifecycle: What is done with objects of this kind.
        settings: Returns the settings; it may raise SettingsError.
        connect: Returns the instance for them, with the adapter's clock and command.
    """

    def __init__(
        self, lifecycle: type[AnyLifecycle], settings: Callable[[], Settings], connect: Connect
    ) -> None:
        self._lifecycle = lifecycle
        self._settings = settings
        self._connect = connect

    def check(self, news: InContext, olds: InContext | None) -> Checked:
        """Validate what is declared, then compare it with Marketo; change nothing there.

        Args:
            news: What the program declares.
            olds: What it declared when last applied or refreshed; None for a new resource.
        """
        model = self._lifecycle.inputs
        declared = _parsed(model, news)
        before = None if olds is None else _parsed(model, olds)
        problems = [*declared.problems, *self._refused_when_new(declared, before)]
        try:
            declared, found = self._verify(declared, before)
            problems.extend(found)
        except MarketoResourcesError as error:
            untouched = f" {_UNTOUCHED}" if isinstance(error, MarketoError) else ""
            problems.append(Problem("", f"{error}{untouched}"))
        if problems:
            return Checked(news, tuple(problems))
        return Checked(declared.in_context())

    def diff(self, id_: str, olds: InContext, news: InContext) -> Difference:
        """Say whether a managed field differs, and which of these replace the resource.

        Raises:
            ResourceError: if the state holds one user twice; see `Lifecycle.recognize`.
        """
        model = self._lifecycle.inputs
        before, declared = _parsed(model, olds), _parsed(model, news)
        self._recognize(id_, declared)
        # An offline check looked nothing up, and what was not looked up has not changed.
        names = differing(model, before, self._lifecycle.carry_over(declared, before))
        return Difference(
            self._changed(olds, names), replacing(model, names), collides(model, names)
        )

    def create(self, props: InContext) -> Found:
        """Make the object in Marketo.

        Raises:
            HalfMadeError: if it failed after Marketo took it; it holds what an engine that records
                a create that is half done needs.
            ResourceError: if it failed; the text says what may be half done, and what to do next.
        """
        try:
            lifecycle = self._connected()
            id_, outputs = lifecycle.create(self._complete(lifecycle, props, None))
            return Found(id_, outputs.to_outputs())
        except HalfMade as half:
            text = str(self._failure("create", props.context, half.failure))
            raise HalfMadeError(text, Found(half.id, half.outputs.to_outputs())) from None
        except MarketoResourcesError as error:
            raise self._failure("create", props.context, error) from None

    def read(self, id_: str, props: InContext) -> Found | None:
        """Return what Marketo holds now; None if the object is confirmed to be gone.

        Properties without an instance are those of an object that is only looked up, by its id or
        its natural key.

        Raises:
            ResourceError: if it failed, or nothing is found that is only looked up.
        """
        try:
            if props.context.instance is None:
                return self._get(id_, props)
            lifecycle, state = self._with_state(props)
            outputs = lifecycle.read(id_, state)
            return None if outputs is None else self._read(id_, outputs)
        except MarketoResourcesError as error:
            raise self._failure("read", props.context, error) from None

    def update(self, id_: str, olds: InContext, news: InContext) -> InContext:
        """Change the object in Marketo; return what it is then.

        Raises:
            ResourceError: if it failed; the text says what may be half done, and what to do next.
        """
        try:
            lifecycle, state = self._with_state(olds)
            outputs: Properties = lifecycle.update(
                id_, state, self._complete(lifecycle, news, olds)
            )
            return outputs.to_outputs()
        except MarketoResourcesError as error:
            raise self._failure("update", news.context, error) from None

    def delete(self, id_: str, props: InContext) -> None:
        """Take the object away from Marketo, as far as Marketo lets it.

        Raises:
            ResourceError: if it failed; the state is to be kept then.
        """
        try:
            lifecycle, state = self._with_state(props)
            lifecycle.delete(id_, state)
        except MarketoResourcesError as error:
            raise self._failure("delete", props.context, error) from None

    def _connected(self) -> AnyLifecycle:
        return self._lifecycle(self._connect(self._settings(), False))  # noqa: FBT003 - its one flag

    def _offline(self) -> AnyLifecycle:
        return self._lifecycle(self._connect(self._settings(), True))  # noqa: FBT003 - same

    def _verify(
        self, declared: Declared[Any], before: Declared[Any] | None
    ) -> tuple[Declared[Any], list[Problem]]:
        settings = self._settings()
        if before and (problem := _elsewhere(before.values.context.instance, settings)):
            return declared, [Problem("", problem)]
        declared = declared.located(settings.instance)
        if settings.offline_preview:
            notices.say_once("", f"{settings.origins['offlinePreview'].name} {_OFFLINE}")
            return self._offline().verify_offline(declared, before)
        return self._connected().verify(declared, before)

    def _refused_when_new(
        self, declared: Declared[Any], before: Declared[Any] | None
    ) -> Iterator[Problem]:
        for problem, is_new in broken_rules(declared, before):
            if is_new:
                yield problem
            else:
                text = _GOES_ON.format(problem.property, problem.reason)
                notices.say_once(self._described(declared.values.logical_name), text)

    def _changed(self, olds: InContext, names: list[str]) -> bool | None:
        found, unfinished = (olds.values.get(key) for key in ("found_by_refresh", "unfinished"))
        if isinstance(unfinished, list) and unfinished and not found:
            text = _UNFINISHED.format(", ".join(map(str, unfinished)))
            notices.say_once(self._described(olds.context.name), text)
            return True
        return None if names or found else False

    def _recognize(self, id_: str, declared: Declared[Any]) -> None:
        try:
            self._offline().recognize(id_, declared)
        except ResourceError as error:
            raise self._failure("update", declared.values.context, error) from None

    def _with_state(self, state: InContext) -> tuple[AnyLifecycle, Partial[Any]]:
        if problem := _elsewhere(state.context.instance, self._settings()):
            raise ResourceError(problem)
        lifecycle = self._connected()
        return lifecycle, _parsed(lifecycle.outputs, state).values

    def _get(self, id_: str, props: InContext) -> Found:
        lifecycle = self._connected()
        id_, outputs = lifecycle.get(id_, _parsed(Properties, props).values)
        return Found(id_, outputs.to_outputs())

    def _read(self, id_: str, outputs: Properties) -> Found:
        return Found(id_, outputs.to_outputs(), _inputs_of(self._lifecycle.inputs, outputs))

    def _complete(self, lifecycle: AnyLifecycle, given: InContext, olds: InContext | None) -> Any:  # noqa: ANN401 - an instance of the lifecycle's inputs
        """Return checked inputs as a model; check now what an offline check left out."""
        declared = _parsed(lifecycle.inputs, given)
        problems = list(declared.problems)
        if not problems and self._settings().offline_preview:
            before = None if olds is None else _parsed(lifecycle.inputs, olds)
            declared, problems = lifecycle.verify(declared, before)
        problems.extend(Problem(name, _STILL_UNKNOWN) for name in sorted(declared.unknown))
        if problems:
            reasons = (f"{problem.property} {problem.reason}".strip() for problem in problems)
            raise ResourceError("; ".join(reasons))
        return declared.known

    def _failure(self, action: str, context: Context, error: Exception) -> ResourceError:
        name = f' "{context.name}"' if context.name else ""
        now_what = f" {_AFTERWARDS[action]}" if isinstance(error, MarketoError) else ""
        text = f"could not {action} {self._lifecycle.noun}{name}: {error}{now_what}"
        return ResourceError(notices.printable(text))

    def _described(self, name: str | None) -> str:
        return f'{self._lifecycle.noun} "{name}"' if name else self._lifecycle.noun


def _parsed(model: type[AnyProperties], given: InContext) -> Declared[AnyProperties]:
    return parse(model, given.values, given.context)


def _inputs_of(model: type[Properties], outputs: Properties) -> InContext:
    keys = {field.alias or name for name, field in own_fields(model)}
    kept = {key: value for key, value in outputs.to_wire().items() if key in keys}
    return InContext(outputs.context, kept)


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


_UNFINISHED = (
    "is updated even if the program is unchanged: the state records {} as unfinished, that is, not "
    "as declared. `up` tries again."
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
        "It is still in the state. Run the same command again: if Marketo no longer has it, that "
        "counts as deleted."
    ),
}
"""Appended to errors: what may be half done, and what to run next."""
_OFFLINE = (
    "is set: Marketo was not asked, so credentials, roles, workspaces and existing users are "
    "unchecked until `up`."
)
