"""Typed client of Marketo's user management API; it knows nothing of Pulumi.

with MarketoClient(ConnectionSettings(base_url=…, client_id=…, client_secret=…)) as client:
    client.get_user("api@example.com").user_role_workspaces

The client and the models are imported when they are first used: they and what they need take longer
to import than all else, and a provider process that asks nothing has no use for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from . import errors
from .clock import Clock
from .connection_settings import ConnectionSettings

if TYPE_CHECKING:
    from . import models
    from .client import MarketoClient

__all__ = ["Clock", "ConnectionSettings", "MarketoClient", "errors", "models"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import the client or the models when they are first used."""
        if name == "models":
            return import_module(".models", __name__)
        if name == "MarketoClient":
            return import_module(".client", __name__).MarketoClient
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
