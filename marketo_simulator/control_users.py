"""What an administrator does to users, through the control interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import NotFound

from . import bodies, dates, rendering
from .records import User
from .subscription import Subscription

if TYPE_CHECKING:
    from .app import App

Json = dict[str, Any]
_TEXTS = {"emailAddress": "email_address", "firstName": "first_name", "lastName": "last_name",
          "lockedReason": "locked_reason"}  # fmt: skip
_FLAGS = {"apiOnly": "api_only", "isLocked": "locked", "pending": "pending"}
_TIMES = {"expiresAt": "expires_at", "lastLoginAt": "last_login_at"}


def get_all(app: App, _body: object) -> list[Json]:
    """All users, invitations among them, as Marketo's full answer and `pending`."""
    return [_shown(app.subscription, user) for user in app.subscription.users]


def post(app: App, body: Json | list[Json]) -> list[Json]:
    """Add a user, or a list of users; e-mail and names are needed."""
    wanted = body if isinstance(body, list) else [body]
    added = [_add(app.subscription, fields) for fields in wanted]
    return [_shown(app.subscription, user) for user in added]


def patch(app: App, body: Json, userid: str) -> Json:
    """Change fields of a user, its `userRoleWorkspaces` included."""
    user = _user(app.subscription, userid)
    _set(user, body)
    return _shown(app.subscription, user)


def delete(app: App, _body: object, userid: str) -> Json:
    """Delete a user, with the custom services that act as this user."""
    app.subscription.remove_user(_user(app.subscription, userid))
    return {}


def _add(subscription: Subscription, fields: Json) -> User:
    user = subscription.add_user(fields["emailAddress"], fields["firstName"], fields["lastName"])
    _set(user, fields)
    return user


def _user(subscription: Subscription, userid: str) -> User:
    user = subscription.user(userid) or subscription.user_of_email(userid)
    if user is None:
        raise NotFound(f"no user {userid}")
    return user


def _set(user: User, fields: Json) -> None:
    others = {"userRoleWorkspaces"}
    if unknown := sorted(set(fields) - _TEXTS.keys() - _FLAGS.keys() - _TIMES.keys() - others):
        raise ValueError(f"a user has no {', '.join(unknown)}")
    for name, attribute in (_TEXTS | _FLAGS).items():
        if name in fields:
            setattr(user, attribute, fields[name])
    for name, attribute in _TIMES.items():
        if name in fields:
            setattr(user, attribute, dates.seconds(fields[name]) if fields[name] else None)
    if "userRoleWorkspaces" in fields:
        kept = ("accessRoleId", "workspaceId")
        entries = [{name: entry[name] for name in kept} for entry in fields["userRoleWorkspaces"]]
        user.grants = bodies.pairs(entries)


def _shown(subscription: Subscription, user: User) -> Json:
    return rendering.user(subscription, user) | {"id": user.id, "pending": user.pending}
