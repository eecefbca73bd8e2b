"""Show the dialogs of LaunchPoint, in Marketo's admin pages, about one custom service."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from marketo_simulator.records import Service
from marketo_simulator.subscription import Subscription

from . import operations
from .controlled import Controlled
from .elements import (
    button,
    buttons,
    choice,
    close,
    copied,
    details,
    document,
    field,
    folded,
    form,
)
from .form_fields import Form

NEW = "New Service"


def new_service(controlled: Controlled, given: Form, message: str) -> str:
    """Return the dialog in which a custom service is made."""
    asked = form(
        "/admin/services",
        _asked(controlled.subscription, given.get("name", ""), given, given.get("email")),
        buttons("Create"),
    )
    return document(NEW, message, asked, is_dialog=True)


def edit_service(controlled: Controlled, given: Form, message: str, client_id: str) -> str:
    """Return what can be changed of a custom service, its new secret, and its deletion."""
    service = operations.service_of(controlled.subscription, client_id)
    owner = given.get("email", owner_of(controlled.subscription, service))
    shown = given or Form({"description": service.description})
    name = given.get("name", service.name)
    edit = form(
        address_of(service),
        _asked(controlled.subscription, name, shown, owner),
        buttons("Save"),
    )
    title = f"Edit Service: {service.name}"
    return document(title, message, edit, _secret(service), _deletion(service), is_dialog=True)


def view_details(
    controlled: Controlled, _given: Form, message: str, client_id: str, token: str = ""
) -> str:
    """Return the credentials of a custom service, as its View Details shows them."""
    service = operations.service_of(controlled.subscription, client_id)
    pairs: list[tuple[str, object]] = [
        ("Client Id", copied(service.client_id, "the client id")),
        ("Client Secret", copied(service.client_secret, "the client secret")),
        ("Authorized User", owner_of(controlled.subscription, service)),
    ]
    if token:
        pairs.append(("Token", copied(token, "the token")))
    get = form(f"{address_of(service)}/token", button("Get Token"))
    title = f"View Details: {service.name}"
    return document(title, message, details(pairs), get, close(), is_dialog=True)


def view_token(controlled: Controlled, given: Form, message: str, client_id: str) -> str:
    """Return the details with a token of the service, as Identity gives it out."""
    service = operations.service_of(controlled.subscription, client_id)
    token = controlled.subscription.token_of(service).value
    return view_details(controlled, given, message, client_id, token)


def address_of(service: Service) -> str:
    """Return the address of the dialog about a service."""
    return f"/admin/services/{quote(service.client_id, safe='')}"


def owner_of(subscription: Subscription, service: Service) -> str:
    """Return the e-mail address of the user that a service acts as."""
    owner = subscription.user(service.userid)
    return owner.email_address if owner else service.userid


def _asked(subscription: Subscription, name: str, given: Form, owner: str | None) -> Markup:
    users = [user for user in subscription.users if operations.can_have_service(user)]
    options = [(user.email_address, user.email_address) for user in users]
    return Markup("{}{}{}{}").format(
        field("Display Name", "name", name, required=True),
        choice("Service", "service", [("custom", "Custom")]),
        field("Description", "description", given.get("description", "")),
        choice("API Only User", "email", options, owner),
    )


def _secret(service: Service) -> Markup:
    replace = form(
        f"{address_of(service)}/secret",
        field(
            "New secret",
            "client_secret",
            hint="Leave it empty for a generated one. The client id stays.",
        ),
        button("Replace secret"),
    )
    return folded("Replace the client secret", replace)


def _deletion(service: Service) -> Markup:
    delete = form(f"{address_of(service)}/delete", button("Delete"))
    words = Markup("<p>Whatever calls with these credentials is refused from then on.</p>")
    return folded("Delete Service", words, delete, is_final=True)
