"""Say why a change to a user is refused, in a preview as in an update."""

from __future__ import annotations

from marketo_resources.api_only_user.access_state import has_passed

__all__ = ["NO_LONGER_API_ONLY", "OWN_USER", "expiry_cannot_be_removed"]


def expiry_cannot_be_removed(held_until: str) -> str:
    """Return why the program must keep the expiry that Marketo holds, and what to declare."""
    if has_passed(held_until):
        return _PASSED_EXPIRY_CANNOT_BE_REMOVED.format(held_until)
    return _EXPIRY_CANNOT_BE_REMOVED.format(held_until)


NO_LONGER_API_ONLY = (
    "the user {} is no longer API-only in Marketo, so it is left alone: tick API "
    "Only again in Admin > Users & Roles > Users, or delete the user there, and run `pulumi up "
    "--refresh`"
)
OWN_USER = (
    "{} is the user behind the credentials in use: this would take away what the provider works "
    "with. Use credentials of another custom service for it, or change it in Admin"
)
_EXPIRY_CANNOT_BE_REMOVED = (
    "Marketo holds the expiry {0} for this user, and Adobe documents no call to remove one: "
    "declare expires_at={0!r} to keep it, or a later date; or clear it in Admin > Users & Roles > "
    "Users and run `pulumi up --refresh`"
)
_PASSED_EXPIRY_CANNOT_BE_REMOVED = (
    "Marketo holds the expiry {0} for this user, which has passed, and Adobe documents no call to "
    "remove one: declare expires_at={0!r} to leave the user without access. A later date gives "
    "access back, and so does clearing it in Admin > Users & Roles > Users before "
    "`pulumi up --refresh`"
)
