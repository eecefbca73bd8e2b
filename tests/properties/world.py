"""A stack, a subscription and an administrator, and what must hold whatever they do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from tests.engine.subscription import OPERATOR
from tests.properties.engine_model import RefusedError, forget_processes
from tests.properties.listing_engine import Listed, ListingEngine, TimeOfItsOwn
from tests.properties.programs import LATE, WORKSPACES, Program, is_user

ATTRIBUTES = {
    "email": "email_address",
    "first": "first_name",
    "last": "last_name",
    "grants": "roles",
    "expires": "expires_at",
}
Snapshot = dict[str, dict[str, Any]]


class World:
    """What there is, what may happen to it, and what must hold then."""

    def __init__(self, workspaces: int, **switches: Any) -> None:
        self.time = TimeOfItsOwn()
        self.marketo = Simulator(clock=self.time.now, **switches)
        self.marketo.__enter__()
        self.subscription = self.marketo.subscription
        self.subscription.add_role("Other API", [])
        self.subscription.add_role("All API", [], only_all_zones=True)
        self._furnish(workspaces)
        self.engine = ListingEngine(self.marketo, time=self.time)
        self.program: Program = {}
        self.drifted = False

    def close(self) -> None:
        """Stop the simulator."""
        forget_processes()
        self.marketo.__exit__()

    def deploy(self, program: Program, *, offline: bool = False) -> str:
        """Preview and apply a program, and hold one against the other; return what came of it."""
        if self.drifted:
            self.engine.refresh()
            self.drifted = False
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

    def deploy_in_ignorance(self) -> None:
        """Apply without a refresh what somebody has interfered with."""
        others = self._others()
        try:
            self.engine.listed(self.program)
            self.engine.up(self.program)
        except (RefusedError, ResourceError):
            pass
        after = self.snapshot()
        assert {userid: after.get(userid) for userid in others} == others

    def _up(
        self, program: Program, listed: dict[str, Listed], before: Snapshot, *, offline: bool
    ) -> str:
        held = {managed.identity: name for name, managed in self.engine.state.items()}
        late = any(one.get("role_name") == LATE for one in program.values())
        unknowable = self._unknowable(program, listed)
        self.time.later = self._make_the_late_role if late else lambda: None
        try:
            self.engine.up(program)
        except (RefusedError, ResourceError) as error:
            refusal = str(error)
        else:
            refusal = ""
        finally:
            self.time.later = lambda: None
        self._assert_as_listed(before, listed, held, offline=offline)
        if refusal:
            # It is partly applied, which the next command continues from.
            self.program, self.drifted = {}, True
            assert offline or any(words in refusal for words in unknowable), refusal
            return "up refused what no preview can know"
        self.program = dict(program)
        assert self.engine.preview(program) == {}
        for name, declared in program.items():
            if is_user(declared):
                self._assert_equal(self.engine.state[name].identity, declared)
        return f"up did {len(listed)} steps"

    def _unknowable(self, program: Program, listed: dict[str, Listed]) -> list[str]:
        """What of Marketo's refusals no preview can know of, and is the case now."""
        reasons = []
        ours = [(name, self.subscription.user(one.identity))
                for name, one in self.engine.state.items() if name in listed]  # fmt: skip
        if any(user and self.subscription.has_service(user) for _, user in ours):
            reasons.append("(code 611")
        if any(user.pending for user in self.subscription.users):
            reasons += ["pending invitation", "of the resource"]
        waiting = {n for n, one in program.items() if one.get("role_name") == LATE and n in listed}
        grants = [g for one in program.values() for g in one.get("roles", ())]
        if any(g.get("role") in waiting for g in grants):
            reasons += ["there are several workspaces", "a second time"]
        unknown = {n for n in program if n in listed and listed[n].step in {"create", "replace"}}
        names = [one.get("last_name") for one in program.values()]
        if waiting or any(isinstance(one, dict) and one["id_of"] in unknown for one in names):
            # Whether an existing user equals a declaration that is not known yet.
            reasons.append("that is not this resource's")
        return reasons

    def _assert_nothing_changed(self, before: Snapshot) -> None:
        assert [call for call in self.marketo.app.calls.all() if call["changed"]] == []
        assert self.snapshot() == before

    def _assert_as_listed(
        self, before: Snapshot, listed: dict[str, Listed], held: dict[str, str], *, offline: bool
    ) -> None:
        after = self.snapshot()
        held = held | {one.identity: name for name, one in self.engine.state.items()}
        for userid in {*before, *after}:
            old, new = before.get(userid), after.get(userid)
            if old == new:
                continue
            # An invitation that nobody recorded is found by the next `up`.
            one = listed.get(held.get(userid, ""))
            assert one or old is None, f"{userid} was not listed: {old} → {new}"
            if one and old and new and not offline:
                self._assert_attributes(one, old, new)

    def _assert_attributes(self, one: Listed, old: dict[str, Any], new: dict[str, Any]) -> None:
        changed = {ATTRIBUTES[key] for key in old if old[key] != new[key]}
        told = one.properties if one.step == "update" else set()
        if "adopts the API-only user" in one.notices:
            told = {name for name in ATTRIBUTES.values() if f"{name} " in one.notices
                    or f"{name}, of which" in one.notices}  # fmt: skip
        assert changed <= told, f"{changed} changed, {one} was listed"

    def _assert_equal(self, userid: str, declared: dict[str, Any]) -> None:
        user = self.snapshot()[userid]
        expires_at, last = declared.get("expires_at"), declared["last_name"]
        if isinstance(last, dict):
            last = self.engine.state[last["id_of"]].identity
        assert user == {
            "email": declared["email_address"].lower(),
            "first": declared["first_name"].strip(),
            "last": last,
            "grants": sorted(self._pair(grant) for grant in declared["roles"]),
            "expires": datetime.fromisoformat(expires_at).timestamp() if expires_at else None,
            "api_only": True,
        }

    def _pair(self, grant: dict[str, str]) -> tuple[int, int]:
        name = self.program[grant["role"]]["role_name"] if "role" in grant else grant["role_name"]
        role = self.subscription.role_named(name)
        assert role
        if role.only_all_zones:
            return role.id, 0
        places = {one.name: one.id for one in self.subscription.workspaces.values()}
        return role.id, places[grant.get("workspace", "Default")]

    def snapshot(self) -> Snapshot:
        """All users but the operator."""
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

    def _others(self) -> Snapshot:
        """The users that no resource of the program or the state is about."""
        ours = {managed.identity for managed in self.engine.state.values()}
        users = [one for one in self.program.values() if is_user(one)]
        declared = {one["email_address"].lower() for one in users}
        return {
            userid: user
            for userid, user in self.snapshot().items()
            if userid not in ours and user["email"] not in declared
        }

    def rename_user(self, index: int, first: str) -> None:
        """Edit a user in the admin pages."""
        if user := self._editable(index):
            user.first_name = first
            self.drifted = True

    def change_grants(self, index: int, pick: list[int]) -> None:
        """Give and take roles."""
        if user := self._editable(index):
            user.grants = sorted({self._some_grant(one) for one in pick})
            self.drifted = True

    def delete_user(self, index: int) -> None:
        """Delete a user, and the services that act as it."""
        if user := self._user(index):
            self.subscription.remove_user(user)
            self.drifted = True

    def add_user(self, email: str, pick: int, kind: str) -> None:
        """Make a user."""
        if self.subscription.user_of_email(email) is None:
            grants = [self._some_grant(pick)]
            self.subscription.add_user(
                email, "Ann", "Api", grants=grants, api_only=kind == "API-only"
            )
            self.drifted = True

    def add_service(self, index: int) -> None:
        """Make a custom service."""
        if user := self._editable(index):
            self.subscription.add_service("S", user)

    def change_role(self, index: int, how: str) -> None:
        """Rename a role, delete it and make it anew, or make another of the same name."""
        role = self._custom_roles()[index % len(self._custom_roles())]
        if how == "rename":
            role.name = f"{role.name} 2" if not role.name.endswith(" 2") else role.name[:-2]
        elif how == "make anew":
            self.subscription.remove_role(role)
        if how != "rename":
            self.subscription.add_role(role.name, [], only_all_zones=role.only_all_zones)
        self.drifted = True

    def _furnish(self, workspaces: int) -> None:
        there = [one.name for one in self.subscription.workspaces.values()]
        for name in WORKSPACES[len(there) : workspaces]:
            self.subscription.add_workspace(name)
        for one in list(self.subscription.workspaces.values()):
            if one.name in WORKSPACES[workspaces:]:
                del self.subscription.workspaces[one.id]

    def _make_the_late_role(self) -> None:
        if self.subscription.role_named(LATE) is None:
            self.subscription.add_role(LATE, [])

    def _custom_roles(self) -> list[Any]:
        named = [one for one in self.subscription.roles.values() if one.name.endswith("API")
                 or one.name.endswith("API 2")]  # fmt: skip
        return [one for one in named if one.name != LATE] or named

    def _some_grant(self, pick: int) -> tuple[int, int]:
        role = self._custom_roles()[pick % len(self._custom_roles())]
        places = sorted(self.subscription.workspaces)
        return role.id, 0 if role.only_all_zones else places[pick % len(places)]

    def _editable(self, index: int) -> Any:
        # Marketo lets nobody edit an invitation that is still pending.
        user = self._user(index)
        return None if user is None or user.pending else user

    def _user(self, index: int) -> Any:
        users = [one for one in self.subscription.users if one.email_address != OPERATOR]
        return users[index] if index < len(users) else None
