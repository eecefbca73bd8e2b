"""How long the commands of the engine take, beside the same number of trivial resources."""

from __future__ import annotations

from statistics import median

from benchmarks.report import Report
from benchmarks.stacks import COMMANDS, Cost, deployable

__all__ = ["measure_growth", "measure_walltime"]

MOST = 1.15
MOST_GROWTH = 1.05
"""No worse than the engine's own growth; the rest is what two runs of one command differ by."""

Costs = dict[str, list[Cost]]

_METHOD = """\
{resources} users beside {resources} trivial dynamic resources with the same properties
(benchmarks/trivial.py), and beside as many that have every property of a user, make its calls by
one httpx client and do nothing else (benchmarks/bare.py), each as a stack on the real engine with a
local file backend. All go through the same commands in turn, {rounds} times, and who is first
alternates. No pace of ours; the simulators are processes of their own and share the processors.
Result: the median of the ratios of each pair; of the clock, and, which the machine's other load
disturbs less, of the processor (engine, program and provider; without the simulator)."""
_GROWTH = """\
The same with {small} resources, {rounds} times, and with {large}, {large_rounds} times: ours over
trivial at {large}, over ours over trivial at {small}; of the clock, and of the processor. Beside
it the same over bare calls: a trivial resource asks nobody, so ours over trivial also grows by the
calls that Marketo demands for each user."""
LARGE_ROUNDS = 2
KINDS = ("ours", "trivial", "bare calls")


def measure_walltime(report: Report, resources: int, rounds: int) -> None:
    """Print the ratio for each command."""
    report.part("Wall time", _METHOD.format(resources=resources, rounds=rounds))
    costs = _rounds(resources, rounds, *KINDS)
    ours, trivial, bare = costs.values()
    for command in COMMANDS:
        report.result(f"{command}, clock", ratio(ours, trivial, command, "wall"), MOST)
        report.say(
            f"          {command}, processor: {ratio(ours, trivial, command, 'processor'):.2f}; "
            f"bare calls over trivial: clock {ratio(bare, trivial, command, 'wall'):.2f}, "
            f"processor {ratio(bare, trivial, command, 'processor'):.2f}; "
            f"ours over bare calls: clock {ratio(ours, bare, command, 'wall'):.2f}, "
            f"processor {ratio(ours, bare, command, 'processor'):.2f}"
        )


def measure_growth(report: Report, small: int, large: int, rounds: int) -> None:
    """Print by how much more ours grows than the trivial ones."""
    large_rounds = min(rounds, LARGE_ROUNDS)
    method = _GROWTH.format(small=small, large=large, rounds=rounds, large_rounds=large_rounds)
    report.part("Growth", method)
    few = _rounds(small, rounds, *KINDS)
    many = _rounds(large, large_rounds, *KINDS)
    for command in COMMANDS:
        clock, processor, bare_clock, bare_processor = (
            ratio(many["ours"], many[other], command, kind)
            / ratio(few["ours"], few[other], command, kind)
            for other in KINDS[1:]
            for kind in ("wall", "processor")
        )
        report.result(f"{command}, growth beside the engine's own, clock", clock, MOST_GROWTH)
        report.say(
            f"          {command}, processor: {processor:.2f}; "
            f"over bare calls: clock {bare_clock:.2f}, processor {bare_processor:.2f}"
        )


def ratio(ours: Costs, others: Costs, command: str, kind: str) -> float:
    """The median of the ratios of each pair of runs."""
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
