"""Serve a simulated Marketo on this machine, as the command line asks for, until interrupted."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from . import command_line, state_file
from .simulator import Simulator
from .subscription import Subscription


def serve() -> None:
    """Serve until SIGINT or SIGTERM."""
    options = command_line.given(sys.argv[1:])
    state = options.pop(command_line.STATE.keyword)
    simulator = Simulator(**options)
    if state:
        _keep(simulator.subscription, state)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with simulator:
        with suppress(OSError, ValueError):  # nobody may be reading any more
            print(f"Marketo simulator listening on {simulator.base_url}", flush=True)  # noqa: T201 - its start line
        stop.wait()


def _keep(subscription: Subscription, path: Path) -> None:
    try:
        if path.exists():
            state_file.load(subscription, path)
    except (ValueError, LookupError, TypeError, OSError) as problem:
        raise SystemExit(f"{path} does not hold a subscription: {problem!r}") from None
    subscription.after_change = lambda: state_file.save(subscription, path)
