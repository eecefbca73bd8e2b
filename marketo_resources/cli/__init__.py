"""The operator's command, `marketo-resources`: check a connection, take users over, review, prove.

What it is made of is an extra, so this module imports none of it and says what to install.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]

_NEEDED = ("click", "rich", "jinja2")
_HOW_TO_INSTALL = (
    "The command marketo-resources needs {missing} too. Install it with: "
    'pip install "marketo-resources[cli]"'
)


def main() -> int:
    """Run the command line of this process, and return its exit code."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        print(_HOW_TO_INSTALL.format(missing=", ".join(missing)), file=sys.stderr)  # noqa: T201 - rich may be missing
        return 2
    from marketo_resources.cli.command import run  # noqa: PLC0415 - it needs what was looked for

    return run(sys.argv[1:])
