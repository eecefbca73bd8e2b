"""Judge what the answers to permission probes prove: granted, missing, or not verifiable.

It makes no call: it takes answers, and returns verdicts with their reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from marketo_resources.permissions.names import canonical_names
from marketo_resources.permissions.probes import Probe, probe_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STALE = (
    "If the box was ticked within the last hour, the token may not know yet: "
    "wait until it expires, then try again."
)


class Verdict(StrEnum):
    """Say what the answer to a probe proves about a permission."""

    GRANTED = "granted"
    """What the permission stands for is allowed."""
    MISSING = "missing"
    """The credentials do not have it."""
    NOT_VERIFIABLE = "not verifiable"
    """The answer, or the lack of one, proves neither."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a permission, or on two that only one answer speaks about.

    Attributes:
        permissions: names as the role editor shows them; with several, `MISSING` means that at
            least one of them is missing.
        verdict: what was proved.
        reason: a sentence for a person; for `MISSING`, also what to do.
    """

    permissions: tuple[str, ...]
    verdict: Verdict
    reason: str

    def __str__(self) -> str:
        """Return one line: names, verdict, reason."""
        return f"{' or '.join(self.permissions)}: {self.verdict}. {self.reason}"


def judge(probe: Probe, code: int | None, *, usage_answered: bool) -> Verdict:
    """Return what the answer to a probe proves about its permission.

    Args:
        probe: the probe.
        code: Marketo's error code, or the HTTP status of an answer that has none; `None` for an
            answer without an error.
        usage_answered: whether `stats/usage` was answered, so that a refusal is about permissions.
    """
    if code is None and probe.proved_by_success:
        return Verdict.GRANTED
    undecided = probe.needs_all and len(probe.opened_by) > 1
    if code in probe.denied_codes and usage_answered and not undecided:
        return Verdict.MISSING
    return Verdict.NOT_VERIFIABLE


def findings(
    permissions: Iterable[str], answers: Mapping[str, int | None], *, usage_answered: bool = True
) -> tuple[Finding, ...]:
    """Return a verdict on each permission, sorted by name.

    Args:
        permissions: those the credentials should have, in any spelling.
        answers: for the path of each probe that was sent, the code as `judge` takes it.
        usage_answered: as `judge` takes it.
    """
    wanted = canonical_names(permissions)
    found = (_finding(name, wanted, answers, usage_answered=usage_answered) for name in wanted)
    return tuple(dict.fromkeys(found))


def _finding(
    name: str,
    wanted: tuple[str, ...],
    answers: Mapping[str, int | None],
    *,
    usage_answered: bool,
) -> Finding:
    probe = probe_for(name)
    if probe is None:
        return _unverified(name, "No harmless call needs it, so only its use can prove it.")
    if probe.path not in answers:
        return _unverified(name, "Its probe got no answer.")
    code = answers[probe.path]
    if probe.needs_all and code in probe.denied_codes and usage_answered:
        return _one_of_several(probe, wanted)
    verdict = judge(probe, code, usage_answered=usage_answered)
    return Finding((name,), verdict, _reason(probe, code, verdict, usage_answered=usage_answered))


def _one_of_several(probe: Probe, wanted: tuple[str, ...]) -> Finding:
    """Judge a refused call that needs several permissions; it is certain if all are wanted."""
    if set(probe.opened_by) <= set(wanted):
        reason = f"At least one of them is missing; Marketo does not say which. {_STALE}"
        return Finding(probe.opened_by, Verdict.MISSING, reason)
    return _unverified(probe.permission, probe.note)


def _unverified(name: str, reason: str) -> Finding:
    return Finding((name,), Verdict.NOT_VERIFIABLE, reason)


def _reason(probe: Probe, code: int | None, verdict: Verdict, *, usage_answered: bool) -> str:
    if verdict is Verdict.GRANTED:
        return f"GET {probe.path} was answered."
    if verdict is Verdict.MISSING:
        return f"GET {probe.path} was refused ({code}): tick the box in the role. {_STALE}"
    if code is None:
        others = " or ".join(name for name in probe.opened_by if name != probe.permission)
        return f"GET {probe.path} was answered, but {others} would have sufficed."
    if code in probe.denied_codes and not usage_answered:
        return "`stats/usage` was not answered: it may be the allowlist, not a permission."
    return f"GET {probe.path} was answered with {code}. {probe.note}".rstrip()
