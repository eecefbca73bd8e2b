"""Make calls at the pace that the processes of a machine share, and print how many were made."""

from __future__ import annotations

import sys
import threading

from pydantic import SecretStr

from marketo_resources.marketo import Clock, ConnectionSettings, MarketoClient
from tests.support.faults.virtual_time import Taker

THREADS = 2


def main(base_url: str, calls: int, limit: int, port: int) -> None:
    """Make the calls from two threads, in virtual time if a server for it listens at a port."""
    settings = ConnectionSettings(
        base_url=base_url,
        client_id="simulator",
        client_secret=SecretStr("simulator-secret"),
        **{"calls_per_20_seconds": limit} if limit else {},
    )
    # This thread takes part in the virtual time too, because it makes the clock: it leaves at once.
    taker = Taker(port) if port else None
    done: list[bool] = []

    def call() -> None:
        done.extend(bool(client.get_roles()) for _ in range(calls // THREADS))
        if taker:
            taker.leave()

    with MarketoClient(settings, clock=taker.clock if taker else Clock()) as client:
        threads = [threading.Thread(target=call) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        if taker:
            taker.leave()
        for thread in threads:
            thread.join()
    print(sum(done))  # noqa: T201 - its result


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
