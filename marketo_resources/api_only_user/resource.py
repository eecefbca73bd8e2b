"""ApiOnlyUser: a user that only programs act as, with its roles by workspace."""

# Without `from __future__ import annotations`: Pulumi evaluates them again for each resource.
from collections.abc import Callable, Sequence
from typing import Self, cast

import pulumi
from pulumi.dynamic import Resource

from marketo_resources.declaration import (
    fitting_options,
    instances_of_roles,
    one_at_a_time,
    urn_of,
)
from marketo_resources.pickled import ProviderReference
from marketo_resources.required_arguments import missing_is_reported_by_check
from marketo_resources.role_grants.declared import GrantedRole
from marketo_resources.role_grants.taken import DeclaredGrants, declared_grants

__all__ = ["ApiOnlyUser"]


class ApiOnlyUser(Resource, module="marketo", name="ApiOnlyUser"):
    """An API-only user of Marketo: nobody logs in with it, custom services act as it.

    ```python
    user = marketo.ApiOnlyUser("warehouse", email_address="warehouse-api@example.com",
                               first_name="Warehouse", last_name="Sync",
                               roles=[role.grant(workspace="Default")],
                               expires_at="2027-06-30T00:00:00+00:00")
    ```
    """

    email_address: pulumi.Output[str]
    """The e-mail address, trimmed and in lower case: users do not differ by case alone."""
    first_name: pulumi.Output[str]
    """The first name."""
    last_name: pulumi.Output[str]
    """The last name."""
    roles: pulumi.Output[Sequence[GrantedRole]]
    """The roles it holds, each in a workspace, with ids and names."""
    expires_at: pulumi.Output[str | None]
    """When its access ends, in UTC. None means never, and is unknown in a preview."""
    reason: pulumi.Output[str]
    """The reason of the invitation, as declared, or empty: Marketo never shows it again."""
    adopt: pulumi.Output[bool | None]
    """What a create does if a user with this e-mail address exists already."""
    delete_adopted: pulumi.Output[bool]
    """Whether a delete also deletes a user that was adopted."""
    wait_for_person: pulumi.Output[int]
    """How many seconds a command waits for a person where no program may change the user."""
    adopted: pulumi.Output[bool]
    """Whether the user existed before, and was somebody else's."""
    instance: pulumi.Output[str]
    """The host of the Marketo instance."""
    unfinished: pulumi.Output[Sequence[str]]
    """Properties that were not as declared in Marketo after the last `up`; usually none."""

    @missing_is_reported_by_check
    def __init__(  # noqa: PLR0913 - an argument for each property
        self,
        resource_name: str,
        *,
        email_address: pulumi.Input[str],
        first_name: pulumi.Input[str],
        last_name: pulumi.Input[str],
        roles: pulumi.Input[DeclaredGrants],
        expires_at: pulumi.Input[str] | None = None,
        reason: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        delete_adopted: pulumi.Input[bool] | None = None,
        wait_for_person: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare an API-only user.

        Args:
            resource_name: The resource's name in the program.
            email_address: Required. Identifies the user; no mail needs to arrive there.
            first_name: Required.
            last_name: Required.
            roles: Required, at least one: a role itself, what `ApiOnlyRole.grant` returns, a
                `RoleGrant`, a dictionary of the same keys, or the `roles` of another user.
            expires_at: When access ends: ISO 8601 with an offset from UTC. Marketo locks the user
                then. Without it, access never ends. A program can change it, but not remove it.
            reason: Why the user exists. Sent with the invitation only; a later change is only
                recorded.
            adopt: What to do if a user with this address exists already. None continues with one
                that an interrupted `up` left or that a person made for this resource, and refuses
                any other. True adopts an API-only user, which a delete then leaves in Marketo.
                False always refuses.
            delete_adopted: Whether a delete also deletes an adopted user.
            wait_for_person: How many seconds, up to 14,400, a command waits where Marketo lets no
                program make, change or delete the user, and a person must. All users of a command
                share one wait. With 0, the default, it fails and says what to click.
            opts: Pulumi's options.
        """
        grants = declared_grants(f'ApiOnlyUser "{resource_name}"', roles)
        opts = one_at_a_time(fitting_options(self, resource_name, opts))
        super().__init__(
            ProviderReference("ApiOnlyUser"),
            resource_name,
            {
                "__name": resource_name,
                "__urn": urn_of(type(self), resource_name, opts),
                "__roles_on": instances_of_roles(grants),
                "email_address": email_address,
                "first_name": first_name,
                "last_name": last_name,
                "roles": grants,
                "expires_at": expires_at,
                "reason": reason,
                "adopt": adopt,
                "delete_adopted": delete_adopted,
                "wait_for_person": wait_for_person,
                "adopted": None,
                "instance": None,
                "unfinished": None,
            },
            opts,
        )

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],  # noqa: A002 - Pulumi's name for it in every SDK
        opts: pulumi.ResourceOptions | None = None,
    ) -> Self:
        """Read a user that exists, without managing it; `id` is its userid or e-mail address."""
        found = pulumi.ResourceOptions(id=id)
        read = cast("Callable[..., Self]", cls)  # what `get` leaves out is read from Marketo
        return read(resource_name, opts=pulumi.ResourceOptions.merge(opts, found))

    @property
    def user_id(self) -> pulumi.Output[str]:
        """Marketo's userid: an e-mail address or, on Adobe identity, an opaque id."""
        return self.id
