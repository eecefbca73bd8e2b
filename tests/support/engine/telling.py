"""Run many stories in one stack, with one run of each command for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import INVITE, Names, Stories, Story


@dataclass(frozen=True)
class Course:
    """The course of a story: what the preview listed, what `up` changed, and what remained."""

    steps: dict[str, str]
    changed: list[str]
    left: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """The expected course of a story, and the observed one."""

    expected: Course
    seen: Course


def tell(stack: Stack, marketo: Simulator, stories: Stories) -> dict[str, Outcome]:
    """Run stories in one stack at once, and return the outcome of each."""
    named = list(_each(stories))
    for names, story in named:
        story.prepare(marketo, names)
    stack.program("".join(story.before for _, story in named))
    stack.up()
    for names, story in named:
        story.by_hand(marketo, names)
    if any(story.refresh for _, story in named):
        stack.refresh()
    stack.program("".join(story.after for _, story in named))
    marketo.app.calls.clear()
    listed = stack.steps()
    assert [call for call in marketo.app.calls.all() if call["changed"]] == []
    known = {user.id for user in marketo.subscription.users}
    stack.up()
    changed = _changes(marketo, known)
    left = stack.steps()
    return {
        story.name: Outcome(
            Course(story.steps, story.changed, {}),
            Course(
                _own(names.prefix, listed), changed.get(names.prefix, []), _own(names.prefix, left)
            ),
        )
        for names, story in named
    }


def _each(stories: Stories) -> Iterator[tuple[Names, Story]]:
    """Yield each story with the names that it alone uses."""
    for number in range(len(stories(Names()))):
        names = Names(f"s{number:02}")
        yield names, stories(names)[number]


def _own(prefix: str, listed: dict[str, str]) -> dict[str, str]:
    return {name: step for name, step in listed.items() if name.split(" ")[1].startswith(prefix)}


def _changes(marketo: Simulator, known: set[int]) -> dict[str, list[str]]:
    """Return the calls that changed something, by the prefix of the user and in their order.

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
