"""Define every error that a user of the package can meet.

MarketoResourcesError
├── MarketoError     a call to Marketo failed (its own tree: `marketo_resources.marketo.errors`)
├── ResourceError    an operation on a resource failed or was refused
└── SettingsError    the connection is not configured, or not correctly
"""

from __future__ import annotations

__all__ = ["MarketoResourcesError", "ResourceError", "SettingsError"]


class MarketoResourcesError(Exception):
    """Base of every error of this package; the text says what happened and what to do next."""

    __module__ = "marketo_resources"  # its public name, which the engine shows to the user


class ResourceError(MarketoResourcesError):
    """An operation on a resource failed or was refused; the text says what to do next."""

    __module__ = "marketo_resources"


class SettingsError(MarketoResourcesError):
    """The connection is not configured, or not correctly; the text says where and how to set it."""

    __module__ = "marketo_resources"
