"""Return what a simulator holds in the form in which tests compare it."""

from __future__ import annotations

from typing import Any

from marketo_simulator import Simulator

OPERATOR = "operator@example.com"
NEVER_REPEATED = "identity"


def user_named(marketo: Simulator, email: str) -> Any:
    """Return the record of a user; a test may change it, as an administrator would."""
    user = marketo.subscription.user_of_email(email)
    assert user is not None, f"{email} is not in Marketo"
    return user


def role_id(marketo: Simulator, name: str) -> int:
    """Return the id of a role."""
    role = marketo.subscription.role_named(name)
    assert role is not None, f"{name} is not in Marketo"
    return role.id


def users(marketo: Simulator) -> list[dict[str, Any]]:
    """Return all users except the operator, in full, without what differs from run to run."""
    roles = marketo.subscription.roles
    return [
        {
            "email": user.email_address,
            "first": user.first_name,
            "last": user.last_name,
            "api_only": user.api_only,
            "grants": sorted((roles[role].name, place) for role, place in user.grants),
            "expires_at": user.expires_at,
            "pending": user.pending,
        }
        for user in marketo.subscription.users
        if user.email_address != OPERATOR
    ]


def calls(marketo: Simulator) -> list[str]:
    """Return the endpoints called since the last question, except for tokens."""
    seen = [call["endpoint"] for call in marketo.app.calls.all()]
    marketo.app.calls.clear()
    return [name for name in seen if name != NEVER_REPEATED]


def changes(marketo: Simulator) -> list[str]:
    """Return the endpoints of the calls since the last question that changed something."""
    seen = [call["endpoint"] for call in marketo.app.calls.all() if call["changed"]]
    marketo.app.calls.clear()
    return seen
