"""Preview tells the truth: random programs, subscriptions and administrators.

Whatever preview refuses changes nothing; whatever it accepts, `up` does, changes no more than was
listed, and leaves the next preview empty and the subscription equal to the program.
"""

from __future__ import annotations

import json
from datetime import datetime
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

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from tests.engine.subscription import OPERATOR
from tests.properties.engine_model import EngineModel, RefusedError, forget_processes

EMAILS = ("ada@example.com", "bob@example.com", "cyd@example.com", "Dee@Example.com")
ROLES = ("Warehouse API", "Other API")
DATES = ("2091-01-01T00:00:00+00:00", "2092-06-30T12:00:00+02:00")
RESOURCES = ("a", "b", "c")

GRANTS = st.lists(
    st.tuples(st.sampled_from(ROLES), st.sampled_from(("Default", "Europe"))),
    min_size=1,
    max_size=3,
    unique=True,
)


@st.composite
def declarations(draw: st.DrawFn) -> dict[str, Any]:
    """What a program may declare of a user; some of it is refused."""
    declared: dict[str, Any] = {
        "email_address": draw(st.sampled_from(EMAILS)),
        "first_name": draw(st.sampled_from(("Ann", "Änne", " Ann "))),
        "last_name": draw(st.sampled_from(("Api", "Sync"))),
        "roles": [{"role_name": r, "workspace": w} for r, w in draw(GRANTS)],
    }
    for name, values in (
        ("expires_at", DATES),
        ("adopt", (True, False)),
        ("delete_adopted", (True,)),
    ):
        if (value := draw(st.none() | st.sampled_from(values))) is not None:
            declared[name] = value
    return declared


PROGRAMS = st.dictionaries(st.sampled_from(RESOURCES), declarations(), max_size=3)


