"""Check that previews are true, with random programs, subscriptions and administrators.

What a preview refuses changes nothing. What it accepts, `up` does: it changes no more than was
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

from tests.support.clicks.worker import HOWS, Habit, How
from tests.support.properties.administrator import ACTIONS
from tests.support.properties.programs import (
    EMAILS,
    PROPERTIES,
    USERS,
    Program,
    in_order,
    is_user,
    programs,
    services,
    users,
    without_dangling,
)
from tests.support.properties.world import World


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
        order=st.sampled_from(("oldest-first", "newest-first")),
        visible_after=st.sampled_from((0.0, 0.0, 5.0)),
        pending=st.sampled_from((False, False, False, True)),
        user_calls=st.sampled_from(("allowed", "allowed", "refused", "forbidden")),
        edit_in_use=st.sampled_from(("allowed", "allowed", "refused")),
        workspaces=st.integers(1, 3),
    )
    def begin(self, *, pending: bool, workspaces: int, identity: Any, **others: Any) -> None:
        """Choose one reading of each point on which Adobe's pages contradict each other."""
        # On Adobe identity nothing finds a pending invitation, so nothing could be promised of it.
        pending = pending and identity == "marketo"
        self.world = World(workspaces, identity=identity, pending=pending, **others)

    def teardown(self) -> None:
        """Stop the simulator."""
        if self.world:
            self.world.close()

    @property
    def there(self) -> World:
        """Return the world, which exists once `begin` was called."""
        assert self.world
        return self.world

    @rule(program=programs(), offline=st.sampled_from((False, False, False, True)))
    def deploy(self, program: Program, *, offline: bool) -> None:
        """Preview and apply another program, after a refresh if somebody interfered."""
        event(self.there.deploy(program, offline=offline))

    @rule(program=programs())
    def deploy_changes(self, program: Program) -> None:
        """Do the same with a program that differs in at most one resource."""
        event(self.there.deploy(self._edited(program)))

    @precondition(lambda self: any(map(is_user, self.there.program.values())))
    @rule(index=st.integers(0, 2), other=users(), key=st.sampled_from(PROPERTIES))
    def deploy_an_edit(self, index: int, other: dict[str, Any], key: str) -> None:
        """Do the same with one property of one user edited."""
        named = [name for name, one in self.there.program.items() if is_user(one)]
        name = named[index % len(named)]
        edited = dict(self.there.program[name])
        edited |= {key: other[key]} if key in other else {}
        event(self.there.deploy(self.there.program | {name: edited}))

    @precondition(lambda self: any(map(is_user, self.there.program.values())))
    @rule(index=st.integers(0, 2))
    def deploy_less(self, index: int) -> None:
        """Do the same without one resource and what depends on it."""
        name = list(self.there.program)[index % len(self.there.program)]
        left = {one: declared for one, declared in self.there.program.items() if one != name}
        event(self.there.deploy(without_dangling(left)))

    @precondition(lambda self: any(map(is_user, self.there.program.values())))
    @rule(index=st.integers(0, 2), data=st.data())
    def deploy_a_service(self, index: int, data: st.DataObject) -> None:
        """Do the same with a custom service, which a person makes if that is possible."""
        named = [name for name, one in self.there.program.items() if is_user(one)]
        of = named[index % len(named)]
        service = data.draw(services(of, self.there.program[of]["email_address"]))
        if managed := self.there.engine.state.get(of):
            self.there.administrator.add_service_of(managed.identity, service["client_id"])
        event("a service: " + self.there.deploy(in_order(self.there.program | {"s": service})))

    @precondition(lambda self: self.there.program)
    @rule(adopt=st.booleans())
    def deploy_without_state(self, *, adopt: bool) -> None:
        """Do the same in a stack that knows nothing: interrupted, lost, or another one."""
        program = {
            name: declared | ({"adopt": True} if adopt and is_user(declared) else {})
            for name, declared in self.there.program.items()
        }
        self.there.forget()
        event("without state: " + self.there.deploy(program))

    @precondition(lambda self: any(map(is_user, self.there.program.values())))
    @rule(index=st.integers(0, 2), to=st.sampled_from(EMAILS), heir=st.sampled_from(USERS))
    def deploy_a_hand_over(self, index: int, to: str, heir: str) -> None:
        """Give one user another address, and another resource its old one."""
        named = [name for name, one in self.there.program.items() if is_user(one)]
        name = named[index % len(named)]
        edited = self.there.program[name]
        taken = {**edited, "last_name": "Heir", "adopt": True}
        changed = {heir: taken, name: edited | {"email_address": to}}
        event("a hand-over: " + self.there.deploy(in_order(self.there.program | changed)))

    @precondition(lambda self: self.there.administrator.interfered and self.there.program)
    @rule(other=programs())
    def deploy_in_ignorance(self, other: Program) -> None:
        """Apply the same or a changed program without a refresh."""
        self.there.deploy_in_ignorance(self._edited(other))

    def _edited(self, other: Program) -> Program:
        """Return the program with one resource of another program."""
        name = max(other, default=None)
        mixed = self.there.program | ({name: other[name]} if name else {})
        return without_dangling(in_order(mixed))

    @rule(by_hand=st.sampled_from(("auto", "always")))
    def operator(self, by_hand: str) -> None:
        """Change the setting `usersByHand`, also between an `up` and a destroy."""
        self.there.engine.by_hand = by_hand

    @rule(after=st.sampled_from((0.0, 20.0, 60.0, 400.0)), how=st.sampled_from(HOWS))
    def person(self, after: float, how: How) -> None:
        """Set how a person does what an `up` asks for from now on: later, wrongly or never, say."""
        self.there.worker.habit = Habit(after, how)

    @rule(what=ACTIONS)
    def administrator(self, what: tuple[Any, ...]) -> None:
        """Change something in the admin pages."""
        self.there.administrator.does(*what)


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


def test_up_does_what_its_preview_listed() -> None:
    """A few hundred stories of a dozen steps each."""
    search(250)


@pytest.mark.long
def test_up_does_what_its_preview_listed_in_thousands_of_stories() -> None:
    """As many as fit into a part of an hour."""
    search(2500)
