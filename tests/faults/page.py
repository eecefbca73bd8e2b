"""The pages on which the results of the fault matrix are written, and read again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.faults.matrix import FOLLOWS, Outcome

DOCS = Path(__file__).parents[2] / "docs"
MATRIX, SUMMARY = DOCS / "fault-matrix.md", DOCS / "reliability.md"
Key = tuple[str, str, str]
Results = Mapping[Key, Outcome]
NOTHING = "-"

_INTRODUCTION = """\
# The fault matrix

Every operation, every call that it makes, everything that can go wrong with that call, tried on a \
simulated Marketo. `python -m tests.faults` writes this page, and the tests hold it. \
[reliability.md](reliability.md) has the summary.

How to read it:

- A call with a number, `roles.json (2)`, is the second one of its kind in the operation.
- *before* and *after*: whether the call had its effect when it went wrong. *always*: this call \
and all later ones of its kind go wrong, until the operation is over.
- *attempts*: how many calls of this kind the operation made, those that succeeded included.
- *then*: what the operation comes to; *one more up* is a plain `pulumi up`, and `pulumi up \
--refresh` was tried as well.
- *error*: how the error begins that a person sees, or the notice where the operation succeeds and \
leaves something to do. Its whole text is at the end of the page.
"""


def matrix_page(results: Results) -> str:
    """The page of all results."""
    operations = dict.fromkeys(key[0] for key in results)
    sections = [(name, _table(results, name)) for name in operations]
    sections.append(("Errors in full", _errors(results)))
    written = ("\n".join([f"## {title}\n", *lines]) + "\n" for title, lines in sections)
    return "\n".join([_INTRODUCTION, *written])


def _table(results: Results, operation: str) -> Iterator[str]:
    rows: dict[tuple[str, int, str, str], list[str]] = defaultdict(list)
    for (name, call, fault), found in results.items():
        if name == operation:
            rows[call, found.attempts, found.follows, short(found.says)].append(fault)
    yield "| call | what goes wrong | attempts | then | error |"
    yield "| --- | --- | --- | --- | --- |"
    calls = list(dict.fromkeys(row[0] for row in rows))
    order = sorted(rows, key=lambda row: (calls.index(row[0]), FOLLOWS.index(row[2]), row[1]))
    for call, attempts, follows, says in order:
        faults = ", ".join(rows[call, attempts, follows, says])
        yield f"| `{call}` | {faults} | {attempts} | {follows} | {says} |"


def _errors(results: Results) -> Iterator[str]:
    """For each beginning of an error, its whole text where it occurs first."""
    whole: dict[str, str] = {}
    for found in results.values():
        whole.setdefault(short(found.says), found.says)
    for beginning in sorted(whole, key=str.casefold):
        if beginning != NOTHING:
            yield f"- {whole[beginning]}"


def short(text: str) -> str:
    """How an error begins: what happened, without where, why and what to do."""
    if not text:
        return NOTHING
    without_resource = re.sub(r'^(could not \w+ )?\w+ "\w+": ', "", text).strip()
    without_path = re.sub(r"^\w+\[\d+\](\.\w+)*: ", "", without_resource)
    return re.split(r" \(|[.;:] ", without_path)[0].rstrip(".").replace("|", "/")


def recorded() -> dict[Key, Outcome]:
    """What the page says of each cell; `says` is the beginning of the error."""
    found: dict[Key, Outcome] = {}
    operation = ""
    for line in MATRIX.read_text("utf-8").splitlines():
        if line.startswith("## "):
            operation = line.removeprefix("## ")
        parts = [part.strip() for part in line.strip("|").split("|")]
        if len(parts) == 5 and parts[0].startswith("`"):
            outcome = Outcome(parts[3], int(parts[2]), parts[4])
            for fault in parts[1].split(", "):
                found[operation, parts[0].strip("`"), fault] = outcome
    return found


def summary(results: Results) -> Iterator[str]:
    """The table of reliability.md: for each operation, its calls and how many faults lead where."""
    yield f"| operation | calls | faults tried | {' | '.join(FOLLOWS)} |"
    yield "| --- | --- | --- |" + " --- |" * len(FOLLOWS)
    for operation in dict.fromkeys(key[0] for key in results):
        ours = {key: found for key, found in results.items() if key[0] == operation}
        counts = [sum(one.follows == kind for one in ours.values()) for kind in FOLLOWS]
        calls = ", ".join(f"`{call}`" for call in dict.fromkeys(key[1] for key in ours))
        numbers = " | ".join(str(count) for count in counts)
        yield f"| {operation} | {calls} | {len(ours)} | {numbers} |"


def with_summary(page: str, results: Results) -> str:
    """The page of reliability.md with the table after its marker."""
    lines = "\n".join(summary(results))
    return re.sub(r"(<!-- matrix -->\n)(?:\|.*\n)*", lambda found: f"{found[1]}{lines}\n", page)


def write(results: Results) -> None:
    """Write both pages."""
    MATRIX.write_text(matrix_page(results), "utf-8")
    SUMMARY.write_text(with_summary(SUMMARY.read_text("utf-8"), results), "utf-8")
