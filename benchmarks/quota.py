"""Measure how long creates take under Marketo's limit of calls, compared with its minimum."""

from __future__ import annotations

import os
import time
from tempfile import TemporaryDirectory

from benchmarks.marketo import marketo_process
from benchmarks.provider import Users
from benchmarks.report import Report
from marketo_simulator.marketo.limits import CALLS_PER_WINDOW, WINDOW

__all__ = ["measure_quota"]

MOST = 1.10
_METHOD = """\
{creates} creates by a provider process with callsPer20Seconds = 100, counted in the file that all
processes of a machine share, against a simulator that enforces Marketo's limits, in real time. The
quota's own minimum: of all calls, all but the last hundred begun must wait for full windows of
20 seconds. Our window is a second longer than Marketo's, so that no call ever meets a 606."""


def measure_quota(report: Report, creates: int) -> None:
    """Print the time over the quota's minimum, and that no call was refused."""
    report.part("Quota", _METHOD.format(creates=creates))
    with TemporaryDirectory(prefix="marketo-bench-") as cache, marketo_process(limits=True) as one:
        os.environ["XDG_CACHE_HOME"] = cache
        users = Users(one, creates)
        begin = time.monotonic()
        users.create(callsPer20Seconds=str(CALLS_PER_WINDOW), quotaStore="")
        seconds = time.monotonic() - begin
        calls = one.calls()
    refused = sum(str(call["code"]) in {"606", "615"} for call in calls)
    least = (len(calls) - 1) // CALLS_PER_WINDOW * WINDOW
    report.say(f"          {len(calls)} calls, at least {least:.0f} s, took {seconds:.1f} s")
    report.result("calls refused by the limits", refused, 0)
    if least:
        report.result(f"{creates} creates, time over the quota's minimum", seconds / least, MOST)
