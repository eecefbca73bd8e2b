"""Read and write a resource's inputs and outputs as typed models.

The one place that turns the engine's dictionaries into models and back. The engine's dictionaries
may lack what is unset, hold numbers as floats, and, in a preview, hold `Unknown` where a value
depends on a resource that does not exist yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from marketo_resources.core.context import Context, InContext
from marketo_resources.core.unknown import UNKNOWN, Unknown
from marketo_resources.spelling import suggestion

__all__ = [
    "ComparedAs",
    "Declared",
    "EmptyWhenUnset",
    "NotCompared",
    "Partial",
    "Problem",
    "Properties",
    "RecordedOnly",
    "RefusedWhenNew",
    "ReplaceOnChange",
    "Unique",
    "parse",
    "value_of",
]


class ReplaceOnChange:
    """Marks a field whose change makes a new object instead of updating the old one."""


class Unique:
    """Marks a field whose values are unique in Marketo: one is taken until its object is gone."""


class NotCompared:
    """Marks a field whose change alone is no change of the resource."""


class RecordedOnly:
    """Marks a field that is kept in state and says nothing about the object in Marketo."""


@dataclass(frozen=True)
class EmptyWhenUnset:
    """Marks a field whose empty value means the same as none.

    Outputs hold the empty value, because the engine drops None. Without a value the output would be
    unknown in every preview, and whatever uses it would be listed as changed each time.
    """

    value: str | tuple[()]

    @classmethod
    def of(cls, field: FieldInfo) -> Any:  # noqa: ANN401 - what the engine would be given
        """Return the empty value of a field, or None if it has none."""
        marks = (mark for mark in field.metadata if isinstance(mark, cls))
        return next((_plain(mark.value) for mark in marks), None)


@dataclass(frozen=True)
class RefusedWhenNew:
    """Marks a field with a rule that state of an earlier version need not keep.

    A value that is in a state already is kept and announced; a new or changed one is refused.
    """

    rule: Callable[[Any], str | None]
    """Returns what is wrong with a value."""


class ComparedAs:
    """Marks a field that is compared by what `key` makes of it, such as a list read as a set."""

    def key(self, value: Any) -> Hashable:  # noqa: ANN401 - the field's own type
        """Return what stands for the value in a comparison."""
        raise NotImplementedError


class Problem(NamedTuple):
    """One thing wrong with what was declared: the property at fault, and reason and remedy."""

    property: str
    reason: str


class Properties(BaseModel):
    """Base of every inputs and outputs model: snake_case keys, in the program as in the state."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )

    context: Annotated[Context, NotCompared()] = Context()
    """Which resource has them; an adapter keeps that in its own form."""

    @property
    def logical_name(self) -> str:
        """The resource's name in the program, for messages."""
        return self.context.name

    @property
    def resource(self) -> str:
        """The resource's URN, or its name where there is none, by which it is known."""
        return self.context.resource

    def recorded_only(self) -> dict[str, Any]:
        """Return the values of the fields that are kept in state and never sent to Marketo."""
        held = held_fields(type(self))
        return {name: value_of(self, name) for name in type(self).model_fields if name not in held}

    def to_wire(self) -> dict[str, Any]:
        """Return the engine's form: what is unset is left out."""
        return {
            field.alias or name: _plain(value)
            for name, field in own_fields(type(self))
            if (value := value_of(self, name)) is not None
        }

    def to_outputs(self) -> InContext:
        """Return what state keeps, with what is unset as an empty value if it means the same."""
        empty = {
            field.alias or name: value
            for name, field in own_fields(type(self))
            if (value := EmptyWhenUnset.of(field)) is not None
        }
        return InContext(self.context, empty | self.to_wire())


_NO_CONTEXT = Context()
Broken = tuple[Problem, bool]
"""What is wrong, and whether the value is new."""

AnyProperties = TypeVar("AnyProperties", bound=Properties)
AnyProperties_co = TypeVar("AnyProperties_co", bound=Properties, covariant=True)
AnyValue = TypeVar("AnyValue")


