"""An explicit provider as program and import file declare it: its address, never credentials."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marketo_resources.setting_names import EXPLICIT, argument

__all__ = ["ExplicitProvider"]

_MUNCHKIN_ADDRESS = re.compile(
    r"https://([0-9]{3}-[A-Z0-9]{3}-[0-9]{3})\.mktorest\.com", re.IGNORECASE
)


@dataclass(frozen=True)
class ExplicitProvider:
    """The `marketo.Provider` that the users are to belong to.

    Attributes:
        name: Its name in the program.
        base_url: The address of its instance.
        urn: Its URN, if the stack has it already; else it is empty.
    """

    name: str
    base_url: str
    urn: str = ""

    @property
    def address(self) -> tuple[str, str]:
        """The setting that names the instance, by its key, and its value."""
        found = _MUNCHKIN_ADDRESS.fullmatch(self.base_url)
        return ("munchkinId", found[1].upper()) if found else ("baseUrl", self.base_url)

    @property
    def inputs(self) -> dict[str, str]:
        """Its inputs, as a state has them."""
        key, value = self.address
        return {EXPLICIT: self.name, f"marketo:{key}": value}

    @property
    def argument(self) -> tuple[str, str]:
        """The argument of `marketo.Provider`, and its value."""
        key, value = self.address
        return argument(key), value
