"""Read one user with its grants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketo_resources.core.instance import Instance

if TYPE_CHECKING:
    from marketo_resources.marketo.models import User

__all__ = ["read_user"]


def read_user(instance: Instance, userid: str) -> User:
    """Return a user with its grants.

    Raises:
        NotFoundError: if Marketo has no such user, or only a pending invitation.
    """
    user = instance.client.get_user(userid)
    if user.user_role_workspaces:
        return user
    # An API-only user without any grant is rare; an answer without the field is as likely.
    grants = instance.client.get_user_roles(userid)
    return user.model_copy(update={"user_role_workspaces": grants})
