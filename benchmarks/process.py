"""Measure start and memory of the provider process, compared with a provider that does nothing."""

from __future__ import annotations

import time
from statistics import median

from benchmarks.marketo import Marketo, declared, marketo_process
from benchmarks.provider import TRIVIAL, USER, Users, peak_memory, provider_process
from benchmarks.report import Report

__all__ = ["measure_process"]

_METHOD = """\
Start: from the start of the process to the answer to its first check (offline, so that no call is
in it), {rounds} times in turn, ours over trivial. Memory: the most resident memory after the first
check, and after creating {small} and {large} resources."""

_STARTS: dict[str, float | None] = {"start-up time": 1.5, "memory after the start": None}
"""What is measured of a start, and the largest ratio to the trivial provider that is accepted."""


def measure_process(report: Report, small: int, large: int, rounds: int) -> None:
    """Print start-up time and memory, and how memory grows."""
    report.part("Provider process", _METHOD.format(rounds=rounds, small=small, large=large))
    with marketo_process() as marketo:
        starts = [(_start(marketo, USER), _start(marketo, TRIVIAL)) for _ in range(rounds)]
        for index, (what, most) in enumerate(_STARTS.items()):
            ours, trivial = (median(start[side][index] for start in starts) for side in (0, 1))
            report.result(f"{what}, ours over trivial", ours / (trivial or 1), most)
        ours_grown, trivial_grown = (
            _created(marketo, noun, large) - _created(marketo, noun, small)
            for noun in (USER, TRIVIAL)
        )
    each = f"MiB more at {large} than at {small} resources"
    report.result(f"memory, ours: {each}", ours_grown)
    report.result(f"memory, trivial: {each}", trivial_grown)


def _start(marketo: Marketo, noun: str) -> tuple[float, float]:
    begin = time.monotonic()
    with provider_process(marketo.configuration(offlinePreview="true")) as (provider, process):
        provider.check(noun, declared(0))
        return time.monotonic() - begin, peak_memory(process)


def _created(marketo: Marketo, noun: str, number: int) -> float:
    users = Users(marketo, number, noun)
    users.create()
    peak = users.peak
    users.delete()
    return peak
