"""List the clicks that a person is asked for, one a line."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed"]


def listed(clicks: Iterable[str]) -> str:
    """Return clicks as a numbered list to follow a colon; what comes after begins a new line."""
    return "".join(f"\n  {number}. {click}" for number, click in enumerate(clicks, 1))
