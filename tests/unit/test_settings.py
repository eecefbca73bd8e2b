"""Find the settings of a connection."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from marketo_resources.errors import SettingsError
from marketo_resources.provider import Provider
from marketo_resources.setting_names import EXPLICIT, KEYS, Origin, Place, argument, variable
from marketo_resources.settings import Settings

ROOT = Path(__file__).parents[2]
SECRET = "s3cr3t-value"
STACK_ID = "the stack's configuration (marketo:clientId)"
STACK_SECRET = "the stack's configuration (marketo:clientSecret)"
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
    """In upper or lower case: people copy it from anywhere."""
    found = settings(COMPLETE | {"marketo:munchkinId": "123-abc-456"})
    assert found.connect_with().base_url == "https://123-abc-456.mktorest.com"
    assert found.instance == "123-abc-456.mktorest.com"


@pytest.mark.parametrize("suffix", ["", "/", "/rest", "/rest/", "/identity"])
def test_an_address_is_taken_as_the_admin_pages_show_it(suffix: str) -> None:
    """One instance has one name in state, however its address was pasted."""
    given = {"marketo:baseUrl": f"https://123-ABC-456.mktorest.com{suffix}"}
    assert settings(COMPLETE | given).instance == "123-abc-456.mktorest.com"


def test_the_environment_wins_over_the_stacks_configuration() -> None:
    """Refresh and destroy reuse the recorded configuration, so a new secret comes from here."""
    found = settings(COMPLETE, {"MARKETO_CLIENT_SECRET": "new", "MARKETO_CLIENT_ID": "new-id"})
    assert found.connect_with().client_secret.get_secret_value() == "new"
    assert found.connect_with().client_id == "new-id"


def test_an_address_from_the_environment_wins_in_either_form() -> None:
    """A Munchkin id in the environment overrides an address in the configuration."""
    configured = COMPLETE | {"marketo:baseUrl": "https://999-XXX-999.mktorest.com"}
    found = settings(configured, {"MARKETO_MUNCHKIN_ID": "111-AAA-111"})
    assert found.instance == "111-aaa-111.mktorest.com"


def test_an_explicit_provider_wins_over_the_environment() -> None:
    """A variable that is meant for another instance must not change it."""
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
    """Only what is missing, so that nobody doubts the rest."""
    text = refusal({key: COMPLETE[key] for key in COMPLETE if key != "marketo:clientSecret"})
    assert text.startswith("no connection to Marketo is configured: marketo:clientSecret missing")


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("munchkinId", "123-AB\u017f-456", " is '123-AB\u017f-456': a Munchkin account id"),
        ("munchkinId", "nonsense", " is 'nonsense': a Munchkin account id looks like"),
        ("callsPer20Seconds", "many", " is 'many': set it to a whole number, 1 or more"),
        ("callsPer20Seconds", "0", " is '0': set it to a whole number, 1 or more"),
        ("callsPer20Seconds", "101", ": use at most 100. Marketo gives no more"),
        ("expiryNotice", "-1", " is '-1': set it to a whole number, 0 or more"),
        ("expiryNotice", "a month", " is 'a month': set it to a whole number, 0 or more"),
        ("concurrentCalls", "11", ": use at most 10. Marketo answers no more"),
        ("offlinePreview", "perhaps", " is 'perhaps': set it to true or false"),
        ("offlinePreview", "Ture", " is 'Ture': set it to true or false (did you mean true?)"),
        ("probePermissions", "1", " is '1': set it to true or false"),
        ("maxDeletes", "few", " is 'few': set it to a whole number, 0 or more"),
        ("usersByHand", "never", " is 'never': set it to auto or always"),
        ("usersByHand", "alwyas", " is 'alwyas': set it to auto or always (did you mean always?)"),
        ("quotaStore", "ftp://x", ": it must start with one of redis://"),
        ("baseUrl", "http://example.com", ": plain http would send"),
        ("baseUrl", "ftp://example.com", ": give the address as https://"),
        ("baseUrl", "https://u:p@example.com", ": the address must not hold credentials"),
    ],
)
def test_a_malformed_setting_is_named_as_where_it_came_from(
    key: str, value: str, reason: str
) -> None:
    """The user finds the line to change at once, in whichever place it is."""
    assert refusal(COMPLETE | {f"marketo:{key}": value}).startswith(f"marketo:{key}{reason}")
    name = variable(key)
    assert refusal(COMPLETE, {name: value}).startswith(f"{name}{reason}")
    provider = COMPLETE | {EXPLICIT: "sandbox", f"marketo:{key}": value}
    named = f'{argument(key)} of Provider("sandbox"){reason}'
    assert refusal(provider, {name: "in vain"}).startswith(named)


def test_the_variable_of_each_setting_is_the_documented_one() -> None:
    """Names are made from the keys, and docs/settings.md lists both."""
    rows = (ROOT / "docs/settings.md").read_text("utf-8")
    listed = dict(re.findall(r"`marketo:(\w+)` \| `(MARKETO_\w+)`", rows))
    assert {key: variable(key) for key in KEYS} == listed
    arguments = inspect.signature(Provider.__init__).parameters
    assert {argument(key) for key in KEYS} <= set(arguments)


def test_each_setting_in_use_says_where_it_came_from() -> None:
    """As data: the address that decides, and nothing that is not set."""
    found = settings(
        COMPLETE | {"marketo:concurrentCalls": "3"},
        {"MARKETO_BASE_URL": "https://x.example.com", "MARKETO_CLIENT_ID": "other"},
    )
    assert found.origins == {
        "baseUrl": Origin("baseUrl", Place.ENVIRONMENT),
        "clientId": Origin("clientId", Place.ENVIRONMENT),
        "clientSecret": Origin("clientSecret", Place.CONFIGURATION),
        "concurrentCalls": Origin("concurrentCalls", Place.CONFIGURATION),
    }
    assert found.address_origin == Origin("baseUrl", Place.ENVIRONMENT)
    explicit = settings(COMPLETE | {EXPLICIT: "sandbox"}, {"MARKETO_CONCURRENT_CALLS": "3"})
    assert explicit.origins == {
        **{
            key: Origin(key, Place.PROVIDER, "sandbox")
            for key in ("munchkinId", "clientId", "clientSecret")
        },
        "concurrentCalls": Origin("concurrentCalls", Place.ENVIRONMENT),
    }


@pytest.mark.parametrize(
    ("configured", "environment", "origins"),
    [
        ({}, {}, (STACK_ID, STACK_SECRET)),
        (
            {},
            {"MARKETO_CLIENT_ID": "other"},
            ("the environment (MARKETO_CLIENT_ID)", STACK_SECRET),
        ),
        (
            {EXPLICIT: "sandbox"},
            {"MARKETO_CLIENT_ID": "other"},
            ('Provider("sandbox")', 'Provider("sandbox")'),
        ),
    ],
    ids=["stack", "both", "provider"],
)
def test_the_connection_knows_where_its_credentials_came_from(
    configured: dict[str, str], environment: dict[str, str], origins: tuple[str, str]
) -> None:
    """The error about wrong credentials can say it."""
    found = settings(COMPLETE | configured, environment).connect_with()
    sentence = f"The client id came from {origins[0]}, the client secret from {origins[1]}."
    assert found.credentials_from == sentence


def test_a_setting_that_an_explicit_provider_lacks_is_named_as_its_argument() -> None:
    """Advice about the stack's configuration would be wrong, because it does not apply."""
    assert refusal({EXPLICIT: "sandbox", "marketo:clientId": "id"}) == (
        'Provider("sandbox") is given no complete connection to Marketo: base_url or munchkin_id, '
        "client_secret missing. Give it to the provider, or set MARKETO_BASE_URL or "
        "MARKETO_MUNCHKIN_ID, MARKETO_CLIENT_SECRET in the environment. The stack's configuration "
        "never reaches an explicit provider"
    )


