"""Recognize requests of this machine; those of other machines must not see client secrets."""

from __future__ import annotations

from urllib.parse import urlsplit

from werkzeug.wrappers import Request

_ADDRESSES = frozenset({"127.0.0.1", "::1", "", None})
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_local(request: Request) -> bool:
    """Return whether this machine asks by its own name; a website's name may point here too."""
    host = urlsplit(f"//{request.host}").hostname
    return request.environ.get("REMOTE_ADDR") in _ADDRESSES and host in _NAMES
