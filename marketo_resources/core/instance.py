"""Hold one Marketo instance for a provider process: its client, and lists fetched once.

All resources of a stack, on the engine's four threads, share what is here, so that a preview of
any size asks Marketo for its roles, workspaces and users at most once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr

from marketo_resources.core import notices
from marketo_resources.core.by_hand import ByHand
from marketo_resources.core.command_journal import CommandJournal
from marketo_resources.core.delete_limit import DeleteLimit
from marketo_resources.core.identity import Identity, identity_of
from marketo_resources.core.known_services import KnownServices
from marketo_resources.core.ownership import Ownership
from marketo_resources.core.user_list import Moment, UserList
from marketo_resources.marketo import Clock, ConnectionSettings
from marketo_resources.marketo.cache_folder import cache_folder
from marketo_resources.marketo.errors import NotFoundError
from marketo_resources.marketo.fetched_once import FetchedOnce
from marketo_resources.marketo.waits import warn
from marketo_resources.setting_names import MaxDeletes, UsersByHand
from marketo_resources.settings import Settings

if TYPE_CHECKING:
    from marketo_resources.marketo import MarketoClient
    from marketo_resources.marketo.models import Role, User, UserSummary, Workspace

__all__ = ["Instance", "close_instances", "instance_for"]

Value = TypeVar("Value")


class Instance:
    """Hold the client that calls a Marketo instance, and what is known of it by now."""

    def __init__(  # noqa: PLR0913 - what each instance has
        self,
        settings: ConnectionSettings | None,
        host: str,
        *,
        probe_permissions: bool = False,
        expiry_notice: int = 30,
        users_by_hand: UsersByHand = "auto",
        max_deletes: MaxDeletes | None = None,
        provider: str = "",
        clock: Clock | None = None,
        ownership: Ownership | None = None,
    ) -> None:
        self.host = host
        self.base_url = settings.base_url if settings else ""
        self.probe_permissions = probe_permissions
        self.expiry_notice = expiry_notice
        self.clock = clock or Clock()
        self.services = KnownServices()
        self.by_hand = ByHand(self.clock.now, always=users_by_hand == "always")
        self.ownership = ownership or Ownership()
        self.delete_limit = DeleteLimit(max_deletes, provider, self.ownership)
        self._settings = settings
        self._announce = partial(_warn_of, provider) if provider else warn
        self._roles = FetchedOnce(self._fetch_roles, self.clock.now)
        self._workspaces = FetchedOnce(self._fetch_workspaces)
        self._users = UserList(self._fetch_users, self._fetch_users_from, self.clock.now)
        self._own_user = FetchedOnce(self._find_own_user)
        self._lock = threading.Lock()
        self._service_clients: dict[Hashable, MarketoClient] = {}
        self._verified: dict[Hashable, FetchedOnce[Any]] = {}

    @cached_property
    def client(self) -> MarketoClient:
        """Return the client, made at its first use: configuring a provider makes no call."""
        return self.connected(self._connection_settings)

    def close(self) -> None:
        """Close every client that was made."""
        made = [self.client] if "client" in vars(self) else []
        for client in (*made, *self._service_clients.values()):
            client.close()

    def client_of(self, client_id: str, client_secret: SecretStr) -> MarketoClient:
        """Return the process's one client that acts as a custom service of this instance."""
        key = client_id, client_secret
        with self._lock:
            if key not in self._service_clients:
                self._service_clients[key] = self.new_client_of(*key)
            return self._service_clients[key]

    def new_client_of(self, client_id: str, client_secret: SecretStr) -> MarketoClient:
        """Return a client for a custom service, without a token yet; the caller closes it."""
        changes = {
            "client_id": client_id,
            "client_secret": client_secret,
            "credentials_from": "",  # the resource that declares them is named instead
        }
        return self.connected(self._connection_settings.model_copy(update=changes))

    def connected(self, settings: ConnectionSettings) -> MarketoClient:
        """Return a new client that waits by this instance's clock, and names its provider then."""
        # Imported when it is needed, because its library for HTTP is slow to import.
        from marketo_resources.marketo import MarketoClient  # noqa: PLC0415

        return MarketoClient(settings, clock=self.clock, announce=self._announce)

    @property
    def is_offline(self) -> bool:
        """Return whether nothing may be asked, as in an offline preview."""
        return self._settings is None

    @property
    def _connection_settings(self) -> ConnectionSettings:
        if self._settings is None:
            raise AssertionError("unreachable: an offline preview makes no call")
        return self._settings

    def verified_once(self, key: Hashable, verify: Callable[[], Value]) -> Value:
        """Return what a verification found; it runs once, though preview and create ask for it."""
        with self._lock:
            verified: FetchedOnce[Value] = self._verified.setdefault(key, FetchedOnce(verify))
        return verified()

    def roles(self, *, again: bool = False, since: float | None = None) -> list[Role]:
        """Return the roles; `again` asks Marketo once more, unless it was asked after `since`."""
        return self._roles(again=again, since=since)

    def workspaces(self) -> list[Workspace]:
        """Return the workspaces."""
        return self._workspaces()

    def users(self, *, again: bool = False) -> list[UserSummary]:
        """Return the users as of the first use, with those made since; `again` reads them again."""
        return self._users.all(again=again)

    def user_with_id(self, userid: str, *, again: bool = False) -> UserSummary | None:
        """Return the user of a userid, if Marketo's list of users has it."""
        return self._users.with_id(userid, again=again)

    def users_with(self, email_address: str, *, again: bool = False) -> list[UserSummary]:
        """Return the users of this e-mail address, which should be one at most."""
        return self._users.with_address(email_address, again=again)

    def is_own_user(self, *names: str) -> bool:
        """Return whether one of these userids or addresses is the credentials' own user."""
        return self._own_user().isdisjoint({name.strip().lower() for name in names}) is False

    def names_of(self, owner: str) -> frozenset[str]:
        """Return the userid and the e-mail address of a token's owner, in lower case.

        Adobe's sample shows an e-mail address in `scope`; on Adobe identity it may be a userid.
        """
        names = {owner}
        try:
            found: list[User | UserSummary] = [self.client.get_user(owner)]
        except NotFoundError:
            found = [*self.users_with(owner)]
        for user in found[:1]:
            names |= {user.userid, user.email_address}
        return frozenset(name.strip().lower() for name in names)

    def userid_is_email(self) -> bool:
        """Return whether userids are e-mail addresses here, as on Marketo identity."""
        users = self.users()
        return not users or users[0].userid.lower() == users[0].email_address.lower()

    def identity(self) -> Identity:
        """Return who logs people in here, as far as the userids show it."""
        return Identity.UNKNOWN if self.is_offline else identity_of(self.users())

    def add_user(self, user: UserSummary) -> None:
        """Note a user made since the list was fetched."""
        self._users.put(user)

    def forget_user(self, userid: str) -> None:
        """Note that a user was deleted, so that its e-mail address is free again."""
        self._users.forget(userid)
        self.ownership.note_deleted(userid)

    def moment(self) -> Moment:
        """Return the current moment, as the list of users counts it."""
        return self._users.moment()

    def new_users_with(
        self,
        email_address: str,
        *,
        after: Moment | None = None,
        since: float | None = None,
        whole: bool = True,
    ) -> list[UserSummary]:
        """Return the users of an address that no user had, as `UserList.new_with` does."""
        return self._users.new_with(email_address, after=after, since=since, whole=whole)

    # Methods, because `self.client.get_roles` itself would make the client at once.
    def _fetch_roles(self) -> list[Role]:
        return self.client.get_roles()

    def _fetch_workspaces(self) -> list[Workspace]:
        return self.client.get_workspaces()

    def _fetch_users(self) -> list[UserSummary]:
        return self.client.get_users()

    def _fetch_users_from(self, offset: int) -> list[UserSummary]:
        return self.client.get_users_from(offset)

    def _find_own_user(self) -> frozenset[str]:
        return self.names_of(self.client.token_owner())


