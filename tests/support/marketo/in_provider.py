"""An instance as a provider process has it, on a simulator."""

from __future__ import annotations

from pydantic import SecretStr

from marketo_resources.core.instance import Instance
from marketo_resources.marketo import ConnectionSettings
from marketo_simulator import Simulator

EMAIL = "etl@example.com"


def instance_of(simulator: Simulator) -> Instance:
    """The instance as a provider process sees it."""
    settings = ConnectionSettings(
        base_url=simulator.base_url,
        client_id=simulator.client_id,
        client_secret=SecretStr(simulator.client_secret),
        quota_store=SecretStr("memory://"),
    )
    return Instance(settings, "127.0.0.1")
