"""List the users of the simulated subscription on the admin page, one a line."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from marketo_simulator.records import ALL_ZONES, User
from marketo_simulator.subscription import Subscription

from .elements import Row, act_link, finder, found, joined, link, moment, section, table, tag
from .user_dialogs import CREATE, INVITE

_HEADS = ("Email", "Name", "Roles", "Access Expires", "Last Login", "State", "")


def users(subscription: Subscription, words: str) -> Markup:
    """Return the users whose line contains the words, and a link to the dialog that adds one."""
    dialog = CREATE if subscription.switches.identity == "adobe" else INVITE
    rows = found((_row(subscription, user) for user in subscription.users), words)
    tools = (finder("users", words), link("/admin/users/new", dialog, "button"))
    return section("Users", "users", table("users", _HEADS, rows), tools=tools)


def _row(subscription: Subscription, user: User) -> Row:
    held = ", ".join(_grant(subscription, role, place) for role, place in user.grants)
    address = f"/admin/users/{quote(user.userid, safe='')}"
    return (
        user.email_address,
        f"{user.first_name} {user.last_name}",
        Markup('<span title="{0}">{0}</span>').format(held),
        moment(user.expires_at, "never"),
        moment(user.last_login_at, "never"),
        _state(subscription, user),
        act_link(address, "Edit", user.email_address),
    )


def _state(subscription: Subscription, user: User) -> Markup:
    reason = f" ({user.locked_reason})" if user.locked_reason else ""
    states = (
        (user.has_expired(subscription.now()), "expired", "bad"),
        (user.locked, f"locked{reason}", "bad"),
        (user.pending, "invitation pending", "warn"),
        (not user.api_only, "person", "warn"),
        (user.api_only, "API Only", ""),
    )
    shown = [(words, kind) for is_so, words, kind in states if is_so]
    title = ", ".join(words for words, _ in shown)
    tags = joined(tag(words, kind) for words, kind in shown)
    return Markup('<span title="{}">{}</span>').format(title, tags)


def _grant(subscription: Subscription, role: int, place: int) -> str:
    name = subscription.roles[role].name if role in subscription.roles else str(role)
    if place == ALL_ZONES:
        return f"{name} in all workspaces"
    workspace = subscription.workspaces.get(place)
    return f"{name} in {workspace.name if workspace else place}"
