"""List the workspaces of the simulated subscription on the admin page."""

from __future__ import annotations

from markupsafe import Markup

from marketo_simulator.subscription import Subscription

from .elements import section, table


def workspaces(subscription: Subscription) -> Markup:
    """Return the list of workspaces."""
    rows = ((one.name, one.id, one.description) for one in subscription.workspaces.values())
    return section(
        "Workspaces", "workspaces", table("workspaces", ("Name", "Id", "Description"), rows)
    )
