"""Answer the twelve calls of the user management API."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Any

from marketo_simulator.records import User
from marketo_simulator.subscription import Subscription

from . import bodies, rendering
from .refusals import Refusal, not_found, rule_broken

MOST_PER_PAGE = 200
"""List at most this many users in one answer."""

IN_USE = "You cannot delete an API user that is being used in API service"
EDIT_IN_USE = "You cannot edit an API user that is being used in API service"
INCLUDE_ROLES = "includeRoleWorkspace"
TO_INCLUDE_ROLES = "Access Roles"


@dataclass(frozen=True, slots=True)
class Request:
    """A call as the handlers see it, with the permissions of the caller."""

    userid: str = ""
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    permissions: frozenset[str] = frozenset()


def list_users(subscription: Subscription, request: Request) -> object:
    """Return a page of all users except invitations, with their grants if asked for."""
    offset = _number(request.query, "pageOffset", 0, 0, 2**31 - 1)
    size = _number(request.query, "pageSize", 20, 1, MOST_PER_PAGE)
    shown = [u for u in _in_order(subscription) if not u.pending and subscription.is_visible(u)]
    page = shown[offset : offset + size]
    if not _includes_roles(subscription, request):
        return [rendering.summary(user) for user in page]
    return [rendering.summary_with_grants(subscription, user) for user in page]


def get_user(subscription: Subscription, request: Request) -> object:
    """Return a user in full."""
    return rendering.user(subscription, _user(subscription, request))


def get_invited(subscription: Subscription, request: Request) -> object:
    """Return a pending invitation."""
    return rendering.invitation(subscription, _invitation(subscription, request))


def get_user_roles(subscription: Subscription, request: Request) -> object:
    """Return the grants of a user."""
    return rendering.grants(subscription, _user(subscription, request))


def list_roles(subscription: Subscription, _request: Request) -> object:
    """Return all roles."""
    return [rendering.role(subscription, role) for role in subscription.roles.values()]


def list_workspaces(subscription: Subscription, _request: Request) -> object:
    """Return all workspaces."""
    return [rendering.workspace(subscription, w) for w in subscription.workspaces.values()]


def invite(subscription: Subscription, request: Request) -> object:
    """Invite a user; an API-only user needs no invitation and is there at once."""
    fields = bodies.invitation(request.body)
    api_only = fields.get("apiOnly", False)
    switches = subscription.switches
    if switches.identity == "adobe" and not api_only:
        raise rule_broken("Only API-only users can be invited with Adobe Identity")
    if subscription.user_of_email(fields["emailAddress"]):
        raise rule_broken("A user with this email address already exists")
    if fields.get("userid") and subscription.user(fields["userid"]):
        raise rule_broken("A user with this userid already exists")
    _check_grants(subscription, fields["userRoleWorkspaces"])
    subscription.add_user(
        fields["emailAddress"],
        _as_kept(subscription, fields["firstName"]),
        _as_kept(subscription, fields["lastName"]),
        userid=fields.get("userid", ""),
        api_only=api_only,
        grants=list(dict.fromkeys(fields["userRoleWorkspaces"])),
        expires_at=fields.get("expiresAt"),
        reason=fields.get("reason"),
        pending=switches.pending or not api_only,
        visible_at=subscription.now() + switches.visible_after,
    )
    return "true"


def update(subscription: Subscription, request: Request) -> object:
    """Change attributes of a user; its userid stays the same."""
    user = _user(subscription, request)
    fields = bodies.attributes(request.body)
    _check_manageable(subscription, user)
    if not subscription.can_be_edited(user):
        raise Refusal(611, EDIT_IN_USE, from_gateway=False)
    if "emailAddress" in fields:
        other = subscription.user_of_email(fields["emailAddress"])
        if other not in (None, user):
            raise rule_broken("A user with this email address already exists")
        user.email_address = fields["emailAddress"]
    if "firstName" in fields:
        user.first_name = _as_kept(subscription, fields["firstName"])
    if "lastName" in fields:
        user.last_name = _as_kept(subscription, fields["lastName"])
    user.expires_at = fields.get("expiresAt", user.expires_at)
    user.api_only = fields.get("apiOnly", user.api_only)
    return rendering.user(subscription, user)


def delete(subscription: Subscription, request: Request) -> object:
    """Delete a user that no custom service acts as."""
    user = _user(subscription, request)
    _check_manageable(subscription, user)
    if subscription.has_service(user):
        raise Refusal(611, IN_USE, from_gateway=False)
    subscription.remove_user(user)
    return None


def delete_invited(subscription: Subscription, request: Request) -> object:
    """Take an invitation back."""
    subscription.remove_user(_invitation(subscription, request))
    return None


def add_roles(subscription: Subscription, request: Request) -> object:
    """Grant roles to a user; grants that it holds already stay."""
    user = _user(subscription, request)
    wanted = bodies.role_list(request.body, subscription.switches.roles_body)
    _check_grants(subscription, wanted)
    user.grants = list(dict.fromkeys([*user.grants, *wanted]))
    return rendering.grants(subscription, user)


def delete_roles(subscription: Subscription, request: Request) -> object:
    """Take grants from a user; the last one cannot be taken."""
    user = _user(subscription, request)
    unwanted = bodies.role_list(request.body, subscription.switches.roles_body)
    remaining = [grant for grant in user.grants if grant not in unwanted]
    if user.grants and not remaining:
        raise rule_broken("A user needs at least one role")
    user.grants = remaining
    return rendering.grants(subscription, user)


def _includes_roles(subscription: Subscription, request: Request) -> bool:
    asked = request.query.get(INCLUDE_ROLES) == "true"
    if not asked or not subscription.switches.include_role_workspace:
        return False
    if TO_INCLUDE_ROLES not in request.permissions:
        raise Refusal(603, "Access denied")
    return True


def _as_kept(subscription: Subscription, name: str) -> str:
    """Return a name as Marketo stores it, which may differ from what was sent."""
    if not subscription.switches.rewrites:
        return name
    return html.escape(" ".join(name.split()), quote=False)


def _in_order(subscription: Subscription) -> list[User]:
    if subscription.switches.order == "by-name":
        return sorted(subscription.users, key=lambda user: (user.last_name, user.first_name))
    step = -1 if subscription.switches.order == "newest-first" else 1
    return subscription.users[::step]


def _user(subscription: Subscription, request: Request) -> User:
    user = subscription.user(request.userid)
    if user is None or user.pending or not subscription.is_visible(user):
        raise not_found("User")
    return user


def _invitation(subscription: Subscription, request: Request) -> User:
    if not subscription.switches.reads_invitations:
        raise Refusal(611, "Not supported with Adobe Identity", from_gateway=False)
    user = subscription.user(request.userid)
    if user is None or not user.pending or not subscription.is_visible(user):
        raise not_found("Invitation")
    if user.created_at + rendering.INVITATION_LIFE <= subscription.now():
        raise not_found("Invitation")
    return user


def _check_manageable(subscription: Subscription, user: User) -> None:
    if subscription.switches.identity == "adobe" and not user.api_only:
        raise rule_broken("Only API-only users can be managed here with Adobe Identity")


def _check_grants(subscription: Subscription, grants: list[tuple[int, int]]) -> None:
    problems = filter(None, map(subscription.grant_problem, grants))
    if problem := next(problems, None):
        raise rule_broken(problem)


def _number(query: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise Refusal(1003, f"Invalid value for '{name}'", from_gateway=False)
    return int(text)
