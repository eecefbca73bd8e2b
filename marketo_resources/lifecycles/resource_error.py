"""ResourceError: what a resource was asked to do and did not."""

from __future__ import annotations

__all__ = ["ResourceError"]


class ResourceError(Exception):
    """Something a resource was asked to do that failed or was refused; says what to do next."""

    __module__ = "marketo_resources"  # its public name, which the engine shows to the user
