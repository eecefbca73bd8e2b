"""Change a subscription as people do in the admin pages, without the stack's knowledge."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from marketo_simulator import Simulator
from tests.support.engine.subscription import OPERATOR
from tests.support.properties.programs import CLIENTS, EMAILS, LATE, WORKSPACES, secret_of

_WHO, _SOME = st.integers(0, 4), st.integers(0, 5)
ACTIONS: st.SearchStrategy[Any] = st.one_of(
    st.tuples(
        st.just("change_user"),
        _WHO,
        st.sampled_from(("rename", "rename", "rename back", "expire", "make a person")),
    ),
    st.tuples(st.just("change_grants"), _WHO, st.lists(_SOME, min_size=1, max_size=3)),
    st.tuples(st.just("delete_user"), _WHO),
    st.tuples(
        st.just("add_user"),
        st.sampled_from(EMAILS),
        _SOME,
        st.sampled_from(("API-only", "API-only", "a person")),
    ),
    st.tuples(st.just("add_service"), _WHO, st.sampled_from(CLIENTS)),
    st.tuples(st.just("change_service"), _WHO, st.sampled_from(("reset", "delete"))),
    st.tuples(st.just("change_role"), _WHO, st.sampled_from(("rename", "make anew", "double"))),
)
"""What an administrator may do: a method and its arguments."""


class Administrator:
    """A person who may change everything in a subscription."""

    def __init__(self, marketo: Simulator) -> None:
        self._subscription = marketo.subscription
        self.interfered = False
        """Whether anything was changed that a stack does not know of yet."""

    def does(self, action: str, *arguments: Any) -> None:
        """Carry out one of `ACTIONS`."""
        getattr(self, action)(*arguments)

    def furnish(self, workspaces: int) -> None:
        """Make what is there at the beginning."""
        there = [one.name for one in self._subscription.workspaces.values()]
        for name in WORKSPACES[len(there) : workspaces]:
            self._subscription.add_workspace(name)
        for one in list(self._subscription.workspaces.values()):
            if one.name in WORKSPACES[workspaces:]:
                del self._subscription.workspaces[one.id]
        self._subscription.add_role("Other API", [])
        self._subscription.add_role("All API", [], only_all_zones=True)

    def make_the_late_role(self) -> None:
        """Do what an `up` waits for."""
        if self._subscription.role_named(LATE) is None:
            self._subscription.add_role(LATE, [])

    def change_user(self, index: int, how: str) -> None:
        """Edit a user."""
        if user := self._editable(index):
            self.interfered = True
            if how.startswith("rename"):
                user.first_name = "By hand" if how == "rename" else "Ann"
            elif how == "expire":
                user.expires_at = self._subscription.now() + 3600
            else:
                user.api_only = False

    def change_grants(self, index: int, pick: list[int]) -> None:
        """Give and take roles."""
        if user := self._editable(index):
            user.grants = sorted({self._some_grant(one) for one in pick})
            self.interfered = True

    def delete_user(self, index: int) -> None:
        """Delete a user, and the services that act as it."""
        if user := self._user(index):
            self._subscription.remove_user(user)
            self.interfered = True

    def add_user(self, email: str, pick: int, kind: str) -> None:
        """Make a user."""
        if self._subscription.user_of_email(email) is None:
            grants = [self._some_grant(pick)]
            self._subscription.add_user(
                email, "Ann", "Api", grants=grants, api_only=kind == "API-only"
            )
            self.interfered = True

    def add_service(self, index: int, client_id: str) -> None:
        """Make a custom service."""
        if (user := self._editable(index)) and client_id not in self._subscription.services:
            self._subscription.add_service("S", user, client_id, secret_of(client_id))
            self.interfered = True

    def add_service_of(self, userid: str, client_id: str) -> None:
        """Make the service that a program declares for a user, if that is possible."""
        user = self._subscription.user(userid)
        if user and not user.pending and client_id not in self._subscription.services:
            self._subscription.add_service("S", user, client_id, secret_of(client_id))

    def change_service(self, index: int, how: str) -> None:
        """Reset the secret of a service, back and forth, or delete it."""
        there = [client for client in CLIENTS if client in self._subscription.services]
        if not there:
            return
        client_id = there[index % len(there)]
        self.interfered = True
        if how == "delete":
            self._subscription.remove_service(client_id)
            return
        service, first = self._subscription.services[client_id], secret_of(client_id)
        service.client_secret = "reset" if service.client_secret == first else first

    def change_role(self, index: int, how: str) -> None:
        """Rename a role, delete it and make it anew, or make another of the same name."""
        role = self._custom_roles()[index % len(self._custom_roles())]
        if how == "rename":
            role.name = f"{role.name} 2" if not role.name.endswith(" 2") else role.name[:-2]
        elif how == "make anew":
            self._subscription.remove_role(role)
        if how != "rename":
            self._subscription.add_role(role.name, [], only_all_zones=role.only_all_zones)
        self.interfered = True

    def _custom_roles(self) -> list[Any]:
        ours = [one for one in self._subscription.roles.values()
                if one.name.removesuffix(" 2").endswith("API")]  # fmt: skip
        return [one for one in ours if one.name != LATE] or ours

    def _some_grant(self, pick: int) -> tuple[int, int]:
        role = self._custom_roles()[pick % len(self._custom_roles())]
        places = sorted(self._subscription.workspaces)
        return role.id, 0 if role.only_all_zones else places[pick % len(places)]

    def _editable(self, index: int) -> Any:
        # Marketo lets nobody edit an invitation that is still pending.
        user = self._user(index)
        return None if user is None or user.pending else user

    def _user(self, index: int) -> Any:
        users = [one for one in self._subscription.users if one.email_address != OPERATOR]
        return users[index] if index < len(users) else None
