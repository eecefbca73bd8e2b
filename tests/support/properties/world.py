"""Bundle a stack, a subscription and an administrator, and check the laws that hold for them."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import Request, requests
from tests.support.clicks.worker import Worker
from tests.support.engine.subscription import OPERATOR
from tests.support.properties.administrator import Administrator
from tests.support.properties.engine_model import NOUN, Managed, RefusedError, forget_processes
from tests.support.properties.listing_engine import Listed, ListingEngine, TimeOfItsOwn
from tests.support.properties.programs import LATE, Program, is_user

ATTRIBUTES = {
    "email": "email_address",
    "first": "first_name",
    "last": "last_name",
    "grants": "roles",
    "expires": "expires_at",
}
Snapshot = dict[str, dict[str, Any]]
DISPUTED = {
    "invite.json",
    "{userid}/update.json",
    "{userid}/delete.json",
    "{userid}/invite/delete.json",
}
"""The calls that Marketo may forbid to programs."""
ASKED = "up asked a person"
TOKEN_LIFE = 3600.0
IN_TIME = 60.0
"""Whoever acts within this many seconds is in time for all that a program asks for."""
MOST_TRIES = 8
"""An `up` must have converged after this many times of doing what the text says."""


class World:
    """A stack, its subscription and an administrator, and the laws that hold for them."""

    def __init__(self, workspaces: int, **switches: Any) -> None:
        self.time = TimeOfItsOwn()
        self.marketo = Simulator(clock=self.time.now, **switches)
        self.marketo.__enter__()
        self.subscription = self.marketo.subscription
        self.administrator = Administrator(self.marketo)
        self.administrator.furnish(workspaces)
        self.engine = ListingEngine(self.marketo, time=self.time)
        self.clerk = Clerk.of(self.marketo)
        self.worker = Worker(self.clerk, lambda: self.engine.printed, self.time.now)
        self.asked: list[Request] = []
        self.program: Program = {}

    def close(self) -> None:
        """Stop the simulator."""
        forget_processes()
        self.marketo.__exit__()

    def forget(self) -> None:
        """Lose the state of the stack."""
        self.engine.state.clear()
        self.program = {}

    def deploy(self, program: Program, *, offline: bool = False) -> str:
        """Preview and apply a program, check one against the other, and return what followed.

        Where a person was asked and did not do it in time, it is done then and the program is
        applied again, as the text says, until nobody is asked any more.
        """
        outcome = self._deploy(program, offline=offline)
        for _ in range(MOST_TRIES):
            if self._links_services() or (outcome == ASKED and self._is_done(self.asked)):
                outcome = self._deploy(program)
            else:
                return outcome
        raise AssertionError(f"this sends the reader in circles: {self.asked}")

    def _is_done(self, asked: list[Request]) -> bool:
        """Do what is asked for; return whether the page let it be done."""
        # Services are freed only where one is in the way, and then the page says so.
        done = [self.clerk.does(one) for one in asked if one.act != "link"]
        return bool(done) and all(done)

    def _links_services(self) -> bool:
        """Link the services that still act as another user, and let their tokens end."""
        names = self._linked_to_another()
        for name in names:
            outputs = self.engine.state[name].outputs
            service = self.subscription.services[outputs["client_id"]]
            service.userid = outputs["user_id"]
            self.time.seconds += TOKEN_LIFE
        return bool(names)

    def _deploy(self, program: Program, *, offline: bool = False) -> str:
        if self.administrator.interfered:
            self.engine.refresh()
            self.administrator.interfered = False
        before = self.snapshot()
        self.marketo.app.calls.clear()
        try:
            self.engine.offline = offline
            listed = self.engine.listed(program)
        except RefusedError:
            self._assert_nothing_changed(before)
            return "preview refused"
        finally:
            self.engine.offline = False
        self._assert_nothing_changed(before)
        assert not (offline and self.marketo.app.calls.all())
        return self._up(program, listed, before, offline=offline)

    def deploy_in_ignorance(self, program: Program) -> None:
        """Apply a program without a refresh: it may fail, and changes no more than was listed."""
        before, held = self.snapshot(), self._held()
        ours = set(held)
        others = self._others(ours, program)
        self.marketo.app.calls.clear()
        with contextlib.suppress(RefusedError, ResourceError):
            listed = self.engine.listed(program)
            self._assert_nothing_changed(before)
            with contextlib.suppress(RefusedError, ResourceError):
                self.engine.up(program)
            known = {name: one for name, one in listed.items() if name not in self.engine.blind}
            self._assert_as_listed(before, listed, known, held)
        self.program = {}
        assert self._others(ours, program) == others

    def _up(
        self, program: Program, listed: dict[str, Listed], before: Snapshot, *, offline: bool
    ) -> str:
        held = self._held()
        unknowable = list(self._unknowable(program, listed))
        blind, used = set(self.engine.blind), self._used(program)
        gone = [one for name, one in self.engine.state.items() if name not in program]
        refusal = self._refusal(program)
        foreseen = (
            {} if offline else {name: one for name, one in listed.items() if name not in blind}
        )
        self._assert_as_listed(before, listed, foreseen, held)
        self._assert_calls_that_may_be_made()
        if refusal:
            # It is partly applied, and the next command continues from there.
            self.program, self.administrator.interfered = {}, True
            if asked := requests(refusal):
                self.asked = asked
                self._assert_rightly_asked(refusal, program, listed, used)
                return ASKED
            known = any(words in refusal for words in unknowable)
            assert offline or known or self.engine.at in blind, f"{self.engine.at}: {refusal}"
            return "up refused what no preview can know"
        self.program = dict(program)
        left = self.engine.listed(program)
        assert left.keys() <= self._without_expiry() | self._linked_to_another(), left
        self._assert_reached(program)
        self._assert_left(gone, before)
        return f"up did {len(listed)} steps" + (" of which some was unknown" if blind else "")

    def _refusal(self, program: Program) -> str:
        """Return why an `up` of the program fails; empty if it does not."""
        is_late = any(one.get("role_name") == LATE for one in program.values())
        self.worker.begins()

        def meanwhile() -> None:
            if is_late:
                self.administrator.make_the_late_role()
            self.worker.looks()

        self.time.later = meanwhile
        try:
            self.engine.up(program)
        except (RefusedError, ResourceError) as error:
            return str(error) or repr(error)
        finally:
            self.time.later = lambda: None
        return ""

    def _unknowable(self, program: Program, listed: dict[str, Listed]) -> Iterator[str]:
        """Yield those of Marketo's refusals that hold now and that no preview can know."""
        ours = [(name, self.subscription.user(one.identity))
                for name, one in self.engine.state.items() if name in listed]  # fmt: skip
        if any(user and self.subscription.has_service(user) for _, user in ours):
            yield "(code 611"
        # Whether a token still acts as its former user is known only after the service's update.
        yield "is not deleted yet: the custom service"
        if any(user and not user.api_only for _, user in ours):
            yield "no longer API-only"
        if any(user.pending for user in self.subscription.users):
            yield from ("pending invitation", "of the resource")
        if self.engine.blind:
            # One of them may turn out to be about the user of another resource.
            yield from ("of the resource", "by the resource", "that the resource")
        if self.engine.unsure:
            # A user that equals what is known may then differ in the name that comes from the id.
            yield "that is not this resource's. It differs from the declaration: last_name "
        waiting = {n for n, one in program.items() if one.get("role_name") == LATE and n in listed}
        grants = [g for one in program.values() for g in one.get("roles", ())]
        if any(g.get("role") in waiting for g in grants):
            yield from ("there are several workspaces", "a second time")
            # The preview says that `up` refuses a user that does not hold exactly these.
            yield "that is not this resource's. It differs from the declaration: roles: "
        services = [one for one in program.values() if one.get(NOUN) == "CustomService"]
        if any(one["user_id"]["id_of"] in listed for one in services):
            # The id of a user that is yet to be made cannot be compared with an address.
            yield "give user_id and email_address of the same user"
        # A service that stopped working is reported, and refuses nothing before it is verified.
        for one in listed.values():
            lines = one.notices.splitlines()
            texts = (line.partition(": ")[2] for line in lines if line.startswith("CustomServ"))
            yield from (text.rstrip(".") for text in texts)

    def _assert_calls_that_may_be_made(self) -> None:
        """Fail if a call is sent that the setting forbids, or that Marketo has forbidden before."""
        made = Counter(str(call["endpoint"]) for call in self.marketo.app.calls.all())
        if self.engine.by_hand == "always":
            assert DISPUTED.isdisjoint(made), made
        elif self.subscription.switches.user_calls != "allowed":
            assert made["invite.json"] <= 1, made

    def _assert_rightly_asked(
        self, refusal: str, program: Program, listed: dict[str, Listed], used: set[str]
    ) -> None:
        """Fail if a person is asked although a call is allowed, or before the time is over.

        A user that a service used may be free by now, because a person may do late what was asked.
        """
        name, is_always = self.engine.at, self.engine.by_hand == "always"
        switches, habit = self.subscription.switches, self.worker.habit
        managed = self.engine.state.get(name)
        is_in_use = name in used | self._used(program)
        assert is_always or switches.user_calls != "allowed" or is_in_use, f"{name}: {refusal}"
        if is_always and name in listed and name in program and name not in self.engine.blind:
            assert requests(listed[name].notices), f"no clicks are announced: {listed[name]}"
        given = program.get(name) or (managed.outputs if managed else {})
        in_time = (given.get("wait_for_person") or 0) >= 600 and habit.after <= IN_TIME
        assert is_in_use or not in_time or habit.how == "never", f"{name}: {refusal}"

    def _used(self, program: Program) -> set[str]:
        """Return the resources whose user, managed or yet to be adopted, a custom service uses."""
        managed = (
            (n, self.subscription.user(one.identity)) for n, one in self.engine.state.items()
        )
        existing = (
            (name, self.subscription.user_of_email(_plain(one["email_address"])))
            for name, one in program.items()
            if is_user(one) and name not in self.engine.state
        )
        users = (*managed, *existing)
        return {name for name, user in users if user and self.subscription.has_service(user)}

    def _without_expiry(self) -> set[str]:
        """Return the users whose expiry nobody could set, which each `up` tries again."""
        return {
            name
            for name, one in self.engine.state.items()
            if one.outputs.get("unfinished") == ["expires_at"]
        }

    def _linked_to_another(self) -> set[str]:
        """Return the services that do not act yet as the user that the program says."""
        return {
            name
            for name, one in self.engine.state.items()
            if one.noun == "CustomService" and "user_id" in (one.outputs.get("unfinished") or ())
        }

    def _assert_nothing_changed(self, before: Snapshot) -> None:
        assert [call for call in self.marketo.app.calls.all() if call["changed"]] == []
        assert self.snapshot() == before

    def _assert_as_listed(
        self,
        before: Snapshot,
        listed: dict[str, Listed],
        foreseen: dict[str, Listed],
        held: dict[str, str],
    ) -> None:
        after = self.snapshot()
        held = held | self._held()
        for userid in {*before, *after}:
            old, new = before.get(userid), after.get(userid)
            if old == new:
                continue
            assert old is None or old["api_only"], f"a person's: {old} → {new}"
            name = held.get(userid, "")
            # An invitation that nobody recorded is found by the next `up`.
            assert name in listed or old is None, f"{userid} was not listed: {old} → {new}"
            if name in foreseen and old and new:
                self._assert_attributes(foreseen[name], old, new)

    def _assert_attributes(self, one: Listed, old: dict[str, Any], new: dict[str, Any]) -> None:
        changed = {ATTRIBUTES[key] for key in old if old[key] != new[key]}
        announced = one.properties if one.step == "update" else set()
        if re.search("(adopts|continues with) the API-only user", one.notices):
            announced = {name for name in ATTRIBUTES.values()
                    if re.search(rf"\b{name}(:| |, known only)", one.notices)}  # fmt: skip
        assert changed <= announced, f"{changed} changed, {one} was listed"

    def _assert_reached(self, program: Program) -> None:
        for name, declared in program.items():
            identity = self.engine.state[name].identity
            if is_user(declared):
                self._assert_equal(name, identity, declared)
            elif declared[NOUN] == "CustomService":
                service = self.subscription.services[declared["client_id"]]
                assert service.client_secret == declared["client_secret"]
                is_linked = (
                    service.userid == self.engine.state[declared["user_id"]["id_of"]].identity
                )
                assert is_linked or name in self._linked_to_another()

    def _assert_left(self, gone: list[Managed], before: Snapshot) -> None:
        """Fail unless, of what the program dropped, exactly the adopted users are still there."""
        held = {one.identity for one in self.engine.state.values()}
        for one in gone:
            if one.identity in before and one.identity not in held:
                kept = one.outputs["adopted"] and not one.outputs["delete_adopted"]
                assert (one.identity in self.snapshot()) is kept

    def _assert_equal(self, name: str, userid: str, declared: dict[str, Any]) -> None:
        user = self.snapshot()[userid]
        if name in self._without_expiry():
            declared, user["expires"] = declared | {"expires_at": None}, None
        expires_at, last = _plain(declared.get("expires_at")), declared["last_name"]
        if isinstance(last, dict):
            last = self.engine.state[last["id_of"]].identity
        assert user | {"grants": self._in_the_only_workspace(user["grants"])} == {
            "email": _plain(declared["email_address"]).lower(),
            "first": declared["first_name"].strip(),
            "last": last,
            "grants": self._in_the_only_workspace(map(self._pair, declared["roles"])),
            "expires": datetime.fromisoformat(expires_at).timestamp() if expires_at else None,
            "api_only": True,
        }

    def _in_the_only_workspace(self, grants: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return grants with the only workspace instead of all, where both mean the same."""
        places = list(self.subscription.workspaces)
        only = places[0] if len(places) == 1 else 0
        return sorted((role, place or only) for role, place in grants)

    def _pair(self, grant: dict[str, Any]) -> tuple[int, int]:
        name = self.program[grant["role"]]["role_name"] if "role" in grant else grant["role_name"]
        role = self.subscription.role_named(name)
        assert role
        if role.only_all_zones:
            return role.id, 0
        places = {one.name: one.id for one in self.subscription.workspaces.values()}
        assert "workspace" in grant or len(places) == 1
        return role.id, places[_plain(grant.get("workspace", "Default"))]

    def snapshot(self) -> Snapshot:
        """Return all users except the operator."""
        return {
            user.userid: {
                "email": user.email_address.lower(),
                "first": user.first_name,
                "last": user.last_name,
                "grants": sorted(user.grants),
                "expires": user.expires_at,
                "api_only": user.api_only,
            }
            for user in self.subscription.users
            if user.email_address != OPERATOR
        }

    def _held(self) -> dict[str, str]:
        return {managed.identity: name for name, managed in self.engine.state.items()}

    def _others(self, ours: set[str], program: Program) -> Snapshot:
        """Return the users that are neither ours nor declared."""
        users = [one for one in program.values() if is_user(one)]
        declared = {_plain(one["email_address"]).lower() for one in users}
        return {
            userid: user
            for userid, user in self.snapshot().items()
            if userid not in ours and user["email"] not in declared
        }


def _plain(value: Any) -> Any:
    """Return a declared value, whether or not another resource gives it."""
    return value["later"] if isinstance(value, dict) else value
