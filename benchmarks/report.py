"""Print results, each with its target and whether it is met."""

from __future__ import annotations

__all__ = ["Report"]


class Report:
    """Prints results as they come, and at the end which targets were missed."""

    def __init__(self) -> None:
        self._met: list[bool] = []
        self._missed: list[str] = []

    def part(self, title: str, method: str) -> None:
        """Begin a part: what is measured, and how."""
        self.say(f"\n== {title}\n{method}\n")

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, flush=True)  # noqa: T201 - the benchmark's own output

    def result(self, what: str, measured: float, target: float | None = None) -> None:
        """Print a result; with a target, whether it is met."""
        if target is None:
            self.say(f"          {what}: {_written(measured)}")
            return
        is_met = measured <= target
        self._met.append(is_met)
        line = f"{what}: {_written(measured)}, at most {_written(target)} wanted"
        self.say(f"{'met' if is_met else 'NOT MET':7}   {line}")
        if not is_met:
            self._missed.append(line)

    def end(self) -> None:
        """Print how many targets were met, and those that were not."""
        self.say(f"\n== {sum(self._met)} of {len(self._met)} targets met")
        for line in self._missed:
            self.say(f"not met: {line}")


def _written(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