def _warn_of(provider: str, text: str) -> None:
    warn(f'Provider "{provider}": {notices.after_colon(text)}')


InstanceKey = tuple[ConnectionSettings | None, str, bool, int, UsersByHand, MaxDeletes | None, str]

_instances: dict[InstanceKey, Instance] = {}
_instances_lock = threading.Lock()


def instance_for(
    settings: Settings,
    *,
    offline: bool = False,
    command: str | None = None,
    clock: Clock | None = None,
    make: Callable[..., Instance] = Instance,
) -> Instance:
    """Return the process's one instance for these settings; an offline one has no connection.

    Args:
        settings: How to reach it.
        offline: Whether it makes no call.
        command: A text that all provider processes of a command have, and no other process.
        clock: Returns the time and sleeps, for an instance that is new; the machine's by default.
        make: Makes an instance that is new.

    Raises:
        SettingsError: if it needs a connection and the settings name none.
    """
    key = instance_key(settings, offline=offline)
    with _instances_lock:
        if key not in _instances:
            known = (one.ownership for one in _instances.values() if one.host == key[1])
            _instances[key] = make(
                *key[:2],
                probe_permissions=key[2],
                expiry_notice=key[3],
                users_by_hand=key[4],
                max_deletes=key[5],
                provider=key[6],
                clock=clock,
                ownership=next(known, None) or Ownership(_journal(settings, command)),
            )
        return _instances[key]


def close_instances() -> None:
    """Close the instances of this process and forget them, as a process that ends does."""
    with _instances_lock:
        for one in _instances.values():
            one.close()
        _instances.clear()


def instance_key(settings: Settings, *, offline: bool = False) -> InstanceKey:
    """Return the key under which this process keeps an instance."""
    connection = None if offline else settings.connect_with()
    host = settings.instance or ""
    return (
        connection,
        host,
        settings.probe_permissions,
        settings.expiry_notice,
        settings.users_by_hand,
        settings.max_deletes,
        settings.provider,
    )


def _journal(settings: Settings, command: str | None) -> CommandJournal | None:
    host = settings.instance
    if command is None or host is None:
        return None

    def announce(reason: str) -> None:
        # The text is about several providers; only an explicit one is sure not to be alone.
        if settings.is_explicit:
            notices.say_once("", _ALONE.format(reason))

    return CommandJournal(lambda: cache_folder(host), command, announce)


_ALONE = (
    "The file in which the providers of this command share what they know cannot be used: {}. Two "
    "resources with different providers that declare the same user are not refused, and one that "
    "is removed may delete the other's user. Make the folder writable."
)
