"""Say which Marketo instance to call, as whom, and how fast."""

import ipaddress
import re
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

MARKETO_CALLS_PER_20_SECONDS = 100
"""Calls in 20 seconds that Marketo allows all services of an instance (Adobe's best practices)."""
MARKETO_CONCURRENT_CALLS = 10
"""Calls at once that Marketo allows all services of an instance (Adobe's best practices)."""

_PASTED_SUFFIX = re.compile(r"/(rest|identity)(/oauth/token)?/*$", re.IGNORECASE | re.ASCII)
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_USUAL = re.compile(
    rf"https?://(localhost|127\.0\.0\.1|({_LABEL}\.)+[a-z]{{2,63}})(:(?P<port>[0-9]{{1,5}}))?",
    re.IGNORECASE | re.ASCII,
)
"""Addresses of a kind that needs no closer look."""
_PORTS = 65536
"""One more than the highest port of TCP."""
_QUOTA_STORES = ("redis://", "rediss://", "postgresql://", "postgres://", "memory://")


class ConnectionSettings(BaseModel):
    """Hold one connection: a host, the client id and secret of a custom service, and the pace.

    Attributes:
        base_url: `https://123-ABC-456.mktorest.com`. The addresses that Marketo's admin pages
            show (ending in `/rest` or `/identity`) are taken too. `http` only to loopback.
        client_id: The client id of the custom service.
        client_secret: Its secret; it is in no repr, message or log.
        calls_per_20_seconds: The most calls sent in any 20 seconds by everything that shares the
            quota store. Adobe advises 50 for one integration and allows an instance 100.
        concurrent_calls: The most calls at once from this machine. Adobe advises at most 5 and
            allows an instance 10.
        quota_store: Who shares these two budgets: None for all processes of this user on this
            machine; `redis://…`, `rediss://…` or `postgresql://…` for several machines;
            `memory://` for this connection alone.
        credentials_from: A sentence that says where client id and secret came from. An error
            about them repeats it.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, str_strip_whitespace=True)

    base_url: str
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    calls_per_20_seconds: int = Field(default=50, ge=1)
    concurrent_calls: int = Field(default=4, ge=1)
    quota_store: SecretStr | None = None
    credentials_from: str = ""

    @field_validator("base_url")
    @classmethod
    def _one_form_of_url(cls, url: str) -> str:
        return base_url_of(url)

    @field_validator("quota_store", mode="after")
    @classmethod
    def _known_store(cls, store: SecretStr | None) -> SecretStr | None:
        if store is None or not store.get_secret_value().strip():
            return None
        if not store.get_secret_value().startswith(_QUOTA_STORES):
            raise ValueError(f"it must start with one of {', '.join(_QUOTA_STORES)}")
        return store

    @field_validator("calls_per_20_seconds")
    @classmethod
    def _calls_within_marketos_limit(cls, calls: int, before: ValidationInfo) -> int:
        if calls > MARKETO_CALLS_PER_20_SECONDS and not _is_simulated(before):
            raise ValueError(
                f"use at most {MARKETO_CALLS_PER_20_SECONDS}. Marketo gives no more to all "
                "integrations of an instance together"
            )
        return calls

    @field_validator("concurrent_calls")
    @classmethod
    def _calls_at_once_within_marketos_limit(cls, calls: int, before: ValidationInfo) -> int:
        if calls > MARKETO_CONCURRENT_CALLS and not _is_simulated(before):
            raise ValueError(
                f"use at most {MARKETO_CONCURRENT_CALLS}. Marketo answers no more calls of an "
                "instance at once"
            )
        return calls

    @property
    def host(self) -> str:
        """Return the instance's host, with its port if it has one: quotas are kept by it."""
        return urlsplit(self.base_url).netloc


def base_url_of(address: str) -> str:
    """Return the one form of an address, however it was pasted.

    Raises:
        ValueError: It is not an address, or the client secret would not be safe on the way there.
    """
    url = _PASTED_SUFFIX.sub("", address.strip().rstrip("/"))
    if not _can_be_called(url):
        raise ValueError("give the address as https://123-ABC-456.mktorest.com")
    parts = urlsplit(url)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("the address must not hold credentials, a query or a fragment")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError(
            "plain http would send the client secret unprotected and is taken only for this "
            "machine itself (localhost, 127.0.0.1); use https://"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _can_be_called(url: str) -> bool:
    if usual := _USUAL.fullmatch(url):
        return not usual["port"] or 0 < int(usual["port"]) < _PORTS
    # Not before it is needed: it is slow to import, and a check may need nothing else of it.
    import httpx  # noqa: PLC0415

    try:
        # Look-alikes of ASCII are refused: no reader sees what httpx would translate them to.
        if not urlsplit(url).netloc.isascii():
            return False
        parsed, host = httpx.URL(url), urlsplit(url).hostname or ""
    except (httpx.InvalidURL, ValueError):
        return False
    is_host = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]*", host) or is_loopback(host)
    is_same = parsed.raw_host.decode("ascii") == host.lower()
    port = parsed.port is None or 0 < parsed.port < _PORTS
    return parsed.scheme in {"http", "https"} and bool(is_host) and is_same and port


def _is_simulated(before: ValidationInfo) -> bool:
    # A simulator on this machine may have no limits, and then needs none here. An address that was
    # refused already is reported instead.
    address = before.data.get("base_url")
    return address is None or is_loopback(urlsplit(address).hostname or "")


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
