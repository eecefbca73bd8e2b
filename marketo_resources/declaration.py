"""Check what only the program knows of a resource: its URN, its parents and its options."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from typing import cast

import pulumi
from pulumi.dynamic import Resource

from marketo_resources import configuration_warnings
from marketo_resources.errors import ResourceError
from marketo_resources.program_log import warn
from marketo_resources.provider import Provider
from marketo_resources.role_grants.declared import RoleGrant

__all__ = [
    "fitting_options",
    "given_provider",
    "inherited_provider",
    "one_at_a_time",
    "refuse_unfit",
    "urn_of",
]

Providers = Mapping[str, pulumi.ProviderResource] | Iterable[pulumi.ProviderResource] | None


def urn_of(
    kind: type[Resource], name: str, opts: pulumi.ResourceOptions | None
) -> pulumi.Input[str]:
    """Return the URN that Pulumi gives a resource; unlike its name, it is unique in a stack.

    Args:
        kind: The resource's class.
        name: Its name in the program.
        opts: The options that it is declared with.
    """
    parent = opts.parent if opts else None
    if parent is None or parent is pulumi.runtime.get_root_resource():
        # Pulumi's `create_urn` makes five outputs: two fifths of the time that our code takes here.
        place = f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}"
        return f"{place}::{_type_token(kind)}::{name}"
    # Not the output itself: it depends on the parent, and through it on all its other children.
    known = cast("Awaitable[str]", parent.urn.future())  # in previews too
    return pulumi.create_urn(name, _type_token(kind), parent=known)


def _type_token(kind: type[Resource]) -> str:
    # A program's own subclass has another token than ours, and Pulumi tells them apart by it.
    return f"pulumi-python:{kind._resource_type_name}"  # noqa: SLF001 - nothing public has it


def instances_of_roles(grants: object) -> pulumi.Output[str] | None:
    """Return the instances that the granted roles were found on, separated by spaces.

    Only a program knows them. On another instance the id of a grant means another role.
    """
    listed = grants if isinstance(grants, Sequence) else ()
    found = [one.role_instance for one in listed if isinstance(one, RoleGrant)]
    known = [one for one in found if one is not None]
    return pulumi.Output.all(*known).apply(_distinct) if known else None


def _distinct(instances: Iterable[str | None]) -> str:
    return " ".join(sorted({one for one in instances if one}))


def fitting_options(
    resource: Resource, name: str, opts: pulumi.ResourceOptions | None
) -> pulumi.ResourceOptions:
    """Return the options to register a resource with; its provider is among them.

    Also warn of options without effect, and of problems of the stack's configuration.

    Raises:
        ResourceError: if an option would leave access in Marketo unseen or cannot work, or if
            it is not clear which provider is meant.
    """
    fitting = copy.copy(opts) if opts else pulumi.ResourceOptions()
    what = f'{type(resource).__name__} "{name}"'
    refuse_unfit(what, fitting)
    fitting.provider = given_provider(what, fitting)
    # A map may have it under a key that is no package, which Pulumi would warn of.
    others = [one for one in _listed(fitting.providers) if one is not fitting.provider]
    fitting.providers = others or None
    for option in _without_effect(fitting):
        warn(f"{option} has no effect on {what}: {_NO_EFFECT[option]}", resource)
    configuration_warnings.announce(has_provider=fitting.provider is not None)
    return fitting


def refuse_unfit(what: str, opts: pulumi.ResourceOptions | None) -> None:
    """Refuse options that would leave access in Marketo unseen, or that cannot work."""
    if opts and opts.deleted_with is not None and not opts.retain_on_delete:
        raise ResourceError(f"{what}: {_DELETED_WITH}")
    if opts and opts.import_ is not None:
        raise ResourceError(f"{what}: {_IMPORT}")


def one_at_a_time(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """Let options that ask for a replacement delete the old user before the new one is made.

    Its address is taken until then, and Pulumi does not ask the provider for the order here.
    """
    asked = any(getattr(opts, option, None) for option in ("replacement_trigger", "replace_with"))
    if asked and opts.delete_before_replace is None:
        opts.delete_before_replace = True
    return opts


def given_provider(
    what: str, opts: pulumi.ResourceOptions | None
) -> pulumi.ProviderResource | None:
    """Return the Marketo provider that options name, directly or through their parent.

    None leaves the choice to Pulumi: the default provider, or another package's provider.
    """
    if opts is None:
        return None
    if opts.provider is not None and opts.provider.package == _PACKAGE:
        return opts.provider
    return _only_one(what, _named(opts.providers)) or inherited_provider(what, opts.parent)


def inherited_provider(what: str, parent: pulumi.Resource | None) -> Provider | None:
    """Return the Marketo provider that a parent passes on, under whichever key it was given."""
    given = [] if parent is None else [parent.get_provider(f"{key}:index:") for key in _KEYS]
    own = vars(parent).get("_providers") if parent is not None else None
    return _only_one(what, (*_named(one for one in given if one), *_named(own)))


def _named(providers: Providers) -> Iterator[Provider]:
    return (one for one in _listed(providers) if isinstance(one, Provider))


def _listed(providers: Providers) -> list[pulumi.ProviderResource]:
    return list(providers.values() if isinstance(providers, Mapping) else providers or ())


def _only_one(what: str, providers: Iterable[Provider]) -> Provider | None:
    found = list(dict.fromkeys(providers))
    if len(found) > 1:
        names = " and ".join(sorted(repr(one.pulumi_resource_name) for one in found))
        raise ResourceError(
            f"{what}: its parents or options give it several Marketo providers ({names}): say "
            "which one with opts=pulumi.ResourceOptions(provider=…)"
        )
    return found[0] if found else None


def _without_effect(opts: pulumi.ResourceOptions) -> list[str]:
    return [option for option in _NO_EFFECT if getattr(opts, option, None) is not None]


_PACKAGE = "pulumi-python"
_KEYS = ("marketo", _PACKAGE)
_DELETED_WITH = (
    "with deleted_with Pulumi skips the delete of this resource, and what it stands for stays in "
    "Marketo with its access. Leave deleted_with out; if Marketo is to keep it on purpose, set "
    "retain_on_delete=True"
)
_IMPORT = (
    "import_ cannot work here, because Pulumi reads an imported resource without this package's "
    "code. Leave it out: ApiOnlyUser adopts an existing user with adopt=True, ApiOnlyRole "
    "finds a role by its role_name, and CustomService verifies a service that exists"
)
_PINNED = "the provider is part of the Python package marketo_resources: pin that one instead"
_NO_EFFECT = {
    "version": _PINNED,
    "plugin_download_url": _PINNED,
    "custom_timeouts": "Pulumi passes them to no dynamic provider. Every call to Marketo has a "
    "time limit; how long to wait for a person is set by wait_for_creation, wait_for_person and "
    "wait_for_deletion",
}