@dataclass(frozen=True)
class Partial(Generic[AnyProperties_co]):
    """Hold those fields of a model that are known and valid.

    Made of a complete model, it has the fields that the model was given.

    Attributes:
        known: The model. Read only fields that `knows` confirms or that have a default: others are
            no attributes of it while they are unknown or invalid.
    """

    known: AnyProperties_co

    @property
    def context(self) -> Context:
        """Which resource has them."""
        return self.known.context

    @property
    def logical_name(self) -> str:
        """The resource's name in the program, for messages."""
        return self.known.logical_name

    @property
    def resource(self) -> str:
        """The resource's URN, or its name where there is none, by which it is known."""
        return self.known.resource

    def knows(self, *names: str) -> bool:
        """Return whether these fields are known and valid."""
        return all(name in self.known.model_fields_set for name in names)

    def get(self, name: str, default: AnyValue) -> AnyValue | Any:  # noqa: ANN401 - the field's own type
        """Return a field's value, or `default` if it has none."""
        return value_of(self.known, name, default)


@dataclass(frozen=True)
class Declared(Generic[AnyProperties]):
    """Hold what a program declares, as far as it is known and valid.

    `values` lacks the fields that `unknown` names and those that `problems` are about.
    """

    values: Partial[AnyProperties]
    unknown: frozenset[str]
    problems: tuple[Problem, ...]

    @property
    def known(self) -> AnyProperties:
        """The model, of which only what `Partial.known` allows may be read."""
        return self.values.known

    def knows(self, *names: str) -> bool:
        """Return whether these fields are known and valid."""
        return self.values.knows(*names)

    def replace(self, **changes: object) -> Declared[AnyProperties]:
        """Return the same with other values, for what a look-up has resolved."""
        changed = self.known.model_copy(update=changes)
        return Declared(Partial(changed), self.unknown - changes.keys(), self.problems)

    def located(self, instance: str | None) -> Declared[AnyProperties]:
        """Return the same on an instance."""
        return self.replace(context=replace(self.values.context, instance=instance))

    def in_context(self) -> InContext:
        """Return the properties in the engine's form, and the resource that has them."""
        return InContext(self.values.context, self.to_wire())

    def to_wire(self) -> dict[str, Any]:
        """Return the engine's form, with what is unknown as unknown."""
        return self.known.to_wire() | dict.fromkeys(self.unknown, UNKNOWN)


def parse(
    model: type[AnyProperties], wire: Mapping[str, Any], context: Context = _NO_CONTEXT
) -> Declared[AnyProperties]:
    """Read the engine's dictionary field by field, so that every problem is found at once."""
    values: dict[str, Any] = {"context": context}
    unknown: set[str] = set()
    problems: list[Problem] = []
    for name, field in own_fields(model):
        given = wire.get(field.alias or name)
        given = None if given == EmptyWhenUnset.of(field) else given
        if isinstance(given, Unknown):
            unknown.add(name)
        elif given is None and not field.is_required():
            values[name] = field.get_default(call_default_factory=True)
        elif given is None:
            problems.append(Problem(name, f"is required: {field.description}"))
        else:
            try:
                values[name] = _adapter(model, name).validate_python(given)
            except ValidationError as error:
                found = list(_problems(model, name, given, error))
                problems.extend(found)
                if found:
                    values |= _right_members(model, name, given, error)
                else:
                    unknown.add(name)
    read = cast("AnyProperties", model.model_construct(None, **values))
    return Declared(Partial(read), frozenset(unknown), tuple(problems))


def value_of(model: BaseModel, name: str, default: Any = None) -> Any:  # noqa: ANN401 - the field's own type
    """Return the value of a field that is given by its name, or `default` if it has none."""
    return getattr(model, name, default)


