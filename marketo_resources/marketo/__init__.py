"""Typed client of Marketo's user management API; it knows nothing of Pulumi.

with MarketoClient(ConnectionSettings(base_url=…, client_id=…, client_secret=…)) as client:
    client.get_user("api@example.com").user_role_workspaces

The client is imported when it is first used: what it needs for HTTP takes as long to import as all
else, and a provider process that asks nothing has no use for it.
"""

from typing import TYPE_CHECKING

from . import errors, models
from .clock import Clock
from .connection_settings import ConnectionSettings

if TYPE_CHECKING:
    from .client import MarketoClient

__all__ = ["Clock", "ConnectionSettings", "MarketoClient", "errors", "models"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import the client when it is first used."""
        if name != "MarketoClient":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .client import MarketoClient  # noqa: PLC0415 - see the module's docstring

        return MarketoClient
