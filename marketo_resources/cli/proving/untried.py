"""List the open questions that `prove` does not try, each with the reason."""

from __future__ import annotations

__all__ = ["UNTRIED", "UNTRIED_SWITCHES"]

_BOXES = "only a person can tick other boxes in a role"
_SERVICE = "only a person can make a custom service for the user, or link one to another user"
_QUOTA = "trying it would use up what all integrations of the subscription share"

UNTRIED = {
    "The permissions of the user calls": _BOXES,
    "Which workspaces a bulk extract reads": "it would read the data of people",
    "What several roles of one user mean": _SERVICE,
    "Which boxes count for API users": _BOXES,
    "What bulk extracts need": f"{_BOXES}, and an extract would read the data of people",
    "The size of the daily quota": _QUOTA,
    "When tokens in addresses end": "it would write a token that works into logs on the way",
    "In which workspace the caller must hold its role": (
        "only a person can change the grants of the user behind the credentials back, once they no "
        "longer suffice"
    ),
    "What another subscription's address answers": "it needs a user of another subscription",
    "What an ended access does to running tokens": _SERVICE,
    "The code of a missing permission for user calls": _BOXES,
    "When a changed permission reaches a token": _BOXES,
    "What a permission held in another workspace only opens": _SERVICE,
    "Whether a permission is checked before existence": _BOXES,
    "Whether the quota's midnight follows daylight saving": _QUOTA,
    "Whether an administrator can make an API-only user a person's": (
        "a program might no longer be able to delete such a user"
    ),
    "Whether an update can untick *API Only* or blank an expiry, as the admin pages can": (
        "blanking is tried as `expiry_removed`; after unticking, a program might no longer be able "
        "to delete the user"
    ),
    "Which other refusals there are, such as a limit on the number of users": (
        "what is not known cannot be provoked, and a limit would be met by others"
    ),
    "Whom a running token acts as once its service is linked to another user": _SERVICE,
}
"""The reason by row of docs/marketo-api.md."""

UNTRIED_SWITCHES = {"limits": _QUOTA, "calls_a_day": _QUOTA, "relinked_token": _SERVICE}
"""The reason by reading, for those that never have a value; each is a switch of the simulator."""
