"""Share one pace between the processes of a machine, and use it up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from marketo_simulator.marketo.limits import WINDOW
from tests.support.faults.four_processes import THREADS
from tests.support.faults.virtual_time import VirtualTime
from tests.support.marketo.arrivals import fullest_window

ROOT = Path(__file__).parents[2]
PROCESSES = 4
DEFAULT = 50
"""Calls in a window: Adobe's advice for one integration, and the default."""


def arrivals(marketo: Simulator, calls: int, limit: int, port: int, folder: Path) -> list[float]:
    """Return the moments at which a simulator with Marketo's real limits got the calls."""
    environment = os.environ | {"HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    program = [sys.executable, "-m", "tests.support.faults.four_processes", marketo.base_url]
    running = [
        subprocess.Popen(  # noqa: S603 - our own words
            [*program, str(calls), str(limit), str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    printed = [process.communicate() for process in running]
    assert [out.strip() for out, _ in printed] == [str(calls)] * PROCESSES, printed
    seen = [call for call in marketo.app.calls.all() if call["endpoint"] == "roles.json"]
    assert {call["code"] for call in seen} == {None}  # no 606, no 615
    return sorted(float(str(call["at"])) for call in seen)


def rate_used(times: list[float], limit: int) -> float:
    """Return the calls made divided by the calls allowed in the windows that they took."""
    # The first window is full at once, so the k-th window's calls end k windows after the first.
    windows = (times[-1] - times[0]) / WINDOW + 1
    return len(times) / (windows * limit)


def test_four_processes_use_the_default_pace_up_and_never_exceed_it(tmp_path: Path) -> None:
    """400 calls, in virtual time that the processes share."""
    takers = PROCESSES * (THREADS + 1)
    with (
        VirtualTime(takers) as time,
        Simulator(limits=True, clock=time.now) as marketo,
    ):
        times = arrivals(marketo, 100, 0, time.port, tmp_path)
    assert len(times) == 400
    assert fullest_window(times) <= DEFAULT
    assert rate_used(times, DEFAULT) >= 0.9


def test_four_processes_at_marketos_whole_rate_are_never_refused(tmp_path: Path) -> None:
    """In real time, over real sockets: 200 calls, two full windows."""
    with Simulator(limits=True) as marketo:
        assert len(arrivals(marketo, 50, 100, 0, tmp_path)) == 200


@pytest.mark.long
def test_four_processes_use_the_default_pace_up_in_real_time(tmp_path: Path) -> None:
    """400 calls; the simulator notes when each arrives."""
    with Simulator(limits=True) as marketo:
        times = arrivals(marketo, 100, 0, 0, tmp_path)
    assert len(times) == 400
    assert fullest_window(times) <= DEFAULT
    assert rate_used(times, DEFAULT) >= 0.9
