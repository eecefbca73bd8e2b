"""Choose where calls are counted: for a process, a machine, or several machines."""

from collections.abc import Callable

from marketo_resources.marketo.clock import Clock
from marketo_resources.marketo.connection_settings import ConnectionSettings

from .machine import MachineWindow, memory_window
from .shared import SharedWindow, open_postgresql, open_redis
from .window import Window

MEMORY = "memory://"


def open_window(
    settings: ConnectionSettings, clock: Clock, announce: Callable[[str], None]
) -> Window:
    """Open the window in the store that the settings name.

    Raises:
        QuotaStoreError: Several machines are to share a store, and it cannot be used.
    """
    store = settings.quota_store.get_secret_value() if settings.quota_store else ""
    calls, host = settings.calls_per_20_seconds, settings.host
    if not store:
        return MachineWindow(calls, host, clock, announce)
    if store.startswith(MEMORY):
        return memory_window(calls, clock)
    open_shared = open_redis if store.startswith("redis") else open_postgresql
    return SharedWindow(lambda: open_shared(store, calls, host))
