"""Draw the diagrams from the Graphviz texts next to their pictures."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def make(folder: Path, names: list[str]) -> Iterator[str]:
    """Draw each diagram whose text is in a folder; needs Graphviz."""
    for text in sorted(folder.glob("*.dot")):
        if names and text.stem not in names:
            continue
        if shutil.which("dot") is None:
            raise SystemExit("There is no `dot`: install Graphviz (the package graphviz).")
        drawn = subprocess.run(  # noqa: S603 - our own words
            ["dot", "-Tsvg", str(text)],  # noqa: S607 - wherever it is
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        picture = text.with_suffix(".svg")
        picture.write_text(re.sub(r"<!--.*?-->\n?", "", drawn, flags=re.DOTALL), "utf-8")
        yield picture.name
