"""Write the record of the fault matrix: each cell into a table, and their counts onto a page."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.faults.matrix import FOLLOWS, Outcome
from tests.support.project import ROOT

CELLS = Path(__file__).with_name("cells.tsv")
"""The file of the cells; cells of one call with the same outcome share a row."""
SUMMARY = ROOT / "docs" / "reliability.md"
COLUMNS = ("operation", "call", "attempts", "then", "error", "what goes wrong")
Key = tuple[str, str, str]
Results = Mapping[Key, Outcome]
NOTHING = "-"


def rows(results: Results) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of cells, in the order of operations, calls and outcomes."""
    faults: dict[tuple[str, str, int, str, str], list[str]] = defaultdict(list)
    for (operation, call, fault), found in results.items():
        row = operation, call, found.attempts, found.follows, short(found.says)
        faults[row].append(fault)
    for (operation, call, attempts, follows, says), names in faults.items():
        yield operation, call, str(attempts), follows, says, ", ".join(names)


def short(text: str) -> str:
    """Return the beginning of an error: what happened, without where, why and what to do."""
    if not text:
        return NOTHING
    without_resource = re.sub(r'^(could not \w+ )?\w+ "\w+": ', "", text).strip()
    without_path = re.sub(r"^\w+\[\d+\](\.\w+)*: ", "", without_resource)
    return re.split(r" \(|[.;:] ", without_path)[0].rstrip(".")


def recorded() -> dict[Key, Outcome]:
    """Return what the table says about each cell; `says` is the beginning of the error."""
    with CELLS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, COLUMNS, dialect="excel-tab"))[1:]
    return {
        (line["operation"], line["call"], fault): Outcome(
            line["then"], int(line["attempts"]), line["error"]
        )
        for line in lines
        for fault in line["what goes wrong"].split(", ")
    }


def summary(results: Results) -> Iterator[str]:
    """Yield the table of reliability.md: each operation, its calls, and where its faults lead."""
    yield f"| operation | calls | faults tried | {' | '.join(FOLLOWS)} |"
    yield "| --- | --- | --- |" + " --- |" * len(FOLLOWS)
    for operation in dict.fromkeys(key[0] for key in results):
        ours = {key: found for key, found in results.items() if key[0] == operation}
        counts = [sum(one.follows == kind for one in ours.values()) for kind in FOLLOWS]
        calls = ", ".join(f"`{call}`" for call in dict.fromkeys(key[1] for key in ours))
        numbers = " | ".join(str(count) for count in counts)
        yield f"| {operation} | {calls} | {len(ours)} | {numbers} |"


def with_summary(page: str, results: Results) -> str:
    """Return the page reliability.md with the table after its marker."""
    lines = "\n".join(summary(results))
    return re.sub(r"(<!-- matrix -->\n)(?:\|.*\n)*", lambda found: f"{found[1]}{lines}\n", page)


def write(results: Results) -> None:
    """Write the table of cells and the summary."""
    with CELLS.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, "excel-tab", lineterminator="\n").writerows([COLUMNS, *rows(results)])
    SUMMARY.write_text(with_summary(SUMMARY.read_text("utf-8"), results), "utf-8")