def test_two_addresses_in_one_place_are_refused_unless_they_lead_to_one_instance() -> None:
    """A simulator may stand in for an instance; of two places, the stronger one decides."""
    with_address = COMPLETE | {"marketo:baseUrl": "https://999-XYZ-999.mktorest.com"}
    text = refusal(with_address)
    assert "marketo:baseUrl leads to 999-xyz-999.mktorest.com" in text
    assert "marketo:munchkinId to 123-abc-456.mktorest.com: keep the one" in text
    same = COMPLETE | {"marketo:baseUrl": "https://123-abc-456.mktorest.com/rest"}
    assert settings(same).instance == "123-abc-456.mktorest.com"
    here = COMPLETE | {"marketo:baseUrl": "http://localhost:8080"}
    assert settings(here).instance == "localhost:8080"
    outside = {"MARKETO_BASE_URL": "https://999-XYZ-999.mktorest.com"}
    assert settings(COMPLETE, outside).instance == "999-xyz-999.mktorest.com"
    both = outside | {"MARKETO_MUNCHKIN_ID": "123-ABC-456"}
    assert "MARKETO_BASE_URL leads to" in refusal(COMPLETE, both)


def test_numbers_may_come_as_the_engine_writes_them() -> None:
    """It turns numbers into floats."""
    found = settings(COMPLETE | {"marketo:callsPer20Seconds": "20.0"}).connect_with()
    assert found.calls_per_20_seconds == 20


def test_the_secret_is_in_no_representation() -> None:
    """Settings appear in tracebacks and debuggers."""
    found = settings(COMPLETE | {"marketo:quotaStore": f"redis://:{SECRET}@host"})
    assert SECRET not in f"{found!r} {found} {found.connect_with()!r}"


def test_an_offline_preview_needs_no_connection() -> None:
    """Pipelines without credentials check what can be checked without Marketo."""
    found = settings({"marketo:offlinePreview": "true"})
    assert found.offline_preview
    assert found.instance is None
