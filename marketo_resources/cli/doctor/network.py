"""Check the way to Marketo: proxy, name, connection, certificate, and what time it is there."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import urlsplit

import httpx

from marketo_resources.cli.connection import ConnectionSource
from marketo_resources.cli.doctor.rows import (
    Check,
    Finding,
    begun,
    failed,
    failed_call,
    note,
    ok,
    within,
)
from marketo_resources.marketo import ConnectionSettings, failures, trust
from marketo_resources.marketo.call import IDENTITY_PATH, Call
from marketo_resources.marketo.errors import MarketoError
from marketo_resources.marketo.network import network, way_of
from marketo_resources.marketo.proxies import Proxy, proxy_for

__all__ = ["on_the_way"]

_NAME_SECONDS = 3.0
"""Wait this many seconds for a name's address."""
_ANSWER_SECONDS = 3.0
"""Wait this many seconds for each part of a first answer: connection, handshake, answer."""
_WHOLE_SECONDS = 6.0
"""Wait this many seconds for all of it. With the name the doctor stays below ten."""
_LARGEST_DIFFERENCE = 300.0
"""A clock that differs by at most this many seconds is right enough for certificates."""
_PROBE = Call("GET", IDENTITY_PATH)
"""A call without credentials: it uses up nothing and sends no secret, and any answer will do."""
_PROXY_TROUBLES = {"proxy", "proxy refused"}
_TLS_TROUBLES = {"TLS", "certificate"}
_ADDRESS = "Check the Munchkin id or the base URL against Admin > Web Services > REST API"

_SILENT = {"unreachable", "no answer", "cut off"}
_NO_ANSWER = (
    "Ask whoever runs this network whether a firewall blocks this; where calls must go through "
    "a proxy, name it in HTTPS_PROXY (docs/network.md)."
)


@dataclass(frozen=True)
class _Answered:
    """A first answer: when it came, and the time that it states, in seconds since 1970."""

    here: float
    there: float | None


def on_the_way(source: ConnectionSource) -> list[Check]:
    """Return the checks of what lies between this machine and Marketo."""
    way = _Way(source)
    return [
        Check("proxy", way.through, ("address",)),
        Check("DNS", way.name, ("proxy",)),
        Check("connection", way.connection, ("DNS",)),
        Check("TLS", way.protection, ("connection",)),
        Check("clock", way.clock, ("TLS",)),
    ]


class _Way:
    """Checks each part of the way; the one request that this takes is sent once."""

    def __init__(self, source: ConnectionSource) -> None:
        self._source = source

    def through(self) -> Finding:
        """Say which proxy is used, and whether it lets this through."""
        if self._proxy is None:
            return ok("none: calls go directly")
        if (failure := self._failure) and failure.trouble in _PROXY_TROUBLES:
            return failed_call(failure)
        return ok(f"calls go through {self._proxy.name}")

    def name(self) -> Finding:
        """Say which address the host's name stands for."""
        host = urlsplit(self._settings.base_url).hostname or ""
        if self._proxy is not None:
            return ok(f"the proxy looks {host} up")
        looked_up = begun(lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        late = f"No name server (DNS) answered within {_NAME_SECONDS:g} s when asked for {host}."
        try:
            found = within(_NAME_SECONDS, looked_up, late, _NO_ANSWER)
        except (socket.gaierror, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not a name"
            return failed(
                f"There is no address for the name {host} ({reason}).",
                f"{_ADDRESS}. If it is right, this machine's name server (DNS) does not know it, "
                "or calls must go through a proxy (HTTPS_PROXY, docs/network.md).",
            )
        address = found[0][4][0]
        return ok(
            "none is needed: the host is an address" if address == host else f"{host} is {address}"
        )

    def connection(self) -> Finding:
        """Say whether the host answers."""
        if (failure := self._failure) and failure.trouble not in _TLS_TROUBLES:
            is_silent = failure.trouble in _SILENT
            return failed_call(failure, f"{_NO_ANSWER} {_ADDRESS}." if is_silent else "")
        return ok(f"{self._settings.host} answers")

    def protection(self) -> Finding:
        """Say whether the server's certificate is accepted."""
        if self._failure:
            return failed_call(self._failure)
        if self._settings.base_url.startswith("http:"):
            return ok("none is needed: plain HTTP, to this machine only")
        by = trust.where() or "the authorities of this system"
        return ok(f"the certificate is accepted by {by}")

    def clock(self) -> Finding:
        """Say whether this machine's time is that of the server."""
        answered = self._outcome
        if isinstance(answered, MarketoError) or answered.there is None:
            return note("not known to be right: the server's answer states no time")
        off = answered.here - answered.there
        if abs(off) <= _LARGEST_DIFFERENCE:
            return ok("right")
        return failed(
            f"The clock of this machine is {_offset_in_words(off)}.",
            "Set it by the network's time (`timedatectl set-ntp true` on Linux, `w32tm /resync` "
            "on Windows, Date & Time on macOS). Otherwise certificates are refused, and previews "
            "are wrong about whose access has ended.",
        )

    @property
    def _settings(self) -> ConnectionSettings:
        return self._source.connect_with()

    @cached_property
    def _proxy(self) -> Proxy | None:
        return proxy_for(self._settings.base_url)

    @cached_property
    def _outcome(self) -> _Answered | MarketoError:
        late = f"{self._settings.host} did not answer within {_WHOLE_SECONDS:g} s."
        asked = begun(lambda: _ask(self._settings))
        return within(_WHOLE_SECONDS, asked, late, f"{_NO_ANSWER} {_ADDRESS}.")

    @property
    def _failure(self) -> MarketoError | None:
        return self._outcome if isinstance(self._outcome, MarketoError) else None


def _ask(settings: ConnectionSettings) -> _Answered | MarketoError:
    """Send one request without credentials; return the error instead of raising it."""
    carrier = network(settings)
    request = httpx.Request(
        _PROBE.method,
        settings.base_url + _PROBE.path,
        extensions={"timeout": httpx.Timeout(_ANSWER_SECONDS).as_dict()},
    )
    try:
        response = carrier.handle_request(request)
        response.read()
    except httpx.HTTPError as failure:
        return failures.of_transport(_PROBE, failure, way_of(request))
    finally:
        carrier.close()
    return _Answered(time.time(), _moment(response.headers.get("Date", "")))


def _moment(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None


def _offset_in_words(seconds: float) -> str:
    direction = "fast" if seconds > 0 else "slow"
    minutes = round(abs(seconds) / 60)
    units = ((1440, "day"), (60, "hour"), (1, "minute"))
    size, unit = next(one for one in units if minutes >= one[0])
    number = round(minutes / size)
    return f"{number} {unit}{'' if number == 1 else 's'} {direction}"
