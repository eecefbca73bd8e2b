"""Verify custom services, and report what is wrong with one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from marketo_simulator import Simulator
from marketo_simulator.records import Service
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.provider_process import ProviderProcess, configuration, provider_process
from tests.support.engine.subscription import calls, role_id, user_named

EMAIL = "warehouse-api@example.com"


@pytest.fixture
def service(marketo: Simulator) -> Service:
    """Make a custom service of a user with the role Warehouse API."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    user = marketo.subscription.add_user(EMAIL, "Warehouse", "Sync", grants=grants)
    return marketo.subscription.add_service("Warehouse", user)


@pytest.fixture
def says(tmp_path: Path) -> Path:
    """Return the file with the output of `process`."""
    return tmp_path / "says"


@pytest.fixture
def process(marketo: Simulator, says: Path) -> Iterator[ProviderProcess]:
    """Start a provider process connected to `marketo`."""
    with provider_process(configuration(marketo), says=says) as running:
        yield running


def declared(service: Service, **others: Any) -> dict[str, Any]:
    """Return what a program declares of it."""
    return {
        "__name": "warehouse",
        "service_name": service.name,
        "user_id": service.userid,
        "email_address": EMAIL,
        "client_id": service.client_id,
        "client_secret": service.client_secret,
    } | others


def refused(process: ProviderProcess, service: Service, **others: Any) -> dict[str, str]:
    """Return why the check refuses a service."""
    return process.check("CustomService", declared(service, **others))[1]


