"""Ask a person to do something with a user, and wait until it is done or the time is over.

All users of a command share one deadline, so a user whose turn comes after it is looked for once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from marketo_resources.core import notices
from marketo_resources.core.instance import Instance
from marketo_resources.core.waiting import FOR_A_PERSON, wait_for
from marketo_resources.errors import ResourceError

__all__ = ["Look", "Task", "done_by_a_person"]

Value = TypeVar("Value")

_FRESH = 1.0
"""Age in seconds that an answer may have in a look, so that simultaneous looks share it."""


class Task(NamedTuple):
    """Hold what a person is asked to do.

    Attributes:
        resource: The resource that it is for, as notices name it.
        seconds: How long its program wants a command to wait for people.
        what: What is waited for, in a few words.
        request: Why a person must, and the clicks.
        afterwards: What to do when it is done, for an error.
        done: What to say as soon as it is done.
    """

    resource: str
    seconds: int
    what: str
    request: str
    afterwards: str
    done: str


class Look:
    """Look whether a person has done it, and keep in `wrong` what is not right yet.

    Args:
        task: What was asked for.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self.wrong = ""

    def note(self, wrong: str) -> None:
        """Note what is not right, and say so whenever it has changed."""
        if wrong and wrong != self.wrong and self._task.seconds:
            notices.say(self._task.resource, f"{wrong}.")
        self.wrong = wrong


def done_by_a_person(
    instance: Instance, task: Task, look: Look, found: Callable[[float], Value | None]
) -> Value:
    """Wait until a person has done it; return what `found` found.

    Args:
        instance: Where it is done; its deadline is shared by all that wait.
        task: What is asked for.
        look: Knows what is not right yet.
        found: Takes a moment, and returns what is waited for, or None. It may use an answer that
            another look got since that moment.

    Raises:
        ResourceError: if it is not done in time. Nothing was changed then.
    """
    left = instance.by_hand.seconds_left(task.seconds) if task.seconds else 0.0
    value = found(instance.clock.now() - _FRESH)
    if value is None and left > 0:
        value = _waited_for(instance, task, found, left)
    if value is None:
        within = f"{task.what}: not done within {task.seconds} seconds. " if task.seconds else ""
        wrong = f"So far: {look.wrong}. " if look.wrong else ""
        raise ResourceError(f"{within}{task.request}\n{wrong}{task.afterwards}")
    return value


def _waited_for(
    instance: Instance, task: Task, found: Callable[[float], Value | None], left: float
) -> Value | None:
    notices.say_once(task.resource, task.request)
    notices.say(
        task.resource,
        f"waiting up to {left:.0f} seconds for it (interrupting twice stops the wait and breaks "
        "nothing).",
    )
    with instance.by_hand.waiting(task.resource, task.what):
        value = wait_for(
            lambda since: found(since - _FRESH),
            seconds=left,
            pauses=FOR_A_PERSON,
            clock=instance.clock,
            announce=lambda still: _announce(instance, task.resource, still),
        )
    if value is not None:
        notices.say(task.resource, task.done)
    return value


def _announce(instance: Instance, resource: str, left: float) -> None:
    if waiting := instance.by_hand.list_printed_by(resource):
        what = "; ".join(waiting)
        notices.say(resource, f"still waiting for a person, {left:.0f} more seconds: {what}.")
