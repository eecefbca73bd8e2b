"""Do what a test has planned for later moments, as its time passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Appointments:
    """What is still to be done, each with the moment at which it is done."""

    at: list[tuple[float, Callable[[], object]]] = field(default_factory=list)

    def keep(self, now: float) -> None:
        """Do what is due."""
        for moment, act in [one for one in self.at if one[0] <= now]:
            self.at.remove((moment, act))
            act()
