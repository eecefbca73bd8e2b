"""Give out access tokens to custom services, as Marketo's Identity service does."""

from __future__ import annotations

from marketo_simulator.subscription import Subscription

PATH = "/identity/oauth/token"
_UNKNOWN_CLIENT = {"error": "unauthorized", "error_description": "No client with requested id"}
_BAD_SECRET = {"error": "invalid_client", "error_description": "Bad client credentials"}
_LOCKED = {"error": "unauthorized", "error_description": "User account is locked"}
_BAD_GRANT = {"error": "unsupported_grant_type", "error_description": "Unsupported grant type"}


def answer(subscription: Subscription, query: dict[str, str]) -> tuple[int, dict[str, object]]:
    """Answer a request for a token with HTTP status and body; `scope` is the user it acts as."""
    if query.get("grant_type") != "client_credentials":
        return 400, dict(_BAD_GRANT)
    service = subscription.services.get(query.get("client_id", ""))
    if service is None:
        return 401, dict(_UNKNOWN_CLIENT)
    if service.client_secret != query.get("client_secret"):
        return 401, dict(_BAD_SECRET)
    owner = subscription.user(service.userid)
    if owner is None or owner.is_locked(subscription.now()):
        return 401, dict(_LOCKED)
    token = subscription.token_of(service)
    holder = subscription.holder_of(token) or owner
    holder.last_login_at = subscription.now()
    return 200, {
        "access_token": token.value,
        "token_type": "bearer",
        "expires_in": max(0, int(token.expires_at - subscription.now()) - 1),
        "scope": holder.userid,
    }
