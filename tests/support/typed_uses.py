"""Uses of the public surface, right and wrong; only type-checked, never run.

A wrong use carries the error that a user's type checker must show. `mypy --strict` reports an
ignore that is not needed, so a wrong use that is let through fails `make check`.
"""

from __future__ import annotations

import pulumi

import marketo_resources as marketo


def right() -> None:
    """Use the surface as the docs show: plain values, outputs and what other resources give."""
    config = pulumi.Config()
    role = marketo.ApiOnlyRole(
        "warehouse", role_name="Warehouse API", permissions=marketo.permissions.WAREHOUSE_READ
    )
    sandbox = marketo.Provider(
        "sandbox",
        munchkin_id="123-ABC-456",
        client_id=config.require("id"),
        client_secret=config.require_secret("secret"),
    )
    user = marketo.ApiOnlyUser(
        "warehouse",
        email_address=pulumi.Output.from_input("a@example.com"),
        first_name="Warehouse",
        last_name=role.role_name,
        roles=[role.grant(workspace="Default"), marketo.RoleGrant(role_id=role.role_id)],
        opts=pulumi.ResourceOptions(provider=sandbox),
    )
    marketo.ApiOnlyUser(
        "in-other-words",
        email_address="b@example.com",
        first_name="B",
        last_name="C",
        roles=[role, {"role_name": "Warehouse API", "workspace": role.description}],
    )
    marketo.ApiOnlyUser(
        "same-roles",
        email_address="c@example.com",
        first_name="C",
        last_name="D",
        roles=user.roles,
    )
    read: marketo.ApiOnlyUser = marketo.ApiOnlyUser.get("read", user.user_id)
    names: list[str] = ["A New Box"]
    marketo.Integration("one", profile="warehouse-read", email_address=read.email_address)
    marketo.Integration("two", profile=names, email_address=read.email_address, role=role)
    marketo.Integration(
        "three", profile=marketo.permissions.PEOPLE_SYNC, email_address=read.email_address
    )
    marketo.ApiOnlyRole("boxes", role_name="Boxes", permissions=["Read-Only Person", *names])
    address: pulumi.Output[str] = user.email_address
    expiry: pulumi.Output[str | None] = user.expires_at
    held: pulumi.Output[str] = user.roles.apply(lambda grants: grants[0].role_id)
    service = marketo.CustomService(
        "warehouse",
        service_name="Warehouse",
        user_id=user.user_id,
        email_address=address,
        client_id="id",
        client_secret=config.require_secret("secret"),
    )
    found: marketo.UserResult = marketo.get_user("a@example.com")
    later: pulumi.Output[marketo.RoleResult] = marketo.get_role_output(role.role_name)
    pulumi.export("all", [expiry, held, service.client_secret, found.roles, later])


def wrong() -> None:
    """Use the surface in ways that a type checker refuses before a preview does."""
    marketo.ApiOnlyRole("r", "Warehouse API")  # type: ignore[call-arg]
    marketo.ApiOnlyRole("r", name="Warehouse API")  # type: ignore[call-arg]
    marketo.ApiOnlyRole("r", role_name="W", wait_for_creation="soon")  # type: ignore[arg-type]
    marketo.ApiOnlyRole("r")  # type: ignore[call-arg]
    role = marketo.ApiOnlyRole("r", role_name="Warehouse API")
    marketo.ApiOnlyUser(
        "u",
        email_address=7,  # type: ignore[arg-type]
        first_name="E",
        last_name="TL",
        roles=[role],
    )
    marketo.ApiOnlyUser(
        "u",
        email_address="a@b.co",
        first_name="E",
        last_name="TL",
        roles="Warehouse API",  # type: ignore[arg-type]
    )
    marketo.ApiOnlyUser(
        "u",
        email_address="a@b.co",
        first_name="E",
        last_name="TL",
        roles=[role.id],  # type: ignore[list-item]
    )
    marketo.ApiOnlyUser(
        "u",
        email_address="a@b.co",
        first_name="E",
        last_name="TL",
        roles=[{"role": "Warehouse API"}],  # type: ignore[list-item]
    )
    marketo.ApiOnlyUser(
        "u",
        email_address="a@b.co",
        first_name="E",
        last_name="TL",
        roles=[{"role_name": 7}],  # type: ignore[list-item]
    )
    marketo.ApiOnlyUser("u", email_address="a@example.com")  # type: ignore[call-arg]
    marketo.CustomService("s", service_name="S")  # type: ignore[call-arg]
    marketo.Integration("i", profile="warehouse-reed", email_address="a@b.co")  # type: ignore[arg-type]
    marketo.RoleGrant(role="Warehouse API")  # type: ignore[call-arg]
    marketo.Provider("p", munchkin_id=123)  # type: ignore[arg-type]
    marketo.get_users(True)  # type: ignore[call-arg] # noqa: FBT003 - the use that is refused
    marketo.access_period_end("2026-01-01T00:00:00+00:00", 180)  # type: ignore[call-arg]
