"""Log messages of a Pulumi program, on the resource that they are about."""

from __future__ import annotations

from contextlib import suppress

import pulumi

from marketo_resources.core.notices import printable

__all__ = ["info", "warn"]


def info(text: str, resource: pulumi.Resource | None = None) -> None:
    """Log a message; one that cannot be logged is lost, and never ends the program."""
    with suppress(Exception):
        pulumi.log.info(printable(text), resource)


def warn(text: str, resource: pulumi.Resource | None = None) -> None:
    """Log a warning; one that cannot be logged is lost, and never ends the program."""
    with suppress(Exception):
        pulumi.log.warn(printable(text), resource)
