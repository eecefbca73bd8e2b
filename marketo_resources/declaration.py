"""What can only be seen where a resource is declared, in the program: no provider is told it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import cast

import pulumi
from pulumi.dynamic import Resource

__all__ = ["urn_of"]


def urn_of(
    kind: type[Resource], name: str, opts: pulumi.ResourceOptions | None
) -> pulumi.Output[str]:
    """Return the URN that Pulumi gives a resource: unlike its name, no two in a stack have one.

    Args:
        kind: The resource's class.
        name: Its name in the program.
        opts: The options that it is declared with.
    """
    parent = opts.parent if opts else None
    if parent is None or parent is pulumi.runtime.get_root_resource():
        return pulumi.create_urn(name, _type_token(kind))
    # Not the output itself: that depends on the parent, which stands for all its other children.
    known = cast("Awaitable[str]", parent.urn.future())  # in previews too
    return pulumi.create_urn(name, _type_token(kind), parent=known)


def _type_token(kind: type[Resource]) -> str:
    # A program's own subclass has another token than ours, and Pulumi tells them apart by it.
    return f"pulumi-python:{kind._resource_type_name}"  # noqa: SLF001 - told nowhere else