def test_a_service_that_works_is_handed_on(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """Token, owner and usage are verified; the outputs are what its consumer needs."""
    inputs, problems = process.check("CustomService", declared(service))
    assert problems == {}
    identity, outputs = process.create("CustomService", inputs)
    assert identity == service.client_id
    assert outputs["client_secret"] == service.client_secret
    assert outputs["base_url"] == marketo.base_url
    assert outputs["identity_url"] == f"{marketo.base_url}/identity"
    assert calls(marketo) == ["rest/v1/stats/usage.json"]


def test_an_unchanged_service_and_a_refresh_cost_no_quota(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """Only a token is requested."""
    inputs, _ = process.check("CustomService", declared(service))
    identity, outputs = process.create("CustomService", inputs)
    calls(marketo)
    with provider_process(configuration(marketo)) as later:
        again, problems = later.check("CustomService", declared(service), inputs)
        assert (again, problems) == (inputs, {})
        assert list(later.diff("CustomService", identity, outputs, again).diffs) == []
        assert later.read("CustomService", identity, outputs)[1] == outputs
    assert calls(marketo) == []


def test_a_wrong_secret_and_an_unknown_id_are_told_apart(
    process: ProviderProcess, service: Service
) -> None:
    """Each is reported on its own property; neither message shows a secret."""
    secret = "not-the-secret"
    wrong = refused(process, service, client_secret=secret)
    assert list(wrong) == ["client_secret"]
    assert secret not in str(wrong)
    unknown = refused(process, service, client_id="00000000-unknown")
    assert list(unknown) == ["client_id"]
    assert "was deleted" in unknown["client_id"]


def test_somebody_elses_credentials_are_refused(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """The token says whom it acts as."""
    others = {"client_id": marketo.client_id, "client_secret": marketo.client_secret}
    reasons = refused(process, service, **others)
    assert "acts as operator@example.com" in reasons["client_id"]


def test_a_user_who_may_not_act_is_named_as_the_reason(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """The user is expired, or is gone."""
    user = user_named(marketo, EMAIL)
    user.expires_at = marketo.subscription.now() - 3600
    assert "give it a later expires_at" in refused(process, service)["client_id"]
    other = refused(process, service, user_id="gone@example.com")
    assert "gone@example.com is not in Marketo" in other["client_id"]


def test_permissions_are_proved_as_far_as_they_can_be(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """Granted ones pass, missing ones fail, and the others are listed as unproved."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    role.permissions = ["Read-Only Person", "Approve Assets"]
    wanted = ["Read-Only Person", "Approve Assets"]
    inputs, problems = process.check("CustomService", declared(service, permissions=wanted))
    assert problems == {}
    assert process.create("CustomService", inputs)[1]["unverified_permissions"] == [
        "Approve Assets"
    ]
    reasons = refused(process, service, permissions=["Read-Only Campaign"])
    assert "Read-Only Campaign: missing" in reasons["permissions"]


def test_an_allowlist_and_a_missing_permission_are_told_apart(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """`stats/usage` needs no permission, so its refusal is about the address."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    role.permissions = []
    reasons = refused(process, service, permissions=["Read-Only Person"])
    assert list(reasons) == ["permissions"]
    marketo.subscription.allowlist_blocks = True
    with provider_process(configuration(marketo)) as blocked:
        reasons = refused(blocked, service, permissions=["Read-Only Person"])
    assert "IP Restrictions" in " ".join(reasons.values())


def test_a_service_that_stops_working_is_reported_by_refresh(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """It stays in state, the next preview lists it, and `up` fails until it works again."""
    inputs, _ = process.check("CustomService", declared(service))
    identity, outputs = process.create("CustomService", inputs)
    service.client_secret = "rotated-by-hand"
    with provider_process(configuration(marketo)) as later:
        kept, seen, _ = later.read("CustomService", identity, outputs)
        assert (kept, seen["unfinished"]) == (identity, ["client_secret"])
        assert (
            later.diff("CustomService", identity, seen, inputs).changes == 0
        )  # the engine lists found_by_refresh
        with pytest.raises(grpc.RpcError, match="is not accepted"):
            later.update("CustomService", identity, seen, inputs)
        news, problems = later.check("CustomService", declared(service), seen)
        assert problems == {}
        repaired = later.update("CustomService", identity, seen, news)
    assert repaired["unfinished"] == []


def test_permissions_of_an_unchanged_service_are_proved_when_asked(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """With `marketo:probePermissions` a refresh proves them again; without it, it does not."""
    inputs, _ = process.check("CustomService", declared(service, permissions=["Read-Only Person"]))
    identity, outputs = process.create("CustomService", inputs)
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    role.permissions = []
    with provider_process(configuration(marketo)) as quiet:
        assert quiet.read("CustomService", identity, outputs)[1]["unfinished"] == []
    with provider_process(configuration(marketo, probePermissions="true")) as asking:
        assert asking.read("CustomService", identity, outputs)[1]["unfinished"] == ["permissions"]


def test_another_client_id_is_another_service(process: ProviderProcess, service: Service) -> None:
    """It replaces the resource; another secret updates it."""
    inputs, _ = process.check("CustomService", declared(service))
    identity, outputs = process.create("CustomService", inputs)
    other = process.diff("CustomService", identity, outputs, inputs | {"client_id": "other"})
    assert list(other.replaces) == ["client_id"]
    secret = process.diff("CustomService", identity, outputs, inputs | {"client_secret": "other"})
    assert (secret.changes, list(secret.replaces)) == (0, [])


def test_changed_permissions_are_proved_in_the_preview(
    process: ProviderProcess, service: Service, marketo: Simulator
) -> None:
    """Each takes a call; what is refused already is reported in the preview, not in `up`."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    role.permissions = ["Read-Only Person"]
    inputs, _ = process.check("CustomService", declared(service, permissions=["Read-Only Person"]))
    _, outputs = process.create("CustomService", inputs)
    calls(marketo)
    more = declared(service, permissions=["Read-Only Person", "Read-Only Assets"])
    problems = process.check("CustomService", more, outputs)[1]
    assert "Read-Only Assets: missing" in problems["permissions"]
    assert calls(marketo) == [
        *("rest/v1/stats/usage.json", "rest/asset/v1/channels.json"),
        "rest/v1/leads/partitions.json",
    ]


@pytest.mark.parametrize("noun", ["ApiOnlyRole", "CustomService"])
def test_an_unknown_permission_is_reported_once_with_near_matches(
    process: ProviderProcess, service: Service, says: Path, noun: str
) -> None:
    """It refuses nothing, since Marketo may add boxes; nothing is claimed about it."""
    given: dict[str, Any] = {"permissions": ["Read-Only Activty"]}
    given |= declared(service) if noun == "CustomService" else {"role_name": "Warehouse API"}
    for _ in "preview", "up":
        inputs, problems = process.check(noun, given)
        assert problems == {}
    outputs = process.create(noun, inputs)[1]
    assert outputs["permissions"] == ["Read-Only Activty"]
    assert outputs.get("unverified_permissions", ["Read-Only Activty"]) == ["Read-Only Activty"]
    reasons = [line for line in says.read_text().splitlines() if "Activty" in line]
    assert len(reasons) == 1
    assert "did you mean 'Read-Only Activity'" in reasons[0]


def test_a_delete_says_what_to_click_and_waits_while_a_person_does(
    process: ProviderProcess, service: Service, marketo: Simulator, says: Path
) -> None:
    """The wait ends as soon as the credentials are refused, and then the user can be deleted."""
    inputs, _ = process.check("CustomService", declared(service, wait_for_deletion=600))
    identity, outputs = process.create("CustomService", inputs)
    deleting = threading.Thread(
        target=process.delete, args=("CustomService", identity, outputs), daemon=True
    )
    deleting.start()
    while "waiting up to 600 seconds" not in says.read_text():
        time.sleep(0.1)
    assert "Admin > Integration > LaunchPoint; select 'Warehouse'" in in_a_row(says.read_text())
    assert deleting.is_alive()
    marketo.subscription.remove_service(service.client_id)
    deleting.join(timeout=120)
    assert not deleting.is_alive()
    assert "is still there" not in says.read_text()


def test_a_wait_that_is_declared_later_is_recorded_and_proves_nothing_anew(
    process: ProviderProcess, service: Service, marketo: Simulator, says: Path
) -> None:
    """The wait is for the destroy; a service deleted by then does not hinder recording it."""
    inputs, _ = process.check("CustomService", declared(service, permissions=["Read-Only Person"]))
    identity, outputs = process.create("CustomService", inputs)
    marketo.subscription.remove_service(service.client_id)
    calls(marketo)
    with provider_process(configuration(marketo), says=says.with_name("later")) as later:
        waits, problems = later.check("CustomService", inputs | {"wait_for_deletion": 60}, outputs)
        assert problems == {}
        assert later.diff("CustomService", identity, outputs, waits).changes == 0
        recorded = later.update("CustomService", identity, outputs, waits)
        assert recorded == outputs | {"wait_for_deletion": 60}
        assert "rest/v1/stats/usage.json" not in calls(marketo)
        later.delete("CustomService", identity, recorded)
    assert "waiting up to 60 seconds" in says.with_name("later").read_text()


def test_a_delete_forgets_a_service_that_nobody_deletes(
    process: ProviderProcess, service: Service, says: Path
) -> None:
    """The wait is limited; the user's own delete then reports what blocks it."""
    inputs, _ = process.check("CustomService", declared(service, wait_for_deletion=1))
    process.delete("CustomService", *process.create("CustomService", inputs))
    assert "is still there after the wait; it is forgotten all the same." in says.read_text()
