"""Connect an instance to a simulator, as a provider process does."""

from __future__ import annotations

from pydantic import SecretStr

from marketo_resources.core.instance import Instance
from marketo_resources.marketo import ConnectionSettings
from marketo_simulator import Simulator

EMAIL = "etl@example.com"


def instance_of(simulator: Simulator) -> Instance:
    """Return the instance as a provider process has it."""
    settings = ConnectionSettings(
        base_url=simulator.base_url,
        client_id=simulator.client_id,
        client_secret=SecretStr(simulator.client_secret),
        quota_store=SecretStr("memory://"),
    )
    return Instance(settings, "127.0.0.1")
