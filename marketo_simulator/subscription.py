"""Hold and change the state of one Marketo subscription."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .records import Grant, Role, Service, Token, User, Workspace
from .switches import Switches

Clock = Callable[[], float]
FIRST_CUSTOM_ID = 1001
"""Give the ids from this one on to what is added; lower ids belong to Marketo's own objects."""

TOKEN_LIFE = 3600.0
"""End a token this many seconds after it was given out."""


@dataclass
class Subscription:
    """Users, roles, workspaces and services, and the clock that they follow.

    It starts empty; `built_in.new_subscription` makes one with what every Marketo has. Everything
    that reads and then writes holds `lock`.
    """

    switches: Switches = field(default_factory=Switches)
    clock: Clock = time.time
    advanced: float = 0.0
    roles: dict[int, Role] = field(default_factory=dict)
    workspaces: dict[int, Workspace] = field(default_factory=dict)
    users: list[User] = field(default_factory=list)
    services: dict[str, Service] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    allowlist_blocks: bool = False
    usage: dict[str, dict[str, int]] = field(default_factory=dict)
    """The number of calls by day and userid, as the call statistics show them."""
    last_id: int = FIRST_CUSTOM_ID - 1
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    after_change: Callable[[], None] = field(default=lambda: None, repr=False)

    def now(self) -> float:
        """Return the current time in epoch seconds; tests may advance it."""
        return self.clock() + self.advanced

    def new_id(self) -> int:
        """Return an id that nothing has had yet."""
        self.last_id += 1
        return self.last_id

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock while a change is made, then have the state kept."""
        with self.lock:
            yield
            self.after_change()

    def user(self, userid: str) -> User | None:
        """Return the user or invitation that has a userid, visible or not."""
        return next((user for user in self.users if user.userid == userid), None)

    def user_of_email(self, email: str) -> User | None:
        """Return the user or invitation that has an e-mail address, in upper or lower case."""
        wanted = email.lower()
        return next((u for u in self.users if u.email_address.lower() == wanted), None)

    def is_visible(self, user: User) -> bool:
        """Return whether answers show this user yet."""
        return user.visible_at <= self.now()

    def role_named(self, name: str) -> Role | None:
        """Return the first role that has a name."""
        return next((role for role in self.roles.values() if role.name == name), None)

    def permissions_of(self, user: User) -> set[str]:
        """Return the permissions of all roles that a user holds, in any workspace."""
        roles = (self.roles.get(role) for role, _ in user.grants)
        return {name for role in roles if role for name in role.permissions}

    def new_userid(self, email: str) -> str:
        """Return a new userid as the identity makes it."""
        if self.switches.identity == "marketo":
            return email
        return f"{uuid.uuid4()}@adobe.com"

    def add_user(self, email: str, first_name: str, last_name: str, **others: object) -> User:
        """Add a user; `others` are fields of `User`."""
        userid = str(others.pop("userid", "")) or self.new_userid(email)
        if self.user(userid):
            userid = f"{uuid.uuid4()}@adobe.com"
        fields = {"created_at": self.now(), **others}
        user = User(userid, email, first_name, last_name, self.new_id(), **fields)  # type: ignore[arg-type]
        self.users.append(user)
        return user

    def remove_user(self, user: User) -> None:
        """Remove a user, with the services that act as this user and all tokens for it."""
        self.tokens = {v: t for v, t in self.tokens.items() if self.holder_of(t) is not user}
        self.users.remove(user)
        for service in [s for s in self.services.values() if s.userid == user.userid]:
            self.remove_service(service.client_id)

    def add_role(self, name: str, permissions: list[str], **others: object) -> Role:
        """Add a role; `others` are fields of `Role`."""
        fields = {"created_at": self.now(), "updated_at": self.now(), **others}
        role = Role(self.new_id(), name, permissions=list(permissions), **fields)  # type: ignore[arg-type]
        self.roles[role.id] = role
        return role

    def remove_role(self, role: Role) -> None:
        """Remove a role, also from those who hold it."""
        del self.roles[role.id]
        for user in self.users:
            user.grants = [grant for grant in user.grants if grant[0] != role.id]

    def add_workspace(self, name: str) -> Workspace:
        """Add a workspace."""
        workspace = Workspace(self.new_id(), name, created_at=self.now())
        self.workspaces[workspace.id] = workspace
        return workspace

    def add_service(
        self, name: str, user: User, client_id: str = "", client_secret: str = ""
    ) -> Service:
        """Add a custom service that acts as a user."""
        client_id = client_id or str(uuid.uuid4())
        secret = client_secret or uuid.uuid4().hex
        service = Service(name, user.userid, client_id, secret)
        self.services[service.client_id] = service
        return service

    def remove_service(self, client_id: str) -> None:
        """Remove a custom service and its tokens."""
        del self.services[client_id]
        self.tokens = {v: t for v, t in self.tokens.items() if t.client_id != client_id}

    def has_service(self, user: User) -> bool:
        """Return whether a custom service acts as this user."""
        return any(service.userid == user.userid for service in self.services.values())

    def can_be_edited(self, user: User) -> bool:
        """Return whether a user can be edited: one that a service uses may be closed to edits."""
        return self.switches.edit_in_use == "allowed" or not self.has_service(user)

    def token_of(self, service: Service) -> Token:
        """Return the token of a service: a new one if the last has ended."""
        for token in self.tokens.values():
            if token.client_id == service.client_id and token.expires_at > self.now():
                return token
        value = f"{uuid.uuid4()}:sj"
        token = Token(value, service.client_id, service.userid, self.now() + TOKEN_LIFE)
        self.tokens[token.value] = token
        return token

    def holder_of(self, token: Token) -> User | None:
        """Return the user that a token acts as; see the switch `relinked_token`."""
        service = self.services.get(token.client_id)
        if service and self.switches.relinked_token == "new":  # noqa: S105 - a choice
            return self.user(service.userid)
        return self.user(token.userid)

    def grant_problem(self, grant: Grant) -> str | None:
        """Return why a role cannot be held in a workspace; None if it can."""
        role = self.roles.get(grant[0])
        if role is None:
            return f"Role {grant[0]} not found"
        if grant[1] and grant[1] not in self.workspaces:
            return f"Workspace {grant[1]} not found"
        if role.only_all_zones and grant[1]:
            return f"Role {grant[0]} can only be assigned to all workspaces"
        return None
