"""Where a connection's settings come from; the only reader of configuration and environment.

An explicit `marketo.Provider` wins over the environment, which wins over the stack's
configuration: on refresh and destroy the engine replays the configuration that the last update
recorded, so a secret rotated since must be able to come from outside.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from marketo_resources.errors import SettingsError
from marketo_resources.marketo import ConnectionSettings
from marketo_resources.marketo.connection_settings import base_url_of
from marketo_resources.provider import EXPLICIT

__all__ = ["Settings"]

_MUNCHKIN_ID = re.compile(r"[0-9]{3}-[A-Z0-9]{3}-[0-9]{3}")

Get = Callable[[str], object]


class Settings(BaseModel):
    """How to reach one Marketo instance, and whether previews may ask it anything."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    connection: ConnectionSettings | SettingsError
    instance: str | None
    offline_preview: bool = False
    probe_permissions: bool = False
    """Whether the permissions of custom services are probed each time, not only on a change."""

    @classmethod
    def resolve(cls, get: Get, environment: Mapping[str, str] | None = None) -> Settings:
        """Read what a provider is configured with.

        Args:
            get: Reads a configuration value by its key with namespace, `marketo:baseUrl` say.
            environment: The environment's variables; those of the process by default.

        Raises:
            SettingsError: if a setting is malformed. A missing one is told by `connect_with`, when
                it is needed: an offline preview does without.
        """
        source = _Source(get, os.environ if environment is None else environment)
        offline = source.flag("offlinePreview")
        base_url = _base_url(source)
        return cls(
            connection=_connection(source, base_url),
            instance=_host(base_url) if base_url else None,
            offline_preview=offline,
            probe_permissions=source.flag("probePermissions"),
        )

    def connect_with(self) -> ConnectionSettings:
        """Return the connection's settings.

        Raises:
            SettingsError: if there are none; the text names the three ways to set them.
        """
        if isinstance(self.connection, SettingsError):
            raise self.connection
        return self.connection


class _Source:
    """Looks a setting up in the order of precedence."""

    def __init__(self, get: Get, environment: Mapping[str, str]) -> None:
        self._get = get
        self._environment = environment
        self._explicit = bool(get(EXPLICIT))

    def first(self, *keys: str) -> tuple[str, str]:
        """Return the first key that is set, and its value: precedence of place before key."""
        for place in (
            (self._configured, self._from_outside)
            if self._explicit
            else (self._from_outside, self._configured)
        ):
            for key in keys:
                if value := place(key):
                    return key, value
        return keys[0], ""

    def text(self, key: str) -> str:
        return self.first(key)[1]

    def _configured(self, key: str) -> str:
        return str(self._get(f"marketo:{key}") or "").strip()

    def _from_outside(self, key: str) -> str:
        return self._environment.get(_variable(key), "").strip()

    def flag(self, key: str) -> bool:
        text = self.text(key).lower()
        if text not in {"", "true", "false"}:
            raise SettingsError(f"marketo:{key} is {text!r}: set it to true or false")
        return text == "true"

    def number(self, key: str, default: int) -> int:
        text = self.text(key)
        if not text:
            return default
        # The engine may have made a float of it on the way.
        if not re.fullmatch(r"[1-9][0-9]{0,8}(\.0)?", text):
            raise SettingsError(f"marketo:{key} is {text!r}: set a whole number from 1 on")
        return int(float(text))


def _variable(key: str) -> str:
    return "MARKETO_" + re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])", "_", key).upper()


def _base_url(source: _Source) -> str | None:
    key, value = source.first("baseUrl", "munchkinId")
    if key == "baseUrl":
        return _address(value) if value else None
    if not _MUNCHKIN_ID.fullmatch(value.upper()):
        raise SettingsError(
            f"marketo:munchkinId is {value!r}: a Munchkin account id looks like 123-ABC-456 "
            "(Admin > Munchkin)"
        )
    return f"https://{value.upper()}.mktorest.com"


def _address(value: str) -> str:
    # Judged also where the rest is missing: its host is recorded in state.
    try:
        return base_url_of(value)
    except ValueError as error:
        raise SettingsError(f"marketo:baseUrl: {error}") from None


def _connection(source: _Source, base_url: str | None) -> ConnectionSettings | SettingsError:
    client_id, secret = source.text("clientId"), source.text("clientSecret")
    missing = [
        name
        for name, value in (
            ("marketo:baseUrl or marketo:munchkinId", base_url),
            ("marketo:clientId", client_id),
            ("marketo:clientSecret", secret),
        )
        if not value
    ]
    if missing or base_url is None:
        return SettingsError(_HOW_TO_CONNECT.format(missing=", ".join(missing)))
    try:
        return ConnectionSettings(
            base_url=base_url,
            client_id=client_id,
            client_secret=SecretStr(secret),
            calls_per_20_seconds=source.number("callsPer20Seconds", 50),
            concurrent_calls=source.number("concurrentCalls", 4),
            quota_store=SecretStr(source.text("quotaStore")),
        )
    except ValidationError as error:
        detail = error.errors(include_url=False, include_context=False, include_input=False)[0]
        reason = detail["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{_key(detail['loc'])}{reason}") from None


def _key(location: tuple[int | str, ...]) -> str:
    if not location:
        return "marketo: "
    head, *rest = str(location[0]).split("_")
    return f"marketo:{head}{''.join(part.title() for part in rest)}: "


def _host(base_url: str) -> str:
    return urlsplit(base_url).netloc.lower()


_HOW_TO_CONNECT = """\
no connection to Marketo is configured: {missing} missing. Set them in one of three ways:
  1. stack configuration: pulumi config set marketo:munchkinId 123-ABC-456; \
pulumi config set marketo:clientId …; pulumi config set --secret marketo:clientSecret …
  2. environment: MARKETO_MUNCHKIN_ID (or MARKETO_BASE_URL), MARKETO_CLIENT_ID, \
MARKETO_CLIENT_SECRET
  3. program: marketo.Provider(name, munchkin_id=…, client_id=…, client_secret=…), \
given with opts=ResourceOptions(provider=…)"""
