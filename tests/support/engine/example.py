"""Copy the stacks of `examples/`, as a user would start with them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.engine.stack import Stack
from tests.support.project import ROOT

EXAMPLES = ROOT / "examples"


def example_stack(folder: Path, engine: Path, name: str, *, stack_name: str = "example") -> Stack:
    """Return a stack that holds a copy of an example's files, without any configuration."""
    stack = Stack(folder, engine)
    for file in (EXAMPLES / name).iterdir():
        if file.is_file():
            shutil.copy(file, stack.folder / "project")
    stack.run("stack", "init", stack_name)
    return stack
