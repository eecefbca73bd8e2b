"""How long the commands of the engine take, beside the same number of trivial resources."""

from __future__ import annotations

from statistics import median

from benchmarks.report import Report
from benchmarks.stacks import COMMANDS, BenchmarkStack, Cost, both_stacks

__all__ = ["measure_growth", "measure_walltime"]

MOST = 1.15
MOST_GROWTH = 1.05
"""No worse than the engine's own growth; the rest is what two runs of one command differ by."""

Costs = dict[str, list[Cost]]

_METHOD = """\
{resources} users beside {resources} trivial dynamic resources with the same properties
(benchmarks/trivial.py), each as a stack on the real engine with a local file backend. Both go
through the same commands in turn, {rounds} times, and who is first alternates. No pace of ours; the
simulator is a process of its own and shares the processors. Result: the median of the ratios of
each pair, whose two runs follow one another; of the clock, and, which the machine's other load
disturbs less, of the processor (engine, program and provider; without the simulator)."""
_GROWTH = """\
The same with {small} resources, {rounds} times, and with {large}, {large_rounds} times: ours over
trivial at {large}, over ours over trivial at {small}; of the clock, and of the processor."""
LARGE_ROUNDS = 2


def measure_walltime(report: Report, resources: int, rounds: int) -> None:
    """Print the ratio for each command."""
    report.part("Wall time", _METHOD.format(resources=resources, rounds=rounds))
    ours, trivial = _rounds(resources, rounds)
    for command in COMMANDS:
        report.result(f"{command}, clock", ratio(ours, trivial, command, "wall"), MOST)
        share = median(cost.simulator / cost.wall for cost in ours[command])
        report.say(
            f"          {command}, processor: {ratio(ours, trivial, command, 'processor'):.2f}; "
            f"the simulator was busy for {share:.0%} of our time"
        )


def measure_growth(report: Report, small: int, large: int, rounds: int) -> None:
    """Print by how much more ours grows than the trivial ones."""
    large_rounds = min(rounds, LARGE_ROUNDS)
    method = _GROWTH.format(small=small, large=large, rounds=rounds, large_rounds=large_rounds)
    report.part("Growth", method)
    few, many = _rounds(small, rounds), _rounds(large, large_rounds)
    for command in COMMANDS:
        clock, processor = (
            ratio(*many, command, kind) / ratio(*few, command, kind)
            for kind in ("wall", "processor")
        )
        report.result(f"{command}, growth beside the engine's own, clock", clock, MOST_GROWTH)
        report.say(f"          {command}, processor: {processor:.2f}")


def ratio(ours: Costs, trivial: Costs, command: str, kind: str) -> float:
    """The median of the ratios of each pair of runs."""
    pairs = zip(ours[command], trivial[command], strict=True)
    return median(float(getattr(one, kind) / getattr(other, kind)) for one, other in pairs)


def _rounds(resources: int, rounds: int) -> tuple[Costs, Costs]:
    ours: Costs = {command: [] for command in COMMANDS}
    trivial: Costs = {command: [] for command in COMMANDS}
    with both_stacks(resources) as stacks:
        sides: list[tuple[BenchmarkStack, Costs]] = list(zip(stacks, (ours, trivial), strict=True))
        for number in range(rounds):
            for command in COMMANDS:
                for stack, costs in sides if number % 2 == 0 else reversed(sides):
                    costs[command].append(stack.run(command))
    return ours, trivial
