"""Find the proxy for calls, as the environment or the system's settings name it."""

import ipaddress
import os
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from marketo_resources.errors import SettingsError

from .connection_settings import is_loopback

_SCHEMES = ("http", "https", "socks5", "socks5h")
_LARGEST_PORT = 65535
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(
    r"(?:(?P<credentials>.*)@)?"  # up to the last @: a password may hold others
    r"(?P<host>\[[0-9a-f:.]+\]|[^\s/@:\[\]?#\"']+)"
    r"(?::(?P<port>[0-9]*))?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_SYSTEM = "the proxy settings of this system"


@dataclass(frozen=True)
class Proxy:
    """Hold a proxy, and the variable that names it.

    Attributes:
        variable: The environment variable, or words for the system's settings.
        url: Its address, without credentials.
        credentials: Its user name and password, or None.
    """

    variable: str
    url: httpx.URL
    credentials: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Return its host, its port, and the variable that names it; never its credentials."""
        return f"{self.url.netloc.decode('ascii')} ({self.variable})"


def proxy_for(base_url: str) -> Proxy | None:
    """Return the proxy for calls to an address, or None if they go directly.

    Raises:
        SettingsError: A proxy is named, and it cannot be used as it is written.
    """
    parts = urlsplit(base_url)
    host, named = parts.hostname or "", getproxies()
    if is_loopback(host) or _is_excepted(host, parts.port, named.get("no", "")):
        return None
    for kind in (parts.scheme, "all"):
        if address := named.get(kind, "").strip():
            return _named(_variable(kind), address, host)
    return None


def _named(variable: str, address: str, host: str) -> Proxy | None:
    # Windows and macOS keep the exceptions among their own settings.
    is_excepted = variable == _SYSTEM and proxy_bypass(host)
    return None if is_excepted else parsed(variable, address)


def parsed(variable: str, address: str) -> Proxy:
    """Read a proxy's address, with or without scheme, credentials and port.

    Raises:
        SettingsError: It is not one. The text never holds the address: a password may be in it.
    """
    written = _SCHEME.fullmatch(address)
    scheme, place = (written[1].lower(), written[2]) if written else ("http", address)
    match = _PLACE.fullmatch(place)
    if match is None:
        raise _malformed(variable)
    if scheme not in _SCHEMES:
        raise SettingsError(
            f"{variable} names a proxy of the kind {scheme}://, which cannot be used here: "
            f"use one of {', '.join(f'{one}://' for one in _SCHEMES)}"
        )
    if scheme.startswith("socks"):
        _require_socks(variable)
    return Proxy(variable, _url(variable, scheme, match), _credentials(match["credentials"]))


def _url(variable: str, scheme: str, match: re.Match[str]) -> httpx.URL:
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port <= _LARGEST_PORT:
        raise _malformed(variable)
    try:
        return httpx.URL(scheme=scheme, host=match["host"].strip("[]"), port=port)
    except (httpx.InvalidURL, ValueError):
        raise _malformed(variable) from None


def _credentials(written: str | None) -> tuple[str, str] | None:
    if not written:
        return None
    user, _, password = written.partition(":")
    return unquote(user), unquote(password)


def _malformed(variable: str) -> SettingsError:
    return SettingsError(
        f"{variable} does not hold the address of a proxy: write it as "
        "http://proxy.example:3128 or http://user:password@proxy.example:3128, with special "
        "characters of the password percent-encoded"
    )


def _require_socks(variable: str) -> None:
    try:
        import socksio  # noqa: F401, PLC0415 - an optional dependency
    except ImportError:
        raise SettingsError(
            f"{variable} names a SOCKS proxy, and the package that speaks SOCKS is not installed: "
            'run `pip install "marketo-resources[socks]"`, or name an HTTP proxy in HTTPS_PROXY'
        ) from None


def _variable(kind: str) -> str:
    named = [name for name, value in os.environ.items() if value and _is(name, kind)]
    # As urllib has it: the lower-case one wins.
    return min(named, key=lambda name: not name.islower(), default=_SYSTEM)


def _is(name: str, kind: str) -> bool:
    return name.lower() == f"{kind}_proxy"


def _is_excepted(host: str, port: int | None, no_proxy: str) -> bool:
    entries = re.split(r"[\s,]+", no_proxy.lower())
    return any(_excepts(entry, host.lower().rstrip("."), port) for entry in entries if entry)


def _excepts(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    entry = entry.rpartition("://")[2]
    if _is_address(host):
        return _holds_address(entry, host)
    name, _, only = entry.partition(":")
    if only and only != str(port or 443):
        return False
    name = name.removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _holds_address(entry: str, host: str) -> bool:
    # A port may follow: of an IPv6 address only behind brackets.
    bare = re.sub(r"^\[(.*)\](:\d+)?$|^([\d.]+):\d+$", r"\1\3", entry)
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return False
