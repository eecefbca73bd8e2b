"""Make the tables about permissions in docs/ from the package's data."""

from __future__ import annotations

from collections.abc import Iterator

from marketo_resources import permissions
from marketo_resources.permissions.probes import Probe, probe_for
from marketo_resources.permissions.verdicts import Verdict, judge
from tests.support.pages.table import Table
from tests.support.project import ROOT

PAGE, SERVICES = ROOT / "docs/permissions.md", ROOT / "docs/custom-services.md"


def profiles() -> Iterator[str]:
    """Yield each profile's permissions and their source."""
    yield "| profile | for what | permissions | source |"
    yield "| --- | --- | --- | --- |"
    for name, profile in sorted(permissions.PROFILES.items()):
        boxes = ", ".join(profile.permissions)
        yield f"| `{name}` | {profile.description} | {boxes} | {profile.source} |"


def probes() -> Iterator[str]:
    """Yield what an answer and a refusal prove about each permission that has a probe."""
    yield "| permission | GET | an answer proves | 603 proves | note |"
    yield "| --- | --- | --- | --- | --- |"
    for name in (*permissions.GROUPS["Access API"], "Access Users"):
        probe = probe_for(name)
        yield _probe(probe) if probe else f"| {name} | none is harmless | nothing | nothing | |"


def _probe(probe: Probe) -> str:
    answer, refusal = (judge(probe, code, usage_answered=True) for code in (None, 603))
    proofs = [
        "granted" if answer is Verdict.GRANTED else "nothing",
        "missing" if refusal is Verdict.MISSING else "one of the two is missing",
    ]
    path = probe.path.partition("?")[0]
    return f"| {probe.permission} | `{path}` | {proofs[0]} | {proofs[1]} | {probe.note} |".replace(
        "|  |", "| |"
    )


def catalogue() -> Iterator[str]:
    """Yield the boxes by group."""
    yield "| group | boxes |"
    yield "| --- | --- |"
    for group, boxes in permissions.GROUPS.items():
        yield f"| {group} | {', '.join(boxes)} |".replace("|  |", "| |")


def provable() -> Iterator[str]:
    """Yield what can be proved of each permission of Access API, and of Access Users."""
    found: dict[str, list[str]] = {claim: [] for claim in CLAIMS}
    for name in (*permissions.GROUPS["Access API"], "Access Users"):
        found[_claim(probe_for(name))].append(name)
    yield "| what can be proved | of which permissions |"
    yield "| --- | --- |"
    for claim, names in found.items():
        yield f"| {claim} ({len(names)}) | {', '.join(names)} |"


CLAIMS = (
    "that it is there, and that it is missing",
    "that both are there, and that one of the two is missing",
    "that it is missing; that it is there only by an answer that is not expected",
    "that it is missing, never that it is there",
    "nothing",
)


def _claim(probe: Probe | None) -> str:
    if probe is None:
        return CLAIMS[4]
    answer, refusal = (judge(probe, code, usage_answered=True) for code in (None, 603))
    if refusal is not Verdict.MISSING:
        return CLAIMS[1]
    if answer is not Verdict.GRANTED:
        return CLAIMS[3]
    return CLAIMS[2] if "does not exist: expect" in probe.note else CLAIMS[0]


TABLES = {
    "profiles": Table(PAGE, "profiles", profiles),
    "probes": Table(PAGE, "probes", probes),
    "catalogue": Table(PAGE, "catalogue", catalogue),
    "provable": Table(SERVICES, "provable", provable),
}
