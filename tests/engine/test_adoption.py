"""Adopt users that exist: what is announced and recorded, and what an interruption leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import grpc
import pytest

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.engine.provider_process import configuration, provider_process
from tests.support.engine.subscription import OPERATOR, changes, role_id, user_named, users

EMAIL = "etl@example.com"
USER: dict[str, Any] = {
    "__name": "etl",
    "email_address": EMAIL,
    "first_name": "New",
    "last_name": "Name",
    "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    "expires_at": "2091-01-01T00:00:00+00:00",
    "adopt": True,
}
MARCH = 3_823_459_200.0
"""2091-02-28T00:00:00Z in epoch seconds."""


def somebody_made_it(marketo: Simulator) -> None:
    """Make an API-only user that differs in everything and is in use."""
    grants = [(role_id(marketo, "Warehouse API"), 1002)]
    made = marketo.subscription.add_user(EMAIL, "Old", "Person", grants=grants, expires_at=MARCH)
    made.last_login_at = marketo.subscription.now()


def brought_in_line(marketo: Simulator) -> bool:
    """Return whether there is exactly one user, as declared."""
    (found,) = users(marketo)
    return (found["first"], found["last"], found["grants"]) == (
        *("New", "Name", [("Warehouse API", 1)]),
    )


def test_each_attribute_and_grant_is_announced(marketo: Simulator, tmp_path: Path) -> None:
    """Each is shown before → after, once, with what a later delete does; nothing is changed."""
    somebody_made_it(marketo)
    says = tmp_path / "says"
    with provider_process(configuration(marketo), says=says) as process:
        for delete_adopted in (False, True, True):
            declared = USER | {"delete_adopted": delete_adopted}
            assert process.check("ApiOnlyUser", declared)[1] == {}
    adoptions = [
        line for line in says.read_text().splitlines() if "adopts the API-only user" in line
    ]
    assert len(adoptions) == 2
    for words in ("first_name 'Old' → 'New'", "last_name 'Person' → 'Name'", 'ApiOnlyUser "etl"',
                  "expires_at '2091-02-28T00:00:00+00:00' → '2091-01-01T00:00:00+00:00'",
                  "roles: + Warehouse API in Default; - Warehouse API in Europe"):  # fmt: skip
        assert words in adoptions[0]
    assert adoptions[0].endswith("A later delete leaves the user in Marketo.")
    assert adoptions[1].endswith("A later delete deletes the user, because of delete_adopted=True.")
    assert changes(marketo) == []


def test_an_adoption_is_recorded_and_stays_so(marketo: Simulator, tmp_path: Path) -> None:
    """Whatever is changed, refreshed or declared later, a delete leaves the user in Marketo."""
    somebody_made_it(marketo)
    says = tmp_path / "says"
    with provider_process(configuration(marketo), says=says) as process:
        inputs, _ = process.check("ApiOnlyUser", USER)
        identity, outputs = process.create("ApiOnlyUser", inputs)
        assert brought_in_line(marketo)
        news, _ = process.check("ApiOnlyUser", USER | {"last_name": "Other"}, inputs)
        outputs = process.update("ApiOnlyUser", identity, outputs, news)
        _, outputs, inputs = process.read("ApiOnlyUser", identity, outputs)
        news, _ = process.check("ApiOnlyUser", inputs | {"adopt": False}, inputs)
        outputs = process.update("ApiOnlyUser", identity, outputs, news)
        assert outputs["adopted"] is True
    with provider_process(configuration(marketo), says=says) as process:
        process.delete("ApiOnlyUser", identity, outputs)
    assert "was adopted, so it stays in Marketo" in says.read_text()
    assert [one["last"] for one in users(marketo)] == ["Other"]


@pytest.mark.parametrize(
    "endpoint", ["{userid}/update.json", "{userid}/roles/create.json", "{userid}/roles/delete.json"]
)
def test_an_interrupted_adoption_is_completed_by_the_next_up(
    marketo: Simulator, endpoint: str
) -> None:
    """It converges, and the adopted user never counts as made by the stack."""
    somebody_made_it(marketo)
    marketo.app.faults.add(Fault("cut", endpoint, times=None))
    with provider_process(configuration(marketo)) as process:
        inputs, _ = process.check("ApiOnlyUser", USER)
        with pytest.raises(grpc.RpcError):
            process.create("ApiOnlyUser", inputs)
    marketo.app.faults.clear()
    with provider_process(configuration(marketo)) as process:
        inputs, problems = process.check("ApiOnlyUser", USER)
        assert problems == {}
        identity, outputs = process.create("ApiOnlyUser", inputs)
    assert outputs["adopted"] is True
    assert brought_in_line(marketo)
    with provider_process(configuration(marketo)) as process:
        process.delete("ApiOnlyUser", identity, outputs)
    assert len(users(marketo)) == 1


def test_the_user_behind_the_credentials_is_not_deleted(marketo: Simulator) -> None:
    """No preview checks a delete, so the delete itself refuses."""
    own = USER | {"email_address": OPERATOR, "delete_adopted": True,
                  "roles": [{"role_name": "API User Management"}]}  # fmt: skip
    own.pop("expires_at")
    with provider_process(configuration(marketo)) as process:
        inputs, problems = process.check("ApiOnlyUser", own)
        assert problems == {}
        identity, outputs = process.create("ApiOnlyUser", inputs)
    with (
        provider_process(configuration(marketo)) as process,
        pytest.raises(grpc.RpcError, match="and is never deleted"),
    ):
        process.delete("ApiOnlyUser", identity, outputs)
    assert user_named(marketo, OPERATOR)


def test_an_update_of_an_unchanged_program_says_what_it_is_about(
    marketo: Simulator, tmp_path: Path
) -> None:
    """Pulumi compares inputs only, and would list the update without any difference."""
    says = tmp_path / "says"
    with provider_process(configuration(marketo), says=says) as process:
        inputs, _ = process.check("ApiOnlyUser", USER)
        identity, outputs = process.create("ApiOnlyUser", inputs)
        left = outputs | {"first_name": "Another", "unfinished": ["first_name"]}
        assert process.diff("ApiOnlyUser", identity, left, inputs).changes == 2
        assert process.diff("ApiOnlyUser", identity, outputs, inputs).changes == 1
    assert says.read_text().count(
        'ApiOnlyUser "etl": is updated even if the program is unchanged: the state records '
        "first_name as unfinished, that is, not as declared. `up` tries again."
    ) == 1  # fmt: skip
