"""Define what each kind of resource implements: its life, in models and without Pulumi.

`dynamic.adapter` is the adapter that makes a lifecycle a Pulumi dynamic provider; another
adapter could make it part of a full provider.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import ClassVar, Generic, TypeVar

from marketo_resources.core.context import Context
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Declared, Partial, Problem, Properties
from marketo_resources.errors import MarketoResourcesError

__all__ = ["HalfMade", "Lifecycle"]

Inputs = TypeVar("Inputs", bound=Properties)
Outputs = TypeVar("Outputs", bound=Properties)


class HalfMade(Exception):  # noqa: N818 - no error by itself: `failure` is
    """Carries what is known of an object whose create failed after Marketo took it.

    Attributes:
        failure: What went wrong.
        id: The object's id.
        outputs: What state should keep of it.
    """

    def __init__(self, failure: MarketoResourcesError, id_: str, outputs: Properties) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.id = id_
        self.outputs = outputs


class Lifecycle(ABC, Generic[Inputs, Outputs]):
    """Define how resources of one kind are checked, created, read, updated and deleted.

    Every method may raise MarketoError; all but `verify` may raise ResourceError. The state that
    they get has only what could be read of it.
    """

    noun: ClassVar[str]
    inputs: type[Inputs]
    outputs: type[Outputs]

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    @abstractmethod
    def verify(
        self, declared: Declared[Inputs], before: Declared[Inputs] | None
    ) -> tuple[Declared[Inputs], list[Problem]]:
        """Compare what is declared with Marketo, in previews too; change nothing there.

        Args:
            declared: What the program declares.
            before: What it declared when last applied or refreshed; None for a new resource.

        Returns:
            What is declared, completed by what could be looked up, and what is wrong with it.
        """

    def verify_offline(
        self, declared: Declared[Inputs], before: Declared[Inputs] | None
    ) -> tuple[Declared[Inputs], list[Problem]]:
        """Do the part of `verify` that needs no call."""
        return self.carry_over(declared, before), []

    @staticmethod
    @abstractmethod
    def carry_over(declared: Declared[Inputs], before: Declared[Inputs] | None) -> Declared[Inputs]:
        """Complete what is declared by what was looked up before, where Marketo is not asked."""

    def recognize(self, id_: str, declared: Declared[Inputs]) -> None:
        """Note which object in Marketo a declared resource has by its state.

        Only here are the id and the declaration both known: a check gets no id.
        """

    @abstractmethod
    def create(self, inputs: Inputs) -> tuple[str, Outputs]:
        """Make the object; return its id and what Marketo holds.

        It may also raise HalfMade, if it failed after Marketo took the object.
        """

    @abstractmethod
    def read(self, id_: str, state: Partial[Outputs]) -> Outputs | None:
        """Return what Marketo holds now, or None if the object is confirmed to be gone."""

    @abstractmethod
    def get(self, id_: str, state: Partial[Properties]) -> tuple[str, Outputs]:
        """Look up an object that is not managed, by its id or its natural key."""

    @abstractmethod
    def update(self, id_: str, state: Partial[Outputs], inputs: Inputs) -> Outputs:
        """Change the object from what state holds to what is declared; return what it is now."""

    @abstractmethod
    def delete(self, id_: str, state: Partial[Outputs]) -> None:
        """Delete the object, or forget it where no call can; one that is gone is a success."""

    def _here(self, properties: Properties | Partial[Properties]) -> Context:
        """Return the context of properties, on the instance that was asked."""
        return replace(properties.context, instance=self.instance.host)

    def describe(self, properties: Properties | Partial[Properties]) -> str:
        """Return kind and logical name, for messages."""
        return f'{self.noun} "{properties.logical_name}"' if properties.logical_name else self.noun
