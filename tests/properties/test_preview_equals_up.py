"""Preview tells the truth: random programs, subscriptions and administrators.

Whatever preview refuses changes nothing; whatever it accepts, `up` does, changes no more than was
listed, and leaves the next preview empty and the subscription equal to the program.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.properties.programs import (
    EMAILS,
    PROPERTIES,
    Program,
    is_user,
    mostly,
    programs,
    users,
    without_dangling,
)
from tests.properties.world import World

_WHO, _SOME = st.integers(0, 4), st.integers(0, 5)
ADMINISTRATION: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.just("rename_user"), _WHO, st.sampled_from(("By hand", "Ann"))),
    st.tuples(st.just("change_grants"), _WHO, st.lists(_SOME, min_size=1, max_size=3)),
    st.tuples(st.just("delete_user"), _WHO),
    st.tuples(st.just("add_user"), st.sampled_from(EMAILS), _SOME, mostly("API-only", "a person")),
    st.tuples(st.just("add_service"), _WHO),
    st.tuples(st.just("change_role"), _WHO, st.sampled_from(("rename", "make anew", "double"))),
)
"""What an administrator may do: a method of `World`, and its arguments."""


class PreviewEqualsUp(RuleBasedStateMachine):
    """A stack, its subscription, and an administrator."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None

    @initialize(
        identity=st.sampled_from(("marketo", "adobe")),
        dates=st.sampled_from(("guide", "iso", "compact")),
        spelling=st.sampled_from(("guide", "specification")),
        roles_body=st.sampled_from(("array", "input")),
        errors=st.sampled_from(("status", "body")),
        visible_after=st.sampled_from((0.0, 0.0, 5.0)),
        pending=st.sampled_from((False, False, False, True)),
        workspaces=st.integers(1, 3),
    )
    def begin(self, *, pending: bool, workspaces: int, identity: Any, **others: Any) -> None:
        """Take one reading of each contradiction."""
        # On Adobe identity nothing finds a pending invitation, so nothing could be promised of it.
        pending = pending and identity == "marketo"
        self.world = World(workspaces, identity=identity, pending=pending, **others)

    def teardown(self) -> None:
        """Stop the simulator."""
        if self.world:
            self.world.close()

    @property
    def there(self) -> World:
        """The world, which there is once it has begun."""
        assert self.world
        return self.world

    @rule(program=programs(), offline=st.sampled_from((False, False, False, True)))
    def deploy(self, program: Program, *, offline: bool) -> None:
        """Preview and apply another program, after a refresh where somebody interfered."""
        event(self.there.deploy(program, offline=offline))

    @rule(program=programs())
    def deploy_changes(self, program: Program) -> None:
        """The same with a program that differs in one resource at most."""
        name = max(program, default=None)
        mixed = self.there.program | ({name: program[name]} if name else {})
        event(self.there.deploy(without_dangling(dict(sorted(mixed.items(), key=_roles_first)))))

    @precondition(lambda self: any(map(is_user, self.there.program.values())))
    @rule(index=st.integers(0, 2), other=users(), key=st.sampled_from(PROPERTIES))
    def deploy_an_edit(self, index: int, other: dict[str, Any], key: str) -> None:
        """The same with one property of one user edited."""
        named = [name for name, one in self.there.program.items() if is_user(one)]
        name = named[index % len(named)]
        edited = dict(self.there.program[name])
        edited |= {key: other[key]} if key in other else {}
        event(self.there.deploy(self.there.program | {name: edited}))

    @precondition(lambda self: any(map(is_user, self.there.program.values())))
    @rule(index=st.integers(0, 2))
    def deploy_less(self, index: int) -> None:
        """The same with one resource taken away, and what depends on it."""
        name = list(self.there.program)[index % len(self.there.program)]
        left = {one: declared for one, declared in self.there.program.items() if one != name}
        event(self.there.deploy(without_dangling(left)))

    @precondition(lambda self: self.there.drifted)
    @rule()
    def deploy_in_ignorance(self) -> None:
        """Apply without a refresh: it may fail with one of our errors, and harms nobody else."""
        self.there.deploy_in_ignorance()

    @rule(what=ADMINISTRATION)
    def administrator(self, what: tuple[str, ...]) -> None:
        """Someone does something in the admin pages."""
        action, *arguments = what
        getattr(self.there, action)(*arguments)


def _roles_first(entry: tuple[str, dict[str, Any]]) -> tuple[bool, str]:
    return is_user(entry[1]), entry[0]


def search(examples: int) -> None:
    """Look for a counterexample."""
    run_state_machine_as_test(
        PreviewEqualsUp,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_preview_equals_up() -> None:
    """A few hundred stories, of a dozen steps each."""
    search(250)


@pytest.mark.long
def test_preview_equals_up_in_thousands_of_stories() -> None:
    """As many as take an hour's part."""
    search(2500)