class PreviewEqualsUp(RuleBasedStateMachine):
    """A stack, its subscription, and an administrator."""

    def __init__(self) -> None:
        super().__init__()
        self.marketo: Simulator | None = None

    @initialize(
        identity=st.sampled_from(("marketo", "adobe")),
        dates=st.sampled_from(("guide", "iso", "compact")),
        spelling=st.sampled_from(("guide", "specification")),
        body=st.sampled_from(("array", "input")),
        errors=st.sampled_from(("status", "body")),
    )
    def begin(self, identity: Any, dates: Any, spelling: Any, body: Any, errors: Any) -> None:
        """Take one reading of each contradiction."""
        self.marketo = Simulator(
            identity=identity, dates=dates, spelling=spelling, roles_body=body, errors=errors
        )
        self.marketo.__enter__()
        self.marketo.subscription.add_role("Other API", [])
        self.engine = EngineModel(self.marketo)
        self.program: dict[str, Any] = {}
        self.drifted = False

    def teardown(self) -> None:
        """Stop the simulator."""
        forget_processes()
        if self.marketo:
            self.marketo.__exit__()

    @rule(program=PROGRAMS)
    def deploy(self, program: dict[str, Any]) -> None:
        """Preview and apply another program, after a refresh where somebody interfered."""
        self._refreshed_apply(program)

    @rule(program=PROGRAMS)
    def deploy_changes(self, program: dict[str, Any]) -> None:
        """The same with a program that differs in one resource at most."""
        name = min(program, default=None)
        mixed = self.program | ({name: program[name]} if name else {})
        self._refreshed_apply(mixed)

    @precondition(lambda self: self.program)
    @rule(
        index=st.integers(0, 2),
        other=declarations(),
        key=st.sampled_from(("email_address", "first_name", "last_name", "roles", "expires_at")),
    )
    def deploy_an_edit(self, index: int, other: dict[str, Any], key: str) -> None:
        """The same with one property of one resource edited."""
        name = sorted(self.program)[index % len(self.program)]
        edited = self.program[name] | {key: other[key]} if key in other else self.program[name]
        self._refreshed_apply(self.program | {name: edited})

    @precondition(lambda self: self.drifted)
    @rule()
    def deploy_in_ignorance(self) -> None:
        """Apply without a refresh: it may fail with one of our errors, and loses nothing."""
        others = self._others()
        try:
            self.engine.preview(self.program)
            self.engine.up(self.program)
        except (RefusedError, ResourceError):
            pass
        assert self._others() == others

    @rule(index=st.integers(0, 9), first=st.sampled_from(("By hand", "Ann")))
    def administrator_renames(self, index: int, first: str) -> None:
        """Someone edits a user in the admin pages."""
        if user := self._user(index):
            user.first_name = first
            self.drifted = True

    @rule(index=st.integers(0, 9), grants=GRANTS)
    def administrator_changes_grants(self, index: int, grants: list[tuple[str, str]]) -> None:
        """Someone gives and takes roles."""
        if user := self._user(index):
            user.grants = self._pairs(grants)
            self.drifted = True

    @rule(index=st.integers(0, 9))
    def administrator_deletes(self, index: int) -> None:
        """Someone deletes a user."""
        if user := self._user(index):
            self._subscription.remove_user(user)
            self.drifted = True

    @rule(email=st.sampled_from(EMAILS), grants=GRANTS, api_only=st.booleans())
    def administrator_adds(
        self, email: str, grants: list[tuple[str, str]], *, api_only: bool
    ) -> None:
        """Someone makes a user."""
        if self._subscription.user_of_email(email) is None:
            pairs = self._pairs(grants)
            self._subscription.add_user(email, "Ann", "Api", grants=pairs, api_only=api_only)
            self.drifted = True

    def _refreshed_apply(self, program: dict[str, Any]) -> None:
        if self.drifted:
            self.engine.refresh()
            self.drifted = False
        self._apply(program)

    def _apply(self, program: dict[str, Any]) -> None:
        before = self._snapshot()
        try:
            listed = self.engine.preview(program)
        except RefusedError:
            assert self._snapshot() == before
            event("preview refused")
            return
        assert self._snapshot() == before
        for step in listed.values():
            event(f"preview listed: {step}")
        held = {managed.identity: name for name, managed in self.engine.state.items()}
        self.engine.up(program)
        self.program = dict(program)
        after = self._snapshot()
        held |= {managed.identity: name for name, managed in self.engine.state.items()}
        touched = {userid for userid in before | after if before.get(userid) != after.get(userid)}
        assert {held.get(userid) for userid in touched} <= set(listed)
        assert self.engine.preview(program) == {}
        for name, declared in program.items():
            self._assert_equal(after[self.engine.state[name].identity], declared)

    def _assert_equal(self, user: dict[str, Any], declared: dict[str, Any]) -> None:
        grants = [(one["role_name"], one["workspace"]) for one in declared["roles"]]
        expires_at = declared.get("expires_at")
        assert user == {
            "email": declared["email_address"].lower(),
            "first": declared["first_name"].strip(),
            "last": declared["last_name"],
            "grants": sorted(self._pairs(grants)),
            "expires": datetime.fromisoformat(expires_at).timestamp() if expires_at else None,
            "api_only": True,
        }

    @property
    def _subscription(self) -> Any:
        assert self.marketo
        return self.marketo.subscription

    def _pairs(self, grants: list[tuple[str, str]]) -> list[tuple[int, int]]:
        places = {one.name: one.id for one in self._subscription.workspaces.values()}
        roles = {name: self._subscription.role_named(name).id for name in ROLES}
        return sorted((roles[role], places[place]) for role, place in grants)

    def _user(self, index: int) -> Any:
        users = [one for one in self._subscription.users if one.email_address != OPERATOR]
        return users[index] if index < len(users) else None

    def _snapshot(self) -> dict[str, dict[str, Any]]:
        return {
            user.userid: {
                "email": user.email_address.lower(),
                "first": user.first_name,
                "last": user.last_name,
                "grants": sorted(user.grants),
                "expires": user.expires_at,
                "api_only": user.api_only,
            }
            for user in self._subscription.users
            if user.email_address != OPERATOR
        }

    def _others(self) -> str:
        """The users that no resource of the program or the state is about."""
        ours = {managed.identity for managed in self.engine.state.values()}
        declared = {one["email_address"].lower() for one in self.program.values()}
        snapshot = self._snapshot()
        kept = [
            user
            for userid, user in snapshot.items()
            if userid not in ours and user["email"] not in declared
        ]
        return json.dumps(kept, sort_keys=True)


def search(examples: int) -> None:
    """Look for a counterexample."""
    run_state_machine_as_test(
        PreviewEqualsUp,
        settings=settings(
            max_examples=examples,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_preview_equals_up() -> None:
    """A few hundred stories, of eight steps each."""
    search(250)


@pytest.mark.long
def test_preview_equals_up_in_thousands_of_stories() -> None:
    """As many as take an hour's part."""
    search(2500)
