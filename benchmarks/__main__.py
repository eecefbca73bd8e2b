"""`python -m benchmarks`: measure all, or one part."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks.calls import measure_calls
from benchmarks.process import measure_process
from benchmarks.quota import measure_quota
from benchmarks.report import Report
from benchmarks.walltime import measure_growth, measure_walltime

PARTS: dict[str, Callable[[Report, argparse.Namespace], None]] = {
    "calls": lambda report, o: measure_calls(report, o.numbers, o.existing),
    "walltime": lambda report, o: measure_walltime(report, o.resources, o.rounds),
    "growth": lambda report, o: measure_growth(report, o.small, o.large, o.rounds),
    "quota": lambda report, o: measure_quota(report, o.creates),
    "process": lambda report, o: measure_process(report, o.small, o.large, o.rounds),
}


def main() -> None:
    """Measure what the command line asks for."""
    options = _parser().parse_args()
    report = Report()
    for name, measure in PARTS.items():
        if options.part in {"all", name}:
            measure(report, options)
    report.end()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("scripts/bench", description=__doc__)
    parser.add_argument("part", nargs="?", default="all", choices=["all", *PARTS])
    for name, default, meaning in (
        ("resources", 200, "walltime: how many resources"),
        ("rounds", 3, "walltime, growth, process: how often"),
        ("small", 50, "growth, process: from how many resources"),
        ("large", 800, "growth, process: to how many resources"),
        ("creates", 200, "quota: how many users"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=meaning)
    for name, defaults, meaning in (
        ("numbers", [1, 10, 200], "calls: for how many resources"),
        ("existing", [50, 1000], "calls: with how many other users in Marketo"),
    ):
        parser.add_argument(f"--{name}", type=int, nargs="+", default=defaults, help=meaning)
    return parser


if __name__ == "__main__":
    main()
