"""A process that makes calls at the pace that the machine shares; it prints how many it made."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from pydantic import SecretStr

from marketo_resources.marketo import ConnectionSettings, MarketoClient


def main(base_url: str, calls: int, limit: int) -> None:
    """Make the calls from two threads."""
    settings = ConnectionSettings(
        base_url=base_url,
        client_id="simulator",
        client_secret=SecretStr("simulator-secret"),
        calls_per_20_seconds=limit,
        concurrent_calls=8,
    )
    with MarketoClient(settings) as client, ThreadPoolExecutor(2) as threads:
        done = [threads.submit(client.get_roles) for _ in range(calls)]
        print(sum(bool(one.result()) for one in done))  # noqa: T201 - its result


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