def own_fields(model: type[Properties]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields that a program declares or state keeps, without the context."""
    return (one for one in model.model_fields.items() if one[0] != "context")


def compared_fields(model: type[Properties]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields whose change is a change of the resource."""
    for name, field in model.model_fields.items():
        if not _is_marked(field, NotCompared):
            yield name, field


def held_fields(model: type[Properties]) -> tuple[str, ...]:
    """Return the names of the fields that describe the object in Marketo."""
    return tuple(
        name for name, field in compared_fields(model) if not _is_marked(field, RecordedOnly)
    )


def changed_fields(model: type[Properties], old: Partial[Properties], new: Properties) -> list[str]:
    """Return the names of the fields of `model` in which what is recorded differs from `new`."""
    return [
        name
        for name, field in compared_fields(model)
        if comparable(field, old.get(name, None)) != comparable(field, value_of(new, name))
    ]


def differing(model: type[Properties], olds: Declared[Any], news: Declared[Any]) -> list[str]:
    """Return the names of the fields of `model` that differ; an unknown value counts as different.

    Validation never fails here: what cannot be read counts as different too.
    """
    return [name for name, field in compared_fields(model) if _differs(name, field, olds, news)]


def broken_rules(declared: Declared[Any], before: Declared[Any] | None) -> Iterator[Broken]:
    """Yield what breaks a rule that only new values must keep, and whether it is new."""
    for name, field in type(declared.known).model_fields.items():
        rules = [mark.rule for mark in field.metadata if isinstance(mark, RefusedWhenNew)]
        for rule in rules if declared.knows(name) else ():
            if reason := rule(value_of(declared.known, name)):
                is_new = before is None or _differs(name, field, before, declared)
                yield Problem(name, reason), is_new


def replacing(model: type[Properties], names: Iterable[str]) -> list[str]:
    """Return those of the fields whose change replaces the resource."""
    return [name for name in names if _is_marked(model.model_fields[name], ReplaceOnChange)]


def collides(model: type[Properties], names: Collection[str]) -> bool:
    """Return whether a new object cannot exist while the old one does, if these fields differ."""
    unique = {name for name, field in model.model_fields.items() if _is_marked(field, Unique)}
    return bool(unique) and unique.isdisjoint(names)


def comparable(field: FieldInfo, value: Any) -> Hashable:  # noqa: ANN401 - any field's value
    """Return what stands for a field's value in a comparison."""
    for mark in field.metadata:
        if isinstance(mark, ComparedAs) and value is not None:
            return mark.key(value)
    return tuple(value) if isinstance(value, list) else value


def _is_marked(field: FieldInfo, kind: type) -> bool:
    return any(isinstance(mark, kind) for mark in field.metadata)


def _differs(name: str, field: FieldInfo, olds: Declared[Any], news: Declared[Any]) -> bool:
    if not (olds.knows(name) and news.knows(name)):
        return True
    return comparable(field, value_of(olds.known, name)) != comparable(
        field, value_of(news.known, name)
    )


@cache
def _adapter(model: type[Properties], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    # A field's marks say what is valid; its alias only says under which key it stands.
    kind: Any = field.annotation
    for mark in field.metadata:
        kind = Annotated[kind, mark]
    config = None if _is_model(field) else ConfigDict(arbitrary_types_allowed=True)
    return TypeAdapter(kind, config=config)


def _is_model(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _right_members(
    model: type[Properties],
    name: str,
    given: Any,  # noqa: ANN401 - the engine hands over anything
    error: ValidationError,
) -> dict[str, Any]:
    """Return a list with `UNKNOWN` for what is wrong in it, so that the rest is checked too."""
    places = {detail["loc"][:1] for detail in error.errors(include_url=False, include_input=False)}
    if not isinstance(given, list) or () in places:
        return {}
    rest = [UNKNOWN if (place,) in places else one for place, one in enumerate(given)]
    try:
        return {name: _adapter(model, name).validate_python(rest)}
    except ValidationError:
        return {}


def _problems(
    model: type[Properties],
    name: str,
    given: Any,  # noqa: ANN401 - the engine hands over anything
    error: ValidationError,
) -> Iterator[Problem]:
    seen = set()
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        if _is_unknown_member(given, detail["loc"]):
            continue
        *steps, last = detail["loc"] or ("",)
        is_misnamed = detail["type"] == _MISNAMED
        place = f".{last}" if is_misnamed else _step(last)
        path = name + "".join(map(_step, steps)) + place
        reason = _REASONS.get(detail["type"], detail["msg"].removeprefix("Value error, "))
        if is_misnamed:
            reason += suggestion(str(last), _names_in(model.model_fields[name].annotation))
        # That it may be `Unknown` too is for previews only: no program can write that.
        if path not in seen and detail["type"] != "is_instance_of":
            yield Problem(path, reason[:1].lower() + reason[1:])
        seen.add(path)


def _is_unknown_member(given: Any, location: tuple[int | str, ...]) -> bool:  # noqa: ANN401 - same
    step = location[0] if location else None
    return isinstance(given, list) and isinstance(step, int) and isinstance(given[step], Unknown)


def _names_in(annotation: Any) -> list[str]:  # noqa: ANN401 - any type
    """Return the properties of the models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return list(annotation.model_fields)
    return [name for part in get_args(annotation) for name in _names_in(part)]


_MISNAMED = "extra_forbidden"
_REASONS = {
    "string_type": "must be a string",
    "bool_type": "must be True or False",
    "bool_parsing": "must be True or False",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list",
    _MISNAMED: "is not a property of this resource: remove it",
}


def _step(step: int | str) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    # The members of a union and the wrappers of validators are no part of a user's path.
    return f".{step}" if step.isidentifier() and step.islower() else ""


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field's value
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {n: _plain(v) for n in fields if (v := value_of(value, n)) is not None}
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
