"""CustomService: the client id and secret with which a program acts as an API-only user.

Marketo has no call that makes, lists or deletes a custom service. So this resource verifies the one
that a person made, hands its credentials on, notices when they stop working, and says which clicks
are missing.
"""

# Without `from __future__ import annotations`: Pulumi evaluates them again for each resource.
from collections.abc import Sequence

import pulumi
from pulumi.dynamic import Resource

from marketo_resources.declaration import fitting_options, urn_of
from marketo_resources.permissions.names import PermissionName
from marketo_resources.pickled import ProviderReference
from marketo_resources.required_arguments import missing_is_reported_by_check

__all__ = ["CustomService"]


class CustomService(Resource, module="marketo", name="CustomService"):
    """A custom service of Admin > LaunchPoint, verified with its own credentials.

    ```python
    service = marketo.CustomService("warehouse", service_name="Warehouse",
                                    user_id=user.user_id, email_address=user.email_address,
                                    client_id=config.require("warehouseClientId"),
                                    client_secret=config.require_secret("warehouseClientSecret"),
                                    permissions=marketo.permissions.WAREHOUSE_READ)
    ```
    There is no `get`: Marketo has no call that finds a custom service.
    """

    service_name: pulumi.Output[str]
    """The service's name, as declared: Marketo shows no program what it is called."""
    user_id: pulumi.Output[str]
    """The user that it acts as."""
    email_address: pulumi.Output[str]
    """That user's e-mail address."""
    client_id: pulumi.Output[str]
    """The client id."""
    client_secret: pulumi.Output[str]
    """The client secret; always a secret of the stack."""
    permissions: pulumi.Output[Sequence[str]]
    """The permissions that its role is meant to have."""
    unverified_permissions: pulumi.Output[Sequence[str]]
    """Those of them that no harmless call can prove."""
    base_url: pulumi.Output[str]
    """Where to call Marketo, such as `https://123-ABC-456.mktorest.com`."""
    identity_url: pulumi.Output[str]
    """Where to get tokens: `base_url` with `/identity`."""
    instance: pulumi.Output[str]
    """The host of the Marketo instance."""
    unfinished: pulumi.Output[Sequence[str]]
    """What the last refresh found broken; the next `up` verifies it again."""

    @missing_is_reported_by_check
    def __init__(  # noqa: PLR0913 - an argument for each property
        self,
        resource_name: str,
        *,
        service_name: pulumi.Input[str],
        user_id: pulumi.Input[str],
        email_address: pulumi.Input[str],
        client_id: pulumi.Input[str],
        client_secret: pulumi.Input[str],
        permissions: pulumi.Input[Sequence[pulumi.Input[PermissionName | str]]] | None = None,
        wait_for_deletion: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a custom service that a person has made.

        Args:
            resource_name: The resource's name in the program.
            service_name: Required. Its name in Admin > LaunchPoint, for messages.
            user_id: Required. The `user_id` of the API-only user that it acts as.
            email_address: Required. That user's e-mail address.
            client_id: Required. Another one replaces the resource.
            client_secret: Required; always kept as a secret.
            permissions: The permissions that its role is meant to have. Those that a harmless GET
                can prove are proved on create and on change, and a missing one fails. The others
                are listed in `unverified_permissions`.
            wait_for_deletion: How many seconds, up to 3600, a destroy waits for a person to delete
                the service, so that its user can be deleted after it. With 0, the default, it does
                not wait.
            opts: Pulumi's options.
        """
        opts = fitting_options(self, resource_name, opts)
        kept = pulumi.ResourceOptions(additional_secret_outputs=["client_secret"])
        super().__init__(
            ProviderReference("CustomService"),
            resource_name,
            {
                "__name": resource_name,
                "__urn": urn_of(type(self), resource_name, opts),
                "service_name": service_name,
                "user_id": user_id,
                "email_address": email_address,
                # It is the resource's id, which Pulumi shows in plain text.
                "client_id": None
                if client_id is None
                else pulumi.Output.unsecret(pulumi.Output.from_input(client_id)),
                "client_secret": None
                if client_secret is None
                else pulumi.Output.secret(client_secret),
                "permissions": permissions,
                "wait_for_deletion": wait_for_deletion,
                "unverified_permissions": None,
                "base_url": None,
                "identity_url": None,
                "instance": None,
                "unfinished": None,
            },
            pulumi.ResourceOptions.merge(opts, kept),
        )
