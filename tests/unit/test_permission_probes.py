"""Conclude from harmless GETs what they prove about permissions, and no more."""

from __future__ import annotations

import pytest

from marketo_resources import permissions
from marketo_resources.permissions.endpoints import find
from marketo_resources.permissions.probes import (
    PROBES,
    Probe,
    probe_for,
    probes_for,
)
from marketo_resources.permissions.verdicts import Finding, Verdict, findings, judge

EVERY_PROBE = pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES)
TRANSIENT = [500, 502, 601, 602, 604, 606, 607, 608, 611, 614, 615, 713]


def one_finding(permission: str, code: int | None, *, usage_answered: bool = True) -> Finding:
    """Return the finding for a permission whose probe was answered with this code."""
    probe = PROBES[permission]
    (finding,) = findings([permission], {probe.path: code}, usage_answered=usage_answered)
    return finding


@EVERY_PROBE
def test_a_probe_is_a_get_that_adobe_says_its_permissions_open(probe: Probe) -> None:
    """The table of probes agrees with the specification."""
    endpoint = find(f"GET {probe.path.partition('?')[0]}")

    assert set(probe.opened_by) == set(endpoint.permissions)
    assert probe.permission in probe.opened_by
    if len(probe.opened_by) > 1:
        assert probe.needs_all == (endpoint.match == "all")


@EVERY_PROBE
def test_success_proves_a_permission_only_if_no_stronger_claim_is_made(probe: Probe) -> None:
    """If another permission may have opened the call, nothing is claimed of this one."""
    rivals = set(probe.opened_by) - {probe.permission}
    proves = not rivals or probe.needs_all or probe.permission.startswith("Read-Only ")

    assert probe.proved_by_success == proves


@EVERY_PROBE
def test_an_answer_is_granted_or_not_verifiable(probe: Probe) -> None:
    """It is never called missing, and granted only if success proves it."""
    verdict = judge(probe, None, usage_answered=True)

    assert verdict == (Verdict.GRANTED if probe.proved_by_success else Verdict.NOT_VERIFIABLE)


@EVERY_PROBE
def test_a_refusal_is_missing_unless_it_may_mean_another_permission(probe: Probe) -> None:
    """603: of several alternatives none is there; of several that are needed, one is missing."""
    verdict = judge(probe, 603, usage_answered=True)

    assert verdict == (Verdict.NOT_VERIFIABLE if probe.needs_all else Verdict.MISSING)


@EVERY_PROBE
def test_a_refusal_behind_an_allowlist_proves_nothing(probe: Probe) -> None:
    """603 without an answer from `stats/usage` may be about the caller's address."""
    assert judge(probe, 603, usage_answered=False) is Verdict.NOT_VERIFIABLE
    assert "allowlist" in one_finding(probe.permission, 603, usage_answered=False).reason


@EVERY_PROBE
def test_every_other_code_proves_nothing(probe: Probe) -> None:
    """Limits and outages, and answers about the plan, the CRM or an invented id."""
    for code in [*TRANSIENT, *probe.other_codes, 610, 702, 1013]:
        finding = one_finding(probe.permission, code)

        assert finding.verdict is Verdict.NOT_VERIFIABLE
        assert str(code) in finding.reason


@EVERY_PROBE
def test_a_refused_probe_says_what_to_do(probe: Probe) -> None:
    """Tick the missing box, unless the token is older than the tick."""
    finding = findings(
        probe.opened_by if probe.needs_all else [probe.permission],
        {probe.path: 603},
    )[0]

    assert finding.verdict is Verdict.MISSING
    assert probe.permission in str(finding)
    assert "hour" in finding.reason


def test_user_administration_refused_is_one_finding_about_two_permissions() -> None:
    """The answer does not show which is missing, but one is: it must fail."""
    for code in (403, 603):
        answers = {PROBES["Access Users"].path: code}
        (finding,) = findings(permissions.USER_ADMINISTRATION, answers)

        assert finding.permissions == ("Access User Management Api", "Access Users")
        assert finding.verdict is Verdict.MISSING
        assert str(finding).startswith("Access User Management Api or Access Users: missing.")


def test_user_administration_refused_says_nothing_about_one_of_the_two() -> None:
    """If only Access Users is declared, it is not called missing."""
    assert one_finding("Access Users", 603).verdict is Verdict.NOT_VERIFIABLE


def test_user_administration_answered_grants_both() -> None:
    """The call needs both."""
    answers = {PROBES["Access Users"].path: None}
    found = findings(permissions.USER_ADMINISTRATION, answers)

    assert [finding.verdict for finding in found] == [Verdict.GRANTED, Verdict.GRANTED]


def test_status_403_elsewhere_is_no_refusal_of_marketos() -> None:
    """Below `/rest`, Marketo reports a missing permission with 200; a 403 is someone else's."""
    assert one_finding("Read-Only Person", 403).verdict is Verdict.NOT_VERIFIABLE


def test_writing_is_not_claimed_from_reading() -> None:
    """The reason names the permission that would have sufficed."""
    finding = one_finding("Read-Write Assets", None)

    assert finding.verdict is Verdict.NOT_VERIFIABLE
    assert "Read-Only Assets would have sufficed" in finding.reason


def test_reading_people_does_not_hide_that_writing_them_is_missing() -> None:
    """A GET that only Read-Write Person opens tells the two apart."""
    wanted = ["Read-Only Person", "Read-Write Person"]
    reading, writing = (PROBES[name].path for name in wanted)
    found = findings(wanted, {reading: None, writing: 603})

    assert [finding.verdict for finding in found] == [Verdict.GRANTED, Verdict.MISSING]


def test_a_permission_without_a_harmless_get_is_not_verifiable() -> None:
    """Only a write could show it; the same is true of an unknown name."""
    for name in ("Execute Campaign", "Approve Assets", "Activate Campaign", "Read-Only Hologram"):
        (finding,) = findings([name], {})

        assert probe_for(name) is None
        assert finding.verdict is Verdict.NOT_VERIFIABLE
        assert "No harmless call" in finding.reason


def test_what_was_not_asked_is_not_claimed() -> None:
    """A probe that was skipped proves nothing."""
    (finding,) = findings(["Read-Only Person"], {})

    assert finding.verdict is Verdict.NOT_VERIFIABLE


def test_each_path_is_asked_once() -> None:
    """Every call counts towards the quota that all integrations share."""
    wanted = ["Read-Write Assets", "read only assets", "Execute Campaign", "Access Users"]

    assert [probe.path for probe in probes_for(wanted)] == [
        "/userservice/management/v1/users/workspaces.json",
        "/rest/asset/v1/channels.json?maxReturn=1",
    ]
    assert probes_for([]) == ()


def test_a_permission_is_found_in_any_spelling() -> None:
    """Verdicts use the role editor's names."""
    answers = {PROBES["Read-Only Person"].path: None}

    assert probe_for("read only leads") is PROBES["Read-Only Person"]
    assert findings(["Read-Only Lead"], answers)[0].permissions == ("Read-Only Person",)
