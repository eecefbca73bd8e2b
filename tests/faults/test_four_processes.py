"""Processes of one machine share one pace, and use it up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketo_simulator import Simulator

ROOT = Path(__file__).parents[2]
WINDOW = 20.0


def arrivals(processes: int, calls: int, limit: int, folder: Path) -> list[dict[str, object]]:
    """What a simulator with Marketo's real limits sees of them."""
    environment = os.environ | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    with Simulator(limits=True) as marketo:
        program = [sys.executable, "-m", "tests.faults.four_processes", marketo.base_url]
        running = [
            subprocess.Popen(  # noqa: S603 - our own words
                [*program, str(calls), str(limit)],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
        printed = [process.communicate() for process in running]
        assert [out.strip() for out, _ in printed] == [str(calls)] * processes, printed
        seen = marketo.app.calls.all()
    return [call for call in seen if call["endpoint"] == "roles.json"]


def rate_used(seen: list[dict[str, object]], limit: int) -> float:
    """Calls made beside calls allowed in the whole windows that they took."""
    times = sorted(float(str(call["at"])) for call in seen)
    # The first window is full at once, so the k-th window's calls end k windows after the first.
    windows = (times[-1] - times[0]) / WINDOW + 1
    return len(times) / (windows * limit)


@pytest.mark.parametrize(
    ("calls", "limit"),
    [
        pytest.param(50, 100, id="200 calls"),
        pytest.param(100, 100, id="400 calls", marks=pytest.mark.long),
    ],
)
def test_four_processes_use_the_rate_up_and_never_exceed_it(
    tmp_path: Path, calls: int, limit: int
) -> None:
    """No 606, no 615, and at least nine tenths of what Marketo allows."""
    seen = arrivals(4, calls, limit, tmp_path)
    assert {call["code"] for call in seen} == {None}
    assert len(seen) == 4 * calls
    assert rate_used(seen, limit) >= 0.9
