"""Declare an explicit Marketo instance, for a stack that uses several."""

from __future__ import annotations

import pulumi

from marketo_resources.configuration_warnings import Address, loopback_warning
from marketo_resources.program_log import warn
from marketo_resources.setting_names import EXPLICIT, UsersByHand, argument

__all__ = ["Provider"]


class Provider(pulumi.ProviderResource):
    """A connection to one Marketo instance, with its own process, token, pace and lists.

    ```python
    sandbox = marketo.Provider("sandbox", munchkin_id="123-ABC-456", client_id="…",
                               client_secret=config.require_secret("sandboxSecret"))
    user = marketo.ApiOnlyUser("etl", …, opts=pulumi.ResourceOptions(provider=sandbox))
    ```
    Its arguments win over the environment. The stack's configuration never reaches it.
    """

    def __init__(  # noqa: PLR0913 - an argument for each property
        self,
        resource_name: str,
        *,
        base_url: pulumi.Input[str] | None = None,
        munchkin_id: pulumi.Input[str] | None = None,
        client_id: pulumi.Input[str] | None = None,
        client_secret: pulumi.Input[str] | None = None,
        calls_per_20_seconds: pulumi.Input[int] | None = None,
        concurrent_calls: pulumi.Input[int] | None = None,
        quota_store: pulumi.Input[str] | None = None,
        offline_preview: pulumi.Input[bool] | None = None,
        probe_permissions: pulumi.Input[bool] | None = None,
        expiry_notice: pulumi.Input[int] | None = None,
        users_by_hand: pulumi.Input[UsersByHand] | None = None,
        max_deletes: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a connection.

        Args:
            resource_name: The provider's name in the program.
            base_url: The REST endpoint, `https://123-ABC-456.mktorest.com` say.
            munchkin_id: The Munchkin account id instead, `123-ABC-456` say.
            client_id: The custom service's client id.
            client_secret: The custom service's client secret; always kept as a secret.
            calls_per_20_seconds: How many calls it may make in 20 seconds, 1 to 100; 50 if unset.
            concurrent_calls: How many calls at once, 1 to 10; 4 if unset.
            quota_store: Where the pace is shared, `redis://…` or `postgresql://…`; if unset, a
                file that the processes of this machine share. Kept as a secret: it may hold one.
            offline_preview: Whether previews ask Marketo nothing.
            probe_permissions: Whether the permissions of custom services are probed each time.
            expiry_notice: Days before the end of a user's access from which previews say so; 30 if
                unset, 0 for never.
            users_by_hand: "auto", the default, tries Marketo's calls and prints what a person must
                click where Marketo refuses them; "always" never makes, changes or deletes a user.
            max_deletes: The most users that one command may delete through this provider; any
                number if unset.
            opts: Pulumi's options.
        """
        settings: dict[str, pulumi.Input[object] | None] = {
            EXPLICIT: resource_name,
            "marketo:baseUrl": base_url,
            "marketo:munchkinId": munchkin_id,
            "marketo:clientId": client_id,
            "marketo:clientSecret": None
            if client_secret is None
            else pulumi.Output.secret(client_secret),
            "marketo:callsPer20Seconds": _text(calls_per_20_seconds),
            "marketo:concurrentCalls": _text(concurrent_calls),
            "marketo:quotaStore": None
            if quota_store is None
            else pulumi.Output.secret(quota_store),
            "marketo:offlinePreview": _text(offline_preview),
            "marketo:probePermissions": _text(probe_permissions),
            "marketo:expiryNotice": _text(expiry_notice),
            "marketo:usersByHand": users_by_hand,
            "marketo:maxDeletes": _text(max_deletes),
        }
        super().__init__("pulumi-python", resource_name, settings, opts)
        given = {"baseUrl": base_url, "munchkinId": munchkin_id}
        for warning in loopback_warning(
            Address(key, argument(key), value)
            for key, value in given.items()
            if isinstance(value, str)
        ):
            warn(warning, self)
        self._marketo_settings = settings

    def lookup_settings(self) -> pulumi.Output[dict[str, object]]:
        """Return the settings for a lookup of this program; known once all of them are.

        They are not marked as secret, or what Marketo answers would be secret too. Pass them on to
        nothing else.
        """
        return pulumi.Output.unsecret(pulumi.Output.all(**self._marketo_settings))


def _text(value: pulumi.Input[object] | None) -> pulumi.Output[str] | None:
    # A provider's inputs travel as text, as a stack's configuration does.
    return None if value is None else pulumi.Output.from_input(value).apply(str)
