"""Show everything that the simulated subscription holds, and the calls that it received."""

from __future__ import annotations

from markupsafe import Markup

from .controlled import Controlled
from .elements import document
from .form_fields import Form
from .listed_calls import calls
from .listed_roles import roles
from .listed_services import services
from .listed_users import users
from .listed_workspaces import workspaces

_SECTIONS = {
    "users": "Users",
    "roles": "Roles",
    "services": "LaunchPoint",
    "calls": "Calls",
    "workspaces": "Workspaces",
}


def page(controlled: Controlled, given: Form, message: str) -> str:
    """Return the whole page, with the message about the last form."""
    subscription = controlled.subscription
    return document(
        "Admin",
        message,
        users(subscription, given.get("find-users", "")),
        roles(subscription),
        services(subscription, given.get("find-services", "")),
        calls(controlled),
        workspaces(subscription),
        around=_around(controlled),
        is_dialog=False,
    )


def calls_alone(controlled: Controlled, _given: Form, message: str) -> str:
    """Return a page with the calls only."""
    return document("Calls", message, calls(controlled), is_dialog=False)


def _around(controlled: Controlled) -> Markup:
    links = Markup(" ").join(
        Markup('<a href="#{}">{}</a>').format(name, title) for name, title in _SECTIONS.items()
    )
    identity = controlled.subscription.switches.identity.title()
    return Markup('<nav aria-label="Sections">{}</nav><small>{} identity</small>').format(
        links, identity
    )
