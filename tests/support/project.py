"""Find the files of the project: its folder, what Git knows of it, and its pages."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def committed() -> list[Path]:
    """Return the files of the project: Git's, or those that its source distribution lists."""
    if not (ROOT / ".git").exists():
        names = (ROOT / "marketo_resources.egg-info/SOURCES.txt").read_text("utf-8").splitlines()
        return [ROOT / name for name in names]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def pages() -> dict[str, Path]:
    """Return every page of the project by its name."""
    return {str(path.relative_to(ROOT)): path for path in committed() if path.suffix == ".md"}
