"""Write and check a table on a page that is made from the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.support.project import ROOT


@dataclass(frozen=True)
class Table:
    """Lines that stand on a page behind a marker such as `<!-- troubles -->`."""

    page: Path
    marker: str
    lines: Callable[[], Iterable[str]]

    def text(self) -> str:
        """Return the page as it is."""
        return self.page.read_text("utf-8")

    def updated(self) -> str:
        """Return the page with the table as the code makes it now."""
        lines = "\n".join(self.lines())
        old = rf"(<!-- {self.marker} -->\n)(?:\|.*\n)*"
        return re.sub(old, lambda found: f"{found[1]}{lines}\n", self.text())

    def write(self) -> None:
        """Write the page with the table as the code makes it."""
        self.page.write_text(self.updated(), "utf-8")

    def assert_is_written(self) -> None:
        """Fail if the page does not have the table as the code makes it."""
        assert f"<!-- {self.marker} -->" in self.text()
        name = self.page.relative_to(ROOT)
        remedy = f"{name} is out of date: run `python -m tests.support.pages`"
        assert self.updated() == self.text(), remedy
