"""Measure how long the engine's commands take, compared with as many resources with bare calls."""

from __future__ import annotations

from statistics import median

from benchmarks.report import Report
from benchmarks.stacks import COMMANDS, Cost, deployable

__all__ = ["measure_growth", "measure_walltime"]

MOST = dict.fromkeys(COMMANDS, 1.10) | {"refresh": 1.15}
"""The largest ratio to bare calls that is accepted, by command; a refresh does little else."""
MOST_GROWTH = 1.05
"""The largest ratio that is accepted: 1, and what two runs of one command differ by."""

Costs = dict[str, list[Cost]]

_METHOD = """\
{resources} users, compared with {resources} resources that have every property of a user, make its
calls by one httpx client and do nothing else (benchmarks/bare.py), and with as many trivial ones
with the same properties (benchmarks/trivial.py), each as a stack on the real engine with a local
file backend. All go through the same commands in turn, {rounds} times, and who is first
alternates. No pace of ours; the simulators are other processes and share the processors.
Result: the median of the ratios of each pair; of the clock, and, which the machine's other load
disturbs less, of the processor (engine, program and provider; without the simulator)."""
_GROWTH = """\
The same with {small} resources, {rounds} times, and with {large}, {large_rounds} times: ours over
bare calls at {large}, over ours over bare calls at {small}; of the clock, and of the processor.
After it the same over trivial resources, which ask nobody: that also grows by the calls that
Marketo demands for each user."""
LARGE_ROUNDS = 2
KINDS = ("ours", "trivial", "bare calls")


def measure_walltime(report: Report, resources: int, rounds: int) -> None:
    """Print the ratio for each command."""
    report.part("Wall time", _METHOD.format(resources=resources, rounds=rounds))
    costs = _rounds(resources, rounds, *KINDS)
    ours, trivial, bare = costs.values()
    for command in COMMANDS:
        for name, kind in (("clock", "wall"), ("processor", "processor")):
            what = f"{command}, ours over bare calls, {name}"
            report.result(what, ratio(ours, bare, command, kind), MOST[command])
        report.say(
            f"          {command}, over trivial: "
            f"ours: clock {ratio(ours, trivial, command, 'wall'):.2f}, "
            f"processor {ratio(ours, trivial, command, 'processor'):.2f}; "
            f"bare calls: clock {ratio(bare, trivial, command, 'wall'):.2f}, "
            f"processor {ratio(bare, trivial, command, 'processor'):.2f}"
        )


def measure_growth(report: Report, small: int, large: int, rounds: int) -> None:
    """Print by how much more ours grows than bare calls."""
    large_rounds = min(rounds, LARGE_ROUNDS)
    method = _GROWTH.format(small=small, large=large, rounds=rounds, large_rounds=large_rounds)
    report.part("Growth", method)
    few = _rounds(small, rounds, *KINDS)
    many = _rounds(large, large_rounds, *KINDS)
    for command in COMMANDS:
        trivial_clock, trivial_processor, clock, processor = (
            ratio(many["ours"], many[other], command, kind)
            / ratio(few["ours"], few[other], command, kind)
            for other in KINDS[1:]
            for kind in ("wall", "processor")
        )
        report.result(f"{command}, growth over that of bare calls, clock", clock, MOST_GROWTH)
        report.say(
            f"          {command}, processor: {processor:.2f}; "
            f"over trivial: clock {trivial_clock:.2f}, processor {trivial_processor:.2f}"
        )


def ratio(ours: Costs, others: Costs, command: str, kind: str) -> float:
    """Return the median of the ratios of each pair of runs."""
    pairs = zip(ours[command], others[command], strict=True)
    return median(float(getattr(one, kind) / getattr(other, kind)) for one, other in pairs)


def _rounds(resources: int, rounds: int, *kinds: str) -> dict[str, Costs]:
    costs: dict[str, Costs] = {kind: {command: [] for command in COMMANDS} for kind in kinds}
    with deployable(resources, *kinds) as stacks:
        for number in range(rounds):
            for command in COMMANDS:
                for kind in kinds if number % 2 == 0 else reversed(kinds):
                    costs[kind][command].append(stacks[kind].run(command))
    return costs
