"""Connect an instance to a simulator, as a provider process does."""

from __future__ import annotations

from typing import Any

from marketo_resources.core.instance import Instance
from marketo_simulator import Simulator
from tests.support.marketo.connected import settings_of

EMAIL = "etl@example.com"


def instance_of(simulator: Simulator, **others: Any) -> Instance:
    """Return the instance as a provider process has it; `others` are arguments of `Instance`."""
    return Instance(settings_of(simulator, simulator.base_url), "127.0.0.1", **others)
