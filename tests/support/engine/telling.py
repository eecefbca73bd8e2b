"""Telling stories: many in one stack, with one run of each command for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import EMAIL, INVITE, Story


@dataclass(frozen=True)
class Course:
    """The course of a story: what the preview listed, what `up` then changed, what it left."""

    steps: dict[str, str]
    changed: list[str]
    left: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What was expected of a story, and what was seen."""

    expected: Course
    seen: Course


def tell(stack: Stack, marketo: Simulator, stories: Sequence[Story]) -> dict[str, Outcome]:
    """Tell stories of one stack at once, and return what came of each."""
    prefixes = {f"s{number:02}": story for number, story in enumerate(stories)}
    for prefix, story in prefixes.items():
        story.prepare(marketo, _of(prefix, EMAIL))
    stack.program(_program(prefixes, "before"))
    stack.up()
    for prefix, story in prefixes.items():
        story.by_hand(marketo, _of(prefix, EMAIL))
    if any(story.refresh for story in stories):
        stack.refresh()
    stack.program(_program(prefixes, "after"))
    marketo.app.calls.clear()
    listed = stack.steps()
    assert [call for call in marketo.app.calls.all() if call["changed"]] == []
    known = {user.id for user in marketo.subscription.users}
    stack.up()
    changed = _changes(marketo, known)
    left = stack.steps()
    return {
        story.name: Outcome(
            Course(_steps(prefix, story.steps), story.changed, {}),
            Course(_own(prefix, listed), changed.get(prefix, []), _own(prefix, left)),
        )
        for prefix, story in prefixes.items()
    }


def _program(prefixes: dict[str, Story], part: str) -> str:
    return "".join(_of(prefix, getattr(story, part)) for prefix, story in prefixes.items())


def _of(prefix: str, text: str) -> str:
    """Give the story's own names to its resources, credentials and addresses."""
    named = re.sub(r"'([a-z0-9]+)'", rf"'{prefix}\1'", text)
    return re.sub(r"(?i)(etl|other)@", rf"{prefix}.\1@", named)


def _steps(prefix: str, steps: dict[str, str]) -> dict[str, str]:
    return {resource.replace(" ", f" {prefix}"): step for resource, step in steps.items()}


def _own(prefix: str, listed: dict[str, str]) -> dict[str, str]:
    return {name: step for name, step in listed.items() if name.split(" ")[1].startswith(prefix)}


def _changes(marketo: Simulator, known: set[int]) -> dict[str, list[str]]:
    """The calls that changed something, by the prefix of the user and in their order.

    An invitation does not name its user in its path, so it is known by the user that it made.
    """
    made = [
        (user.created_at, user.email_address, INVITE)
        for user in marketo.subscription.users
        if user.id not in known
    ]
    calls: list[Any] = [call for call in marketo.app.calls.all() if call["changed"]]
    assert [call["endpoint"] for call in calls].count(INVITE) == len(made)
    others = [
        (call["at"], unquote(call["path"]).partition("/users/")[2], call["endpoint"])
        for call in calls
        if call["endpoint"] != INVITE
    ]
    found: dict[str, list[str]] = {}
    for _, userid, endpoint in sorted(made + others):
        prefix = re.match(r"s\d\d", userid)
        assert prefix, userid
        found.setdefault(prefix[0], []).append(endpoint)
    return found
