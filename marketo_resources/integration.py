"""Declare everything that one integration needs, in one component."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import pulumi

from marketo_resources.api_only_role.resource import ApiOnlyRole
from marketo_resources.api_only_user.resource import ApiOnlyUser
from marketo_resources.configuration_warnings import announce_plain_secret
from marketo_resources.custom_service.resource import CustomService
from marketo_resources.declaration import given_provider, refuse_unfit
from marketo_resources.errors import ResourceError
from marketo_resources.permissions.names import PermissionName, canonical_names
from marketo_resources.permissions.profiles import PROFILES, ProfileName
from marketo_resources.program_log import info
from marketo_resources.spelling import suggestion

__all__ = ["Integration"]

Part = Literal["role", "user", "service"]
PartAliases = Mapping[Part, Sequence[pulumi.Input[str | pulumi.Alias]]]


# Not Sequence[str]: a string is one too, so type checkers would take a misspelt profile.
Profile = ProfileName | Sequence[PermissionName] | list[str] | tuple[str, ...]


class Integration(pulumi.ComponentResource):
    """A role, the API-only user that holds it and, once a person has made it, its custom service.

    ```python
    warehouse = marketo.Integration("warehouse", profile="warehouse-read",
                                    email_address="warehouse-api@example.com",
                                    role_name="Warehouse API", workspace="Default")
    ```
    The first `up` makes the user and prints what to click in LaunchPoint and the two commands that
    configure the service's credentials. The next `up` verifies them and hands them on.
    """

    role: ApiOnlyRole
    """The role."""
    user: ApiOnlyUser
    """The user."""
    service: CustomService | None
    """The custom service; None until its credentials are configured."""

    def __init__(  # noqa: PLR0913 - an argument for each property
        self,
        resource_name: str,
        *,
        profile: Profile,
        email_address: pulumi.Input[str],
        role_name: pulumi.Input[str] | None = None,
        role: ApiOnlyRole | None = None,
        workspace: pulumi.Input[str] | None = None,
        first_name: pulumi.Input[str] | None = None,
        last_name: pulumi.Input[str] = "API",
        expires_at: pulumi.Input[str] | None = None,
        reason: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        service_name: str | None = None,
        client_id: pulumi.Input[str] | None = None,
        client_secret: pulumi.Input[str] | None = None,
        wait_for_role: pulumi.Input[int] | None = None,
        wait_for_person: pulumi.Input[int] | None = None,
        wait_for_deletion: pulumi.Input[int] | None = None,
        part_aliases: PartAliases | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare an integration.

        Args:
            resource_name: Its name in the program, which its children have too.
            profile: The name of a profile of `permissions.PROFILES`, or the permissions themselves.
            email_address: Identifies the user.
            role_name: The role's name in Marketo; the resource's name and "API" if left out.
            role: A role declared elsewhere instead, which several integrations may share.
            workspace: Where the user holds the role; see `ApiOnlyRole.grant`.
            first_name: The user's first name; the resource's name if left out.
            last_name: The user's last name.
            expires_at: See `ApiOnlyUser`.
            reason: See `ApiOnlyUser`.
            adopt: See `ApiOnlyUser`.
            service_name: The name of the custom service; the resource's name if left out.
            client_id: The service's client id; the stack configuration `<name>ClientId` if left
                out, with a hyphen for whatever a configuration key cannot hold.
            client_secret: Its secret; the stack configuration `<name>ClientSecret` if left out.
            wait_for_role: See `ApiOnlyRole.wait_for_creation`.
            wait_for_person: See `ApiOnlyUser`.
            wait_for_deletion: See `CustomService`.
            part_aliases: What its parts were before they were moved into it, as Pulumi's `aliases`
                by part: `{"user": [pulumi.Alias(name="etl", parent=pulumi.ROOT_STACK_RESOURCE)]}`
                for a user "etl" that was declared at the top. Parts are role, user and service.
            opts: Pulumi's options; a `provider` among them is that of the children too, and its
                `aliases` take the children along.

        Raises:
            ResourceError: if the profile is unknown, a role is both given and named, only one of
                id and secret is configured, or `part_aliases` names something that is not a part.
        """
        wanted = _permissions(resource_name, profile)
        credentials = _credentials(resource_name, client_id, client_secret)
        if role is not None and not isinstance(role, ApiOnlyRole):
            raise ResourceError(
                f"Integration {resource_name!r}: role must be an ApiOnlyRole itself"
            )
        if role is not None and not (role_name is None and wait_for_role is None):
            raise ResourceError(
                f"Integration {resource_name!r}: role is given, so leave out role_name and "
                "wait_for_role: set them where that role is declared"
            )
        what = f'Integration "{resource_name}"'
        refuse_unfit(what, opts)
        provider = given_provider(what, opts)
        aliases = _aliases_of_parts(what, part_aliases, has_own_role=role is None)
        super().__init__("marketo:index:Integration", resource_name, None, opts)

        def part(name: Part) -> pulumi.ResourceOptions:
            return pulumi.ResourceOptions(parent=self, provider=provider, aliases=aliases.get(name))

        self.role = role or ApiOnlyRole(
            resource_name,
            role_name=role_name or f"{resource_name} API",
            permissions=wanted,
            wait_for_creation=wait_for_role,
            opts=part("role"),
        )
        self.user = ApiOnlyUser(
            resource_name,
            email_address=email_address,
            first_name=first_name or resource_name,
            last_name=last_name,
            roles=[self.role.grant(workspace=workspace)],
            expires_at=expires_at,
            reason=reason,
            adopt=adopt,
            wait_for_person=wait_for_person,
            opts=part("user"),
        )
        self.service = None
        if credentials is None:
            self._ask(service_name or resource_name)
        else:
            self.service = CustomService(
                resource_name,
                service_name=service_name or resource_name,
                user_id=self.user.user_id,
                email_address=self.user.email_address,
                client_id=credentials[0],
                client_secret=credentials[1],
                permissions=wanted,
                wait_for_deletion=wait_for_deletion,
                opts=part("service"),
            )
        self.register_outputs(
            {
                "user_id": self.user.user_id,
                "role_id": self.role.role_id,
                "client_id": self.service and self.service.client_id,
            }
        )

    def _ask(self, service_name: str) -> None:
        commands = [_command(key) for key in _configuration_keys(self._name)]
        self.user.email_address.apply(
            lambda email: info(_CLICKS.format(self._name, service_name, email, *commands), self)
        )


