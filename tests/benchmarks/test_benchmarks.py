"""Check that `scripts/bench` runs in a small size, and that docs/benchmarks.md has each part."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import PARTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/benchmarks.md"
SMALL = "--numbers 40 --existing 250 --resources 1 --rounds 1 --small 1 --large 1 --creates 1"
TITLES = {
    "calls": "Calls",
    "walltime": "Wall time",
    "growth": "Growth",
    "quota": "Quota",
    "process": "Provider process",
}
"""The heading that each part prints, which is also the heading of its section on the page."""


def bench(part: str) -> str:
    """Return what a part prints in a small size."""
    command = [sys.executable, "-m", "benchmarks", part, *SMALL.split()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=pytest.mark.long if part == "growth" else ()) for part in PARTS],
)
def test_a_part_runs_and_says_how_and_which_targets_are_met(part: str) -> None:
    """The method is printed first, the missed targets last; targets for calls are always met."""
    printed = bench(part)
    _, title, method, *_ = printed.splitlines()
    assert title == f"== {TITLES[part]}"
    assert len(method) > 40
    met, missed = (
        re.findall(rf"^{word} +(.+)$", printed, re.MULTILINE) for word in ("met", "NOT MET")
    )
    summary = printed[printed.rindex("\n== ") :].strip().splitlines()
    assert summary[0] == f"== {len(met)} of {len(met) + len(missed)} targets met"
    assert [line.removeprefix("not met: ") for line in summary[1:]] == missed
    assert part != "calls" or (len(met), missed) == (6, [])


def test_the_page_has_a_section_for_each_part() -> None:
    """Each section names the command that measures its part."""
    page = PAGE.read_text("utf-8")
    assert set(TITLES) == set(PARTS)
    for part, title in TITLES.items():
        assert f"\n## {title}\n" in page
        assert f"scripts/bench {part}" in page
