"""Find out from its users who logs people in to a Marketo instance: Marketo itself, or Adobe.

No call returns it. The identity decides which dialog adds users in the admin pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketo_resources.marketo.models import UserSummary

__all__ = ["Identity", "identity_of"]


class Identity(Enum):
    """List who may log people in."""

    ADOBE = "Adobe"
    MARKETO = "Marketo"
    UNKNOWN = "unknown"


_ADOBES_ID = re.compile(r"[^@]*|.*@[^.]*|[0-9a-f-]{20,}@.*", re.IGNORECASE | re.DOTALL)
"""A userid that is no e-mail address: without a domain, or as Adobe generates them."""


def identity_of(users: Iterable[UserSummary]) -> Identity:
    """Return the identity that the userids of all users show.

    On Adobe identity a person's userid is a generated id. That of an API-only user may be its
    e-mail address on either, which Adobe's pages do not say, so it shows nothing by itself.
    """
    identity = Identity.UNKNOWN
    for user in users:
        if _ADOBES_ID.fullmatch(user.userid):
            return Identity.ADOBE
        if not user.api_only:
            identity = Identity.MARKETO
    return identity
