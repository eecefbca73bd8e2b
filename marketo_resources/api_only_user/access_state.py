"""Say that a user's access has ended or ends soon, that it is locked, or what a refresh found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from marketo_resources.api_only_user.properties import NOT_API_ONLY
from marketo_resources.core import notices
from marketo_resources.expiry import parse_instant

if TYPE_CHECKING:
    from marketo_resources.api_only_user.properties import ApiOnlyUserInputs, ApiOnlyUserOutputs
    from marketo_resources.marketo.models import User

__all__ = ["has_passed", "say_expiry", "say_lock", "say_refreshed", "was_no_longer_api_only"]


def has_passed(expires_at: str) -> bool:
    """Return whether access that ends then has ended."""
    return parse_instant(expires_at) <= datetime.now(UTC)


def say_expiry(resource: str, expires_at: str | None, days: int) -> None:
    """Say once that access has ended, or that it ends within the days of the setting."""
    if expires_at is None:
        return
    left = parse_instant(expires_at) - datetime.now(UTC)
    if left <= timedelta():
        notices.say_once(resource, _EXPIRED.format(expires_at))
    elif left <= timedelta(days=days):
        within = f"within {left.days + 1} days" if left.days else "within a day"
        notices.say_once(resource, _ENDS.format(expires_at, within))


def say_lock(resource: str, user: User) -> None:
    """Say once that Marketo shows a user as locked, and what may end that."""
    expired = user.expires_at is not None and user.expires_at <= datetime.now(UTC)
    if not user.is_locked or (expired and _means_expired(user.locked_reason)):
        return  # that access has ended is said already
    reason = f" ({user.locked_reason})" if user.locked_reason else ""
    remedy = "" if expired else f": {_UNLOCK}"
    notices.say_once(resource, f"is locked in Marketo{reason}{remedy}.")


def say_refreshed(resource: str, before: ApiOnlyUserOutputs, now: ApiOnlyUserOutputs) -> None:
    """Say once what a refresh records or takes away that no other property explains."""
    if now.found_by_refresh:
        notices.say_once(resource, _NOT_API_ONLY.format(now.found_by_refresh))
    elif was_no_longer_api_only(before):
        notices.say_once(resource, _API_ONLY_AGAIN)
    elif before.unfinished:
        notices.say_once(resource, _NO_LONGER_UNFINISHED.format(", ".join(before.unfinished)))


def was_no_longer_api_only(before: ApiOnlyUserInputs) -> bool:
    """Return whether a refresh recorded that the user is no longer API-only."""
    return before.api_only is False or before.found_by_refresh == NOT_API_ONLY


def _means_expired(reason: str | None) -> bool:
    return not reason or "expired" in reason.casefold()


_EXPIRED = (
    "expired on {}: Marketo locks such a user and refuses its calls. A later expires_at gives "
    "access back."
)
_ENDS = "access ends on {}, {}: a later expires_at extends it."
_NOT_API_ONLY = (
    "is {} in Marketo, which the state keeps as found_by_refresh. Until API Only is ticked again, "
    "no `up` changes this user and no `destroy` deletes it."
)
_API_ONLY_AGAIN = "is API-only again in Marketo, so found_by_refresh leaves the state."
_NO_LONGER_UNFINISHED = (
    "the last `up` recorded {} as unfinished, that is, not as declared. A refresh records what "
    "Marketo holds in its place, and a preview lists what still differs from the program."
)
_UNLOCK = "a person can unlock it in Admin > Users & Roles > Users"
