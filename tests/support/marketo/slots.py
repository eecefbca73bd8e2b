"""Start a process that holds the slots which the processes of a machine share."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLDING = """
import fcntl, pathlib, sys
files = [(pathlib.Path(sys.argv[1]) / f"slot-{n}").open("ab") for n in range(int(sys.argv[2]))]
for file in files:
    fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def holding_slots(folder: Path, count: int) -> Iterator[subprocess.Popen[bytes]]:
    """Give a stopped process that holds all slots."""
    folder.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", HOLDING, str(folder), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        process.send_signal(signal.SIGSTOP)
        try:
            yield process
        finally:
            process.kill()
