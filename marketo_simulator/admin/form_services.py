"""Do what the admin page's forms about custom services ask for, and say what was done."""

from __future__ import annotations

from marketo_simulator.subscription import Subscription

from . import form_fields, operations
from .form_fields import Form
from .operations import ServiceChanges


def create(subscription: Subscription, form: Form) -> str:
    """Add a custom service of an API-only user."""
    name, email = form_fields.name(form, "name"), form_fields.name(form, "email")
    description = form_fields.line(form, "description")
    service = operations.create_service(subscription, name, email, description)
    return f"Created the service {name}. Client Id: {service.client_id}"


def edit(subscription: Subscription, form: Form, client_id: str) -> str:
    """Rename a service, and link it to another user."""
    service = operations.service_of(subscription, client_id)
    name, email = form_fields.name(form, "name"), form_fields.name(form, "email")
    changes = ServiceChanges(name=name, email_address=email)
    if "description" in form:
        changes["description"] = form_fields.line(form, "description")
    operations.change_service(subscription, service, changes)
    return f"Saved the service {name}. It acts as {email}."


def replace_secret(subscription: Subscription, form: Form, client_id: str) -> str:
    """Give a service the secret in the field, or a generated one."""
    service = operations.service_of(subscription, client_id)
    is_given = form_fields.is_given(form, "client_secret")
    secret = form_fields.name(form, "client_secret") if is_given else None
    operations.change_service(subscription, service, ServiceChanges(client_secret=secret))
    return f"Replaced the secret of the service {service.name}. Its client id stays."


def delete(subscription: Subscription, _form: Form, client_id: str) -> str:
    """Delete a custom service."""
    service = operations.service_of(subscription, client_id)
    operations.delete_service(subscription, service)
    return f"Deleted the service {service.name}."
