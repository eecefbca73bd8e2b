"""Typed client of Marketo's user management API; it knows nothing of Pulumi.

with MarketoClient(ConnectionSettings(base_url=…, client_id=…, client_secret=…)) as client:
    client.get_user("api@example.com").user_role_workspaces
"""

from . import errors, models
from .client import MarketoClient
from .clock import Clock
from .connection_settings import ConnectionSettings

__all__ = ["Clock", "ConnectionSettings", "MarketoClient", "errors", "models"]
