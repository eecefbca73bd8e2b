"""Log what the program says while it declares, on the resource that it is about."""

from __future__ import annotations

from contextlib import suppress

import pulumi

from marketo_resources.core.notices import printable

__all__ = ["info", "warn"]


def info(text: str, resource: pulumi.Resource | None = None) -> None:
    """Log an information; what cannot be logged is lost, and never ends the program."""
    with suppress(Exception):
        pulumi.log.info(printable(text), resource)


def warn(text: str, resource: pulumi.Resource | None = None) -> None:
    """Warn of something, in the same way."""
    with suppress(Exception):
        pulumi.log.warn(printable(text), resource)
