"""Read the settings of a provider from its arguments, the environment and the configuration.

No other module reads them.

An explicit `marketo.Provider` wins over the environment, which wins over the stack's
configuration: on refresh and destroy the engine replays the configuration that the last update
recorded, so a secret rotated since must be able to come from outside.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from marketo_resources.errors import SettingsError
from marketo_resources.marketo import ConnectionSettings
from marketo_resources.marketo.connection_settings import base_url_of, is_loopback
from marketo_resources.setting_names import (
    EXPLICIT,
    KEYS,
    USERS_BY_HAND,
    MaxDeletes,
    Origin,
    Place,
    UsersByHand,
    argument,
    variable,
)
from marketo_resources.spelling import suggestion

__all__ = ["Settings"]

_MUNCHKIN_ID = re.compile(r"[0-9]{3}-[A-Za-z0-9]{3}-[0-9]{3}")

Get = Callable[[str], object]
Choice = TypeVar("Choice", bound=str)


class Settings(BaseModel):
    """Hold the settings of one provider: its connection, and how it treats previews and users."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    connection: ConnectionSettings | SettingsError
    instance: str | None
    offline_preview: bool = False
    probe_permissions: bool = False
    """Whether the permissions of custom services are probed each time, not only on a change."""
    expiry_notice: int = 30
    """Days before the end of a user's access from which previews say so; 0 for never."""
    users_by_hand: UsersByHand = "auto"
    """Whether programs try to make, change and delete users, or people always do."""
    max_deletes: MaxDeletes | None = None
    """Most users that one command may delete through this provider; None for no limit."""
    provider: str = ""
    """Name of the explicit provider whose settings these are; empty for the default one."""
    origins: Mapping[str, Origin] = Field(default_factory=dict)
    """Where each setting came from, by its key, as far as it is set.

    Of `baseUrl` and `munchkinId` it has only the one that decides.
    """

    @classmethod
    def resolve(cls, get: Get, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings of a provider.

        Args:
            get: Reads a configuration value by its key with namespace, `marketo:baseUrl` say.
            environment: The environment's variables; those of the process by default.

        Raises:
            SettingsError: if a setting is malformed. A missing one is reported by `connect_with`,
                when it is needed: an offline preview does without.
        """
        source = _Source(get, os.environ if environment is None else environment)
        offline = source.flag("offlinePreview")
        base_url = _base_url(source)
        return cls(
            connection=_connection(source, base_url),
            instance=_host(base_url) if base_url else None,
            offline_preview=offline,
            probe_permissions=source.flag("probePermissions"),
            expiry_notice=source.number("expiryNotice", 30, least=0),
            users_by_hand=source.choice("usersByHand", USERS_BY_HAND),
            max_deletes=_max_deletes(source),
            provider=source.provider,
            origins=source.origins(),
        )

    @property
    def is_explicit(self) -> bool:
        """Return whether the provider is an explicit one, which has its own process."""
        return bool(self.provider)

    @property
    def address_origin(self) -> Origin | None:
        """Return where the instance's address came from, if it has one."""
        return self.origins.get("baseUrl") or self.origins.get("munchkinId")

    def connect_with(self) -> ConnectionSettings:
        """Return the connection's settings.

        Raises:
            SettingsError: if they are incomplete; the text says how to set what is missing.
        """
        if isinstance(self.connection, SettingsError):
            raise self.connection
        return self.connection


@dataclass(frozen=True)
class _Setting:
    """Hold a setting that is set: its value, which may be a secret, and where it came from."""

    value: str = field(repr=False)
    origin: Origin

    @property
    def key(self) -> str:
        return self.origin.key

    @property
    def name(self) -> str:
        return self.origin.name


class _Source:
    """Look settings up in their order of precedence."""

    def __init__(self, get: Get, environment: Mapping[str, str]) -> None:
        self._get = get
        self._environment = environment
        self.provider = str(get(EXPLICIT) or "")
        """Name of the explicit provider whose settings these are; empty for the default one."""

    def first(self, *keys: str) -> _Setting | None:
        """Return the first of these settings that is set: by place, and in one place by key."""
        places = (self._configured, self._from_environment)
        for place in places if self.provider else reversed(places):
            for key in keys:
                if (setting := place(key)).value:
                    return setting
        return None

    def address(self) -> _Setting | None:
        return self.first(*_ADDRESS)

    def in_place_of(self, setting: _Setting, key: str) -> _Setting:
        """Return another key's setting from the place that a setting came from."""
        in_environment = setting.origin.place is Place.ENVIRONMENT
        return self._from_environment(key) if in_environment else self._configured(key)

    def text(self, key: str) -> str:
        setting = self.first(key)
        return setting.value if setting else ""

    def _configured(self, key: str) -> _Setting:
        place = Place.PROVIDER if self.provider else Place.CONFIGURATION
        value = str(self._get(f"marketo:{key}") or "").strip()
        return _Setting(value, Origin(key, place, self.provider))

    def _from_environment(self, key: str) -> _Setting:
        value = self._environment.get(variable(key), "").strip()
        return _Setting(value, Origin(key, Place.ENVIRONMENT))

    def flag(self, key: str) -> bool:
        setting = self.first(key)
        if setting and setting.value.lower() not in {"true", "false"}:
            raise _not_one_of(setting, ("true", "false"))
        return setting is not None and setting.value.lower() == "true"

    def number(self, key: str, default: int, *, least: int = 1) -> int:
        setting = self.first(key)
        if setting is None:
            return default
        # The engine may have turned it into a float.
        number = re.fullmatch(r"(0|[1-9][0-9]{0,8})(\.0)?", setting.value)
        if number is None or int(number[1]) < least:
            raise SettingsError(
                f"{setting.name} is {setting.value!r}: set it to a whole number, {least} or more"
            )
        return int(number[1])

    def choice(self, key: str, known: Sequence[Choice]) -> Choice:
        setting = self.first(key)
        if setting is None:
            return known[0]
        for one in known:
            if setting.value.lower() == one:
                return one
        raise _not_one_of(setting, known)

    def origins(self) -> dict[str, Origin]:
        address = self.address()
        others = (self.first(key) for key in KEYS if key not in _ADDRESS)
        return {found.key: found.origin for found in (address, *others) if found}

    def name(self, key: str) -> str:
        """Return the name to look for in order to change a setting, also if it is not set."""
        setting = self.address() if key == "baseUrl" else self.first(key)
        return setting.name if setting else f"marketo:{key}"


def _not_one_of(setting: _Setting, known: Sequence[str]) -> SettingsError:
    return SettingsError(
        f"{setting.name} is {setting.value!r}: set it to {' or '.join(known)}"
        f"{suggestion(setting.value, known)}"
    )


def _max_deletes(source: _Source) -> MaxDeletes | None:
    setting = source.first("maxDeletes")
    return MaxDeletes(source.number("maxDeletes", 0, least=0), setting.origin) if setting else None


def _base_url(source: _Source) -> str | None:
    address = source.address()
    if address is None:
        return None
    if address.key == "baseUrl":
        base_url = _checked(address)
        _refuse_another(base_url, address, source.in_place_of(address, "munchkinId"))
        return base_url
    # Before upper(), which turns some letters of other scripts into ASCII ones.
    if not _MUNCHKIN_ID.fullmatch(address.value):
        raise SettingsError(
            f"{address.name} is {address.value!r}: a Munchkin account id looks like 123-ABC-456 "
            "(Admin > Munchkin)"
        )
    return f"https://{address.value.upper()}.mktorest.com"


def _checked(address: _Setting) -> str:
    # Checked even if the rest is missing, because its host is recorded in state.
    try:
        return base_url_of(address.value)
    except ValueError as error:
        raise SettingsError(f"{address.name}: {error}") from None


def _refuse_another(base_url: str, address: _Setting, other: _Setting) -> None:
    # A simulator may stand in for the instance: the program warns of that.
    meant = f"{other.value.lower()}.mktorest.com"
    if (
        not other.value
        or _host(base_url) == meant
        or is_loopback(urlsplit(base_url).hostname or "")
    ):
        return
    raise SettingsError(
        f"{address.name} leads to {_host(base_url)}, but {other.name} to {meant}: keep the one "
        "that is meant, and remove the other"
    )


def _connection(source: _Source, base_url: str | None) -> ConnectionSettings | SettingsError:
    client_id, secret = source.first("clientId"), source.first("clientSecret")
    if base_url is None or client_id is None or secret is None:
        found = (base_url, client_id, secret)
        return _incomplete(
            source, [keys for keys, one in zip(_NEEDED, found, strict=True) if not one]
        )
    try:
        return ConnectionSettings(
            base_url=base_url,
            client_id=client_id.value,
            client_secret=SecretStr(secret.value),
            calls_per_20_seconds=source.number("callsPer20Seconds", 50),
            concurrent_calls=source.number("concurrentCalls", 4),
            quota_store=SecretStr(source.text("quotaStore")),
            credentials_from=f"The client id came from {client_id.origin}, the client secret from "
            f"{secret.origin}.",
        )
    except ValidationError as error:
        detail = error.errors(include_url=False, include_context=False, include_input=False)[0]
        reason = detail["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{_name(source, detail['loc'])}: {reason}") from None


def _incomplete(source: _Source, missing: list[tuple[str, ...]]) -> SettingsError:
    def named(name: Callable[[str], str]) -> str:
        return ", ".join(" or ".join(map(name, keys)) for keys in missing)

    if not source.provider:
        return SettingsError(_HOW_TO_CONNECT.format(missing=named("marketo:{}".format)))
    return SettingsError(
        f'Provider("{source.provider}") is given no complete connection to Marketo: '
        f"{named(argument)} missing. Give it to the provider, or set {named(variable)} in the "
        "environment. The stack's configuration never reaches an explicit provider"
    )


def _name(source: _Source, location: tuple[int | str, ...]) -> str:
    named = {argument(key): key for key in KEYS}
    return source.name(named[str(location[0])])


def _host(base_url: str) -> str:
    return urlsplit(base_url).netloc.lower()


_ADDRESS = ("baseUrl", "munchkinId")
_NEEDED = (_ADDRESS, ("clientId",), ("clientSecret",))
_HOW_TO_CONNECT = """\
no connection to Marketo is configured: {missing} missing. Set them in one of three ways:
  1. stack configuration: pulumi config set marketo:munchkinId 123-ABC-456; \
pulumi config set marketo:clientId …; pulumi config set --secret marketo:clientSecret …
  2. environment: MARKETO_MUNCHKIN_ID (or MARKETO_BASE_URL), MARKETO_CLIENT_ID, \
MARKETO_CLIENT_SECRET
  3. program: marketo.Provider(name, munchkin_id=…, client_id=…, client_secret=…), \
given with opts=ResourceOptions(provider=…)"""
