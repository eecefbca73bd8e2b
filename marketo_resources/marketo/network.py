"""Carry calls over real connections, directly or through a proxy."""

import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from . import trust
from .connection_settings import ConnectionSettings
from .proxies import Proxy, proxy_for

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
"""Limits of a call, in seconds: more than the 30 s after which Marketo ends one (code 604)."""
_WAY = "marketo_resources.way"


@dataclass
class Way:
    """Track how far a call has come, and who is at the other end.

    Attributes:
        host: Marketo's host, with its port if it is not the usual one.
        proxy: The proxy on the way, or None.
        seconds: The limits for each part of the way, by httpx's names.
        at_proxy: Whether the proxy is at the other end at this moment.
        in_handshake: Whether a TLS connection is being made.
        sent: Whether a part of the call may have reached Marketo.
    """

    host: str
    proxy: Proxy | None = None
    seconds: Mapping[str, float | None] = field(default_factory=dict)
    at_proxy: bool = False
    in_handshake: bool = False
    sent: bool = True
    _socks: list[httpcore.NetworkStream] = field(default_factory=list, repr=False)

    @property
    def peer(self) -> str:
        """Return who is at the other end."""
        return f"the proxy {self.proxy.name}" if self.proxy and self.at_proxy else self.host

    def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Note a step, as httpcore's trace reports it."""
        origin, _, step = event.partition(".")
        if not step.endswith(".started"):
            return
        self.in_handshake = step == "start_tls.started"
        if step == "send_request_headers.started":
            self.at_proxy = info["request"].method == b"CONNECT"
            self.sent = not self.at_proxy
        elif step == "setup_socks5_connection.started":
            self._socks.append(info["stream"])
            _bound_blocking_reads(info["stream"].get_extra_info("socket"), self.seconds)
        elif self.in_handshake:
            self.at_proxy = self.proxy is not None and origin == "connection"
        elif step == "connect_tcp.started":
            self.at_proxy = self.proxy is not None

    def close(self) -> None:
        """Close what httpcore leaves open when a SOCKS proxy refuses."""
        for stream in self._socks:
            stream.close()


def way_of(request: httpx.Request) -> Way:
    """Return how far a request came; of one that no network carried, only its host is known."""
    host, seconds = request.url.netloc.decode("ascii"), request.extensions.get("timeout", {})
    way: Way = request.extensions.get(_WAY) or Way(host, seconds=seconds)
    return way


class Network(httpx.BaseTransport):
    """Carry calls over real connections, and note how far each comes."""

    def __init__(self, transport: httpx.BaseTransport, proxy: Proxy | None) -> None:
        self._transport = transport
        self._proxy = proxy

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        seconds = request.extensions.get("timeout", {})
        way = Way(request.url.netloc.decode("ascii"), self._proxy, seconds, sent=False)
        request.extensions |= {_WAY: way, "trace": way.note}
        try:
            return self._carried(request, way)
        except httpx.HTTPError:
            way.close()
            raise

    def _carried(self, request: httpx.Request, way: Way) -> httpx.Response:
        try:
            return self._transport.handle_request(request)
        except httpx.HTTPError:
            raise
        except UnicodeError as failure:  # a part of the name is too long to be looked up
            raise httpx.ConnectError("", request=request) from failure
        except Exception as failure:
            # The library that speaks SOCKS has errors of its own for what it cannot read.
            if not way.at_proxy:
                raise
            raise httpx.ProxyError("", request=request) from failure

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


def network(settings: ConnectionSettings) -> Network:
    """Return the network, through the proxy of the environment if there is one for this host.

    Raises:
        SettingsError: The environment names a proxy or certificates that cannot be used.
    """
    plain = urlsplit(settings.base_url).scheme == "http"  # to this machine only
    context = trust.trusting_nobody() if plain else trust.trusted()
    proxy = proxy_for(settings.base_url)
    through = None
    if proxy is not None:
        encrypted = proxy.url.scheme == "https"
        through = httpx.Proxy(
            proxy.url, auth=proxy.credentials, ssl_context=context if encrypted else None
        )
    return Network(httpx.HTTPTransport(verify=context, trust_env=False, proxy=through), proxy)


def _bound_blocking_reads(connection: socket.socket, seconds: Mapping[str, float | None]) -> None:
    # httpcore gives the talk with a SOCKS proxy no limit, so the system has to.
    limit = int(seconds.get("connect") or TIMEOUT.connect or 0)
    form = (
        struct.pack("L", limit * 1000) if sys.platform == "win32" else struct.pack("ll", limit, 0)
    )
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, form)
