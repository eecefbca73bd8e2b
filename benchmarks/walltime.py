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
simulator is a process of its own and shares the processors. Result: the median of ours over the
median of the trivial ones; of the clock, and, which the machine's other load disturbs less, of the
processor (engine, program and provider; without the simulator)."""


def measure_walltime(report: Report, resources: int, rounds: int) -> None:
    """Print the ratio for each command."""
    report.part("Wall time", _METHOD.format(resources=resources, rounds=rounds))
    ours, trivial = _rounds(resources, rounds)
    for command in COMMANDS:
        report.result(f"{command}, clock", ratio(ours, trivial, command), MOST)
        share = median(cost.simulator / cost.wall for cost in ours[command])
        processor = _of(ours, command, "processor") / _of(trivial, command, "processor")
        report.say(f"          {command}, processor: {processor:.2f}")
        report.say(f"          {command}, simulator's processor time per time of ours: {share:.2f}")


def measure_growth(report: Report, small: int, large: int) -> None:
    """Print by how much more ours grows than the trivial ones."""
    report.part(
        "Growth",
        f"The same with {small} and {large} resources: (ours at {large} / ours at {small}) over\n"
        f"(trivial at {large} / trivial at {small}), of the clock, one round of each.",
    )
    few, many = _rounds(small, 1), _rounds(large, 1)
    for command in COMMANDS:
        ours, trivial = (
            _of(many[which], command, "wall") / _of(few[which], command, "wall") for which in (0, 1)
        )
        report.say(f"          {command}: ours {ours:.1f} times, trivial {trivial:.1f} times")
        report.result(f"{command}, growth beside the engine's own", ours / trivial, MOST_GROWTH)


def ratio(ours: Costs, trivial: Costs, command: str) -> float:
    """The median of ours over the median of the trivial ones."""
    return _of(ours, command, "wall") / _of(trivial, command, "wall")


def _of(costs: Costs, command: str, clock: str) -> float:
    return median(float(getattr(cost, clock)) for cost in costs[command])


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
