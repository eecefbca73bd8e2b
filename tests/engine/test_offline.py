"""Preview without asking Marketo: what is still checked, and what `up` then catches up on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from marketo_simulator import Simulator
from tests.support.engine.provider_process import ProviderProcess, configuration, provider_process
from tests.support.engine.subscription import calls, changes, users

EMAIL = "etl@example.com"
GRANT = {"role_name": "Warehouse API", "workspace": "Default"}
USER: dict[str, Any] = {
    "__name": "u",
    "email_address": EMAIL,
    "first_name": "E",
    "last_name": "TL",
    "roles": [GRANT],
}
ROLE = {"__name": "r", "role_name": "Warehouse API"}
DATE = "2091-01-01T00:00:00+00:00"


@pytest.fixture
def offline(marketo: Simulator) -> Iterator[ProviderProcess]:
    """Start a provider process that asks nothing in previews."""
    with provider_process(configuration(marketo, offlinePreview="true")) as running:
        yield running


@pytest.mark.parametrize(
    ("others", "property_"),
    [
        ({"email_address": "nobody"}, "email_address"),
        ({"first_name": None}, "first_name"),
        ({"roles": []}, "roles"),
        ({"roles": [GRANT, GRANT]}, "roles[1]"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2091-01-01"}, "expires_at"),
        ({"__name": "other", "email_address": EMAIL.upper()}, "email_address"),
    ],
    ids=["address", "missing", "no grants", "a grant twice", "past", "no offset", "address twice"],
)
def test_a_declaration_is_checked_by_itself(
    offline: ProviderProcess, marketo: Simulator, others: dict[str, Any], property_: str
) -> None:
    """And against the other resources of the program, without a call."""
    assert offline.check("ApiOnlyUser", USER)[1] == {}
    given = {name: value for name, value in (USER | others).items() if value is not None}
    assert list(offline.check("ApiOnlyUser", given)[1]) == [property_]
    assert marketo.app.calls.all() == []


def test_an_expiry_is_not_removed_offline_either(offline: ProviderProcess) -> None:
    """The state is enough to know it, without a call."""
    olds, _ = offline.check("ApiOnlyUser", USER | {"expires_at": DATE})
    assert list(offline.check("ApiOnlyUser", USER, olds)[1]) == ["expires_at"]


def test_a_service_is_checked_by_itself(offline: ProviderProcess, marketo: Simulator) -> None:
    """Required arguments, and which values are valid."""
    declared = {"__name": "s", "service_name": "S", "user_id": "x", "email_address": EMAIL,
                "client_id": "id", "client_secret": " "}  # fmt: skip
    assert list(offline.check("CustomService", declared)[1]) == ["client_secret"]
    assert offline.check("CustomService", declared | {"client_secret": "s"})[1] == {}
    assert marketo.app.calls.all() == []


def test_an_offline_preview_needs_no_credentials(marketo: Simulator) -> None:
    """It is made for pipelines without credentials."""
    settings = configuration(marketo, offlinePreview="true")
    known = {key: value for key, value in settings.items() if "client" not in key}
    with provider_process(known) as process:
        assert process.check("ApiOnlyUser", USER)[1] == {}
        with pytest.raises(grpc.RpcError, match="no connection to Marketo is configured"):
            process.create("ApiOnlyUser", USER)


def test_an_up_checks_what_the_preview_could_not(
    offline: ProviderProcess, marketo: Simulator
) -> None:
    """Before it sends anything, it looks the grants up and refuses what is wrong."""
    inputs, _ = offline.check("ApiOnlyUser", USER | {"roles": [GRANT | {"role_name": "None"}]})
    with pytest.raises(grpc.RpcError, match="no role named 'None'"):
        offline.create("ApiOnlyUser", inputs)
    assert changes(marketo) == []
    inputs, _ = offline.check("ApiOnlyUser", USER)
    identity, outputs = offline.create("ApiOnlyUser", inputs)
    assert users(marketo)[0]["grants"] == [("Warehouse API", 1)]
    wrong, _ = offline.check("ApiOnlyUser", USER | {"roles": [GRANT | {"workspace": "X"}]}, inputs)
    with pytest.raises(grpc.RpcError, match="no workspace 'X'"):
        offline.update("ApiOnlyUser", identity, outputs, wrong)
    other, _ = offline.check(
        "ApiOnlyUser", USER | {"roles": [GRANT | {"workspace": "Europe"}]}, inputs
    )
    offline.update("ApiOnlyUser", identity, outputs, other)
    assert users(marketo)[0]["grants"] == [("Warehouse API", 1002)]


def test_an_up_refuses_somebody_elses_user_offline_too(
    offline: ProviderProcess, marketo: Simulator
) -> None:
    """In the same words as a live preview."""
    marketo.subscription.add_user(EMAIL, "Some", "Body")
    inputs, _ = offline.check("ApiOnlyUser", USER)
    with pytest.raises(grpc.RpcError, match="already belongs to an API-only user"):
        offline.create("ApiOnlyUser", inputs)
    assert changes(marketo) == []


def test_what_was_not_looked_up_is_no_difference(
    offline: ProviderProcess, marketo: Simulator
) -> None:
    """After an offline `up`, neither an offline preview nor a live one lists a change."""
    for noun, declared in (("ApiOnlyUser", USER), ("ApiOnlyRole", ROLE)):
        inputs, _ = offline.check(noun, declared)
        identity, outputs = offline.create(noun, inputs)
        for settings in ({"offlinePreview": "true"}, {}):
            with provider_process(configuration(marketo, **settings)) as later:
                news, problems = later.check(noun, declared, inputs)
                assert problems == {}
                answer = later.diff(noun, identity, outputs, news)
            assert (list(answer.diffs), list(answer.replaces)) == ([], [])
            assert answer.changes == answer.DIFF_NONE


def test_a_changed_grant_is_a_difference_offline(
    offline: ProviderProcess, marketo: Simulator
) -> None:
    """Whether or not it was looked up."""
    inputs, _ = offline.check("ApiOnlyUser", USER)
    identity, outputs = offline.create("ApiOnlyUser", inputs)
    calls(marketo)
    for grant in (GRANT | {"workspace": "Europe"}, GRANT | {"role_name": "Other API"}):
        news, _ = offline.check("ApiOnlyUser", USER | {"roles": [grant]}, inputs)
        answer = offline.diff("ApiOnlyUser", identity, outputs, news)
        assert answer.changes != answer.DIFF_NONE
    assert calls(marketo) == []


def test_a_role_of_another_name_replaces_the_resource(
    offline: ProviderProcess, marketo: Simulator
) -> None:
    """Where an update cannot know that, it refuses instead of recording a wrong role."""
    inputs, _ = offline.check("ApiOnlyRole", ROLE)
    identity, outputs = offline.create("ApiOnlyRole", inputs)
    other = ROLE | {"role_name": "API User Management"}
    news, _ = offline.check("ApiOnlyRole", other, inputs)
    assert "role_id" in list(offline.diff("ApiOnlyRole", identity, outputs, news).replaces)
    with pytest.raises(grpc.RpcError, match="so this resource is to be replaced"):
        offline.update("ApiOnlyRole", identity, outputs, news)
    assert changes(marketo) == []
