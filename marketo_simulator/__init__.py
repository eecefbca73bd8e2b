"""Stand in for Marketo's user management, held to Adobe's specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .extra import with_remedy

if TYPE_CHECKING:
    from .simulator import Simulator

__all__ = ["Simulator"]


def __getattr__(name: str) -> type[Simulator]:
    """Load the simulator when it is first used, because its server is an extra."""
    if name != "Simulator":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from .simulator import Simulator  # noqa: PLC0415 - needs what may not be installed
    except ModuleNotFoundError as missing:
        raise with_remedy(missing) from None
    return Simulator


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
