"""Where a connection's settings come from."""

from __future__ import annotations

import pytest

from marketo_resources.errors import SettingsError
from marketo_resources.provider import EXPLICIT
from marketo_resources.settings import Settings

SECRET = "s3cr3t-value"
COMPLETE = {
    "marketo:munchkinId": "123-ABC-456",
    "marketo:clientId": "id",
    "marketo:clientSecret": SECRET,
}


def settings(configured: dict[str, str], environment: dict[str, str] | None = None) -> Settings:
    """Resolve settings from a configuration and an environment."""
    return Settings.resolve(configured.get, environment or {})


def refusal(configured: dict[str, str], environment: dict[str, str] | None = None) -> str:
    """Return why there is no connection."""
    with pytest.raises(SettingsError) as caught:
        settings(configured, environment).connect_with()
    return str(caught.value)


def test_a_munchkin_id_leads_to_its_instance() -> None:
    """Its case does not matter: people copy it from anywhere."""
    found = settings(COMPLETE | {"marketo:munchkinId": "123-abc-456"})
    assert found.connect_with().base_url == "https://123-abc-456.mktorest.com"
    assert found.instance == "123-abc-456.mktorest.com"


@pytest.mark.parametrize("suffix", ["", "/", "/rest", "/rest/", "/identity"])
def test_an_address_is_taken_as_the_admin_pages_show_it(suffix: str) -> None:
    """One instance has one name in state, however its address was pasted."""
    given = {"marketo:baseUrl": f"https://123-ABC-456.mktorest.com{suffix}"}
    assert settings(COMPLETE | given).instance == "123-abc-456.mktorest.com"


def test_the_environment_wins_over_the_stacks_configuration() -> None:
    """Refresh and destroy replay the recorded configuration, so a rotated secret comes so."""
    found = settings(COMPLETE, {"MARKETO_CLIENT_SECRET": "new", "MARKETO_CLIENT_ID": "new-id"})
    assert found.connect_with().client_secret.get_secret_value() == "new"
    assert found.connect_with().client_id == "new-id"


def test_an_address_from_the_environment_wins_in_either_form() -> None:
    """A Munchkin id from outside is stronger than an address from the configuration."""
    configured = COMPLETE | {"marketo:baseUrl": "https://999-XXX-999.mktorest.com"}
    found = settings(configured, {"MARKETO_MUNCHKIN_ID": "111-AAA-111"})
    assert found.instance == "111-aaa-111.mktorest.com"


def test_an_explicit_provider_wins_over_the_environment() -> None:
    """What a program says of one instance must not be bent by a variable meant for another."""
    found = settings(
        COMPLETE | {EXPLICIT: "sandbox"},
        {"MARKETO_CLIENT_SECRET": "other", "MARKETO_BASE_URL": "https://x.example.com"},
    )
    assert found.connect_with().client_secret.get_secret_value() == SECRET
    assert found.instance == "123-abc-456.mktorest.com"


def test_with_nothing_set_one_message_names_all_three_ways() -> None:
    """It is the first thing that a new user sees."""
    text = refusal({})
    assert "marketo:baseUrl or marketo:munchkinId, marketo:clientId, marketo:clientSecret" in text
    assert "pulumi config set --secret marketo:clientSecret" in text
    assert "MARKETO_CLIENT_SECRET" in text
    assert "marketo.Provider(" in text


def test_what_is_missing_is_named() -> None:
    """Only what is missing, so that the rest is not doubted."""
    text = refusal({key: COMPLETE[key] for key in COMPLETE if key != "marketo:clientSecret"})
    assert text.startswith("no connection to Marketo is configured: marketo:clientSecret missing")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"marketo:munchkinId": "nonsense"}, "marketo:munchkinId is 'nonsense'"),
        ({"marketo:callsPer20Seconds": "many"}, "marketo:callsPer20Seconds is 'many'"),
        ({"marketo:callsPer20Seconds": "0"}, "marketo:callsPer20Seconds is '0'"),
        ({"marketo:callsPer20Seconds": "101"}, "callsPer20Seconds is at most 100"),
        ({"marketo:concurrentCalls": "11"}, "concurrentCalls is at most 10"),
        ({"marketo:offlinePreview": "perhaps"}, "marketo:offlinePreview is 'perhaps'"),
        ({"marketo:quotaStore": "ftp://x"}, "marketo:quotaStore: "),
        ({"marketo:baseUrl": "http://example.com"}, "plain http"),
        ({"marketo:baseUrl": "ftp://example.com"}, "marketo:baseUrl: "),
        ({"marketo:baseUrl": "https://u:p@example.com"}, "marketo:baseUrl: "),
    ],
)
def test_a_malformed_setting_is_refused_by_its_key(given: dict[str, str], reason: str) -> None:
    """The user finds the line to change at once."""
    assert reason in refusal(COMPLETE | given)


def test_numbers_may_come_as_the_engine_writes_them() -> None:
    """It makes floats of numbers on the way."""
    found = settings(COMPLETE | {"marketo:callsPer20Seconds": "20.0"}).connect_with()
    assert found.calls_per_20_seconds == 20


def test_the_secret_is_in_no_representation() -> None:
    """Settings end up in tracebacks and debuggers."""
    found = settings(COMPLETE | {"marketo:quotaStore": f"redis://:{SECRET}@host"})
    assert SECRET not in f"{found!r} {found} {found.connect_with()!r}"


def test_an_offline_preview_needs_no_connection() -> None:
    """Pipelines without credentials check what can be checked without Marketo."""
    found = settings({"marketo:offlinePreview": "true"})
    assert found.offline_preview
    assert found.instance is None
