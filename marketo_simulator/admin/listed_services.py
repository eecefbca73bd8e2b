"""List the custom services of the simulated subscription on the admin page, with credentials."""

from __future__ import annotations

from markupsafe import Markup

from marketo_simulator.records import Service
from marketo_simulator.subscription import Subscription

from .elements import Row, act_link, copied, finder, found, link, section, table
from .service_dialogs import NEW, address_of, owner_of

_HEADS = ("Display Name", "API Only User", "Client Id", "Client Secret", "")


def services(subscription: Subscription, words: str) -> Markup:
    """Return the custom services whose line contains the words."""
    rows = found((_row(subscription, one) for one in subscription.services.values()), words)
    tools = (finder("services", words), link("/admin/services/new", NEW, "button"))
    listed = table("services", _HEADS, rows)
    return section("LaunchPoint: custom services", "services", listed, tools=tools)


def _row(subscription: Subscription, service: Service) -> Row:
    acts = (
        act_link(f"{address_of(service)}/details", "View Details", service.name),
        act_link(address_of(service), "Edit", service.name),
    )
    return (
        service.name,
        owner_of(subscription, service),
        copied(service.client_id, f"the client id of {service.name}"),
        copied(service.client_secret, f"the client secret of {service.name}"),
        Markup(" ").join(acts),
    )
