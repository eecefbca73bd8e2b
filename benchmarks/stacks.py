"""Run stacks of the same size on the real engine: our users, and what they are compared with."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.marketo import Marketo, declared, marketo_process
from tests.support.engine.stack import Stack

__all__ = ["COMMANDS", "BenchmarkStack", "Cost", "deployable"]

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "preview": ("preview",),
    "up": ("up", "--yes", "--skip-preview"),
    "no-op preview": ("preview", "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
"""The commands, in the order in which a stack runs them."""

_OURS = """
import marketo_resources as marketo

for number, user in enumerate({users}):
    roles = [marketo.RoleGrant(**grant) for grant in user.pop("roles")]
    marketo.ApiOnlyUser(f"user-{{number}}", roles=roles, **user)
"""
_TRIVIAL = """
from benchmarks.trivial import TrivialResource

for number, user in enumerate({users}):
    TrivialResource(f"user-{{number}}", user)
"""
_BARE = """
from benchmarks.bare import BareUser

for number, user in enumerate({users}):
    BareUser(f"user-{{number}}", user)
"""
PROGRAMS = {"ours": _OURS, "trivial": _TRIVIAL, "bare calls": _BARE}


@dataclass(frozen=True)
class Cost:
    """What one command took, in seconds of the clock and of the processor, without Marketo's."""

    wall: float
    processor: float


@dataclass(frozen=True)
class BenchmarkStack:
    """One of the stacks, measured."""

    stack: Stack

    def run(self, command: str) -> Cost:
        """Run a command, and return what it took."""
        wall, processor = self._clocks()
        self.stack.run(*COMMANDS[command])
        now = self._clocks()
        return Cost(now[0] - wall, now[1] - processor)

    @staticmethod
    def _clocks() -> tuple[float, float]:
        # The simulator is a child that has not ended, so its time is not among these.
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.monotonic(), used.ru_utime + used.ru_stime


@contextmanager
def deployable(number: int, *kinds: str) -> Iterator[dict[str, BenchmarkStack]]:
    """Give stacks of these kinds (`PROGRAMS`) with a number of resources each, not deployed yet.

    Each has its own Marketo, because they declare the same users.
    """
    with TemporaryDirectory(prefix="marketo-bench-") as folder, ExitStack() as open_:
        yield {
            kind: _stack(
                Path(folder) / kind.replace(" ", "-"),
                PROGRAMS[kind],
                number,
                open_.enter_context(marketo_process()),
            )
            for kind in kinds
        }


def _stack(folder: Path, program: str, number: int, marketo: Marketo) -> BenchmarkStack:
    engine = _engine()
    # With the `python3` that is first now, which need not be the one that runs this.
    path = os.pathsep.join([str(engine), os.environ["PATH"]])
    stack = Stack(folder, engine, {"PYTHONPATH": str(ROOT), "PATH": path})
    settings = [f"{key}={value}" for key, value in marketo.configuration().items()]
    stack.run("config", "set-all", *(word for pair in settings for word in ("--plaintext", pair)))
    users = json.dumps([declared(one) for one in range(number)])
    (folder / "project" / "__main__.py").write_text(program.format(users=users))
    return BenchmarkStack(stack)


def _engine() -> Path:
    script = ROOT / "scripts" / "pulumi-engine"
    found = subprocess.run([script], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    return Path(found.stdout.strip())