def _aliases_of_parts(what: str, given: PartAliases | None, *, has_own_role: bool) -> PartAliases:
    parts = [part for part in get_args(Part) if has_own_role or part != "role"]
    if unknown := sorted(set(given or {}) - set(parts)):
        raise ResourceError(
            f"{what}: part_aliases names {', '.join(map(repr, unknown))}, but its parts are "
            f"{', '.join(map(repr, parts))}{suggestion(unknown[0], parts, shown=repr)}"
        )
    return given or {}


def _credentials(
    name: str,
    client_id: pulumi.Input[str] | None,
    client_secret: pulumi.Input[str] | None,
) -> tuple[pulumi.Input[str], pulumi.Input[str]] | None:
    config, keys = pulumi.Config(), _configuration_keys(name)
    client_id = config.get_secret(keys[0]) if client_id is None else client_id
    if client_secret is None:
        announce_plain_secret(config.full_key(keys[1]))
        client_secret = config.get_secret(keys[1])
    if client_id is None and client_secret is None:
        return None
    if client_id is None or client_secret is None:
        raise ResourceError(
            f"Integration {name!r}: only one of the custom service's credentials is configured. "
            f"Run `{_command(keys[0] if client_id is None else keys[1])}`"
        )
    return client_id, client_secret


def _permissions(name: str, profile: Profile) -> list[str]:
    if not isinstance(profile, str):
        return list(canonical_names(profile))
    if profile not in PROFILES:
        raise ResourceError(
            f"Integration {name!r}: there is no profile {profile!r}"
            f"{suggestion(profile, PROFILES, shown=repr)}; there are {', '.join(PROFILES)}"
        )
    return list(PROFILES[profile].permissions)


def _configuration_keys(name: str) -> tuple[str, str]:
    # A colon would end the namespace of a key, a space the word of a shell. Two names that become
    # one key this way are harmless: the service of one is refused as acting as the other's user.
    key = re.sub(r"[^\w.-]+", "-", name).strip("-")
    return f"{key}ClientId", f"{key}ClientSecret"


def _command(key: str) -> str:
    # An id that is stored as a secret is hidden in everything that Pulumi prints about it.
    secret = "--secret " if key.endswith("ClientSecret") else ""
    return f"pulumi config set {secret}{key} --stack {pulumi.get_stack()}"


# The engine repeats the first line next to the resource's name while it works.
_CLICKS = """\
no custom service is configured yet: Marketo has no call to make one, so a person must.
Integration {0!r}, once the user {2} is there:
  1. Admin > Integration > LaunchPoint > New > New Service
  2. Display Name: {1}
  3. Service: Custom
  4. API Only User: {2}
  5. Create
  6. View Details, which shows its Client Id and Client Secret
Configure them; each command asks for its value, which keeps it out of the shell's history:
  {3}
  {4}
and run `pulumi up` again: it verifies the service and hands its credentials on."""
