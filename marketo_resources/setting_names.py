"""Name each setting: its configuration key, environment variable, and `Provider` argument.

It imports nothing that is slow to import, because programs import it.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Literal, NamedTuple, get_args

__all__ = [
    "EXPLICIT",
    "KEYS",
    "USERS_BY_HAND",
    "MaxDeletes",
    "Origin",
    "Place",
    "UsersByHand",
    "argument",
    "variable",
]

EXPLICIT = "marketo:provider"
"""Key that only the settings of an explicit provider have; its value is the provider's name."""

KEYS = (
    "baseUrl",
    "munchkinId",
    "clientId",
    "clientSecret",
    "callsPer20Seconds",
    "concurrentCalls",
    "quotaStore",
    "offlinePreview",
    "probePermissions",
    "expiryNotice",
    "usersByHand",
    "maxDeletes",
)
"""Every setting, by its key in a stack's configuration without the namespace `marketo:`."""

UsersByHand = Literal["auto", "always"]
USERS_BY_HAND: tuple[UsersByHand, ...] = get_args(UsersByHand)
"""Whether programs try to make, change and delete users, or only people do; `auto` if unset."""

_NEXT_WORD = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])")


class Place(Enum):
    """List the places that a setting can come from."""

    PROVIDER = "an explicit provider"
    ENVIRONMENT = "the environment"
    CONFIGURATION = "the stack's configuration"


def argument(key: str) -> str:
    """Return the name that a setting has as an argument of `Provider`."""
    return _NEXT_WORD.sub("_", key).lower()


def variable(key: str) -> str:
    """Return the name that a setting has in the environment."""
    return f"MARKETO_{argument(key).upper()}"


class Origin(NamedTuple):
    """Say where a setting came from.

    Attributes:
        key: The setting's key.
        place: The kind of place.
        provider: The name of the explicit provider, where it is one.
    """

    key: str
    place: Place
    provider: str = ""

    @property
    def name(self) -> str:
        """Return the setting's name in that place: what to look for in order to change it."""
        if self.place is Place.PROVIDER:
            return f"{argument(self.key)} of {self._provider}"
        return variable(self.key) if self.place is Place.ENVIRONMENT else f"marketo:{self.key}"

    def __str__(self) -> str:
        """Return the place in words, with the setting's name there."""
        if self.place is Place.PROVIDER:
            return self._provider
        return f"{self.place.value} ({self.name})"

    @property
    def _provider(self) -> str:
        return f'Provider("{self.provider}")'


class MaxDeletes(NamedTuple):
    """Hold the most users that one command may delete through a provider, and where it was set."""

    most: int
    origin: Origin
