"""Accept one form of address, show no secret, and allow no pace beyond Marketo's."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from marketo_resources.marketo import ConnectionSettings

HOST = "https://123-abc-456.mktorest.com"


def settings(**given: Any) -> ConnectionSettings:
    """Return settings with something changed."""
    ours = {"base_url": HOST, "client_id": "id", "client_secret": SecretStr("s3cr3t")}
    return ConnectionSettings(**{**ours, **given})


@pytest.mark.parametrize(
    "pasted",
    [
        HOST,
        HOST + "/",
        HOST + "/rest",
        HOST + "/rest/",
        HOST + "//rest//",
        HOST + "/identity",
        HOST + "/identity/oauth/token",
        " https://123-ABC-456.mktorest.com/rest ",
    ],
)
def test_the_addresses_of_marketos_admin_pages_can_be_pasted(pasted: str) -> None:
    """Web Services shows them with /rest and /identity, and people copy slashes."""
    assert settings(base_url=pasted).base_url == HOST


@pytest.mark.parametrize("url", [HOST + ":\u0664\u0664\u0663", "http://[::1%\xe9]:80"], ids=ascii)
def test_an_address_is_ascii_down_to_its_port(url: str) -> None:
    """Digits of another script lead to a port that a reader does not see."""
    with pytest.raises(ValidationError, match="give the address as"):
        settings(base_url=url)


@pytest.mark.parametrize("url", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:99"])
def test_this_machine_may_be_called_in_the_clear(url: str) -> None:
    """A simulator has no certificate."""
    assert settings(base_url=url).base_url == url


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://123-abc-456.mktorest.com", "unprotected.*use https"),
        ("http://localhost.example.com", "unprotected"),
        ("http://127.0.0.1.example.com", "unprotected"),
        ("123-abc-456.mktorest.com", "give the address as https://"),
        ("ftp://123-abc-456.mktorest.com", "give the address as https://"),
        ("https://me:pw@123-abc-456.mktorest.com", "must not hold credentials"),
        ("https://123-abc-456.mktorest.com?x=1", "must not hold credentials, a query"),
        ("https://[::1", "give the address as https://"),
        ("https://host:port", "give the address as https://"),
        ("https://ho st", "give the address as https://"),
        ("", "give the address as"),
    ],
)
def test_other_addresses_are_refused_with_the_remedy(url: str, says: str) -> None:
    """The secret would go to the wrong place, or nowhere."""
    with pytest.raises(ValidationError, match=says):
        settings(base_url=url)


def test_no_more_than_marketo_gives_can_be_asked_for() -> None:
    """100 calls per 20 seconds and 10 at once, for all integrations of an instance."""
    with pytest.raises(ValidationError, match=r"calls_per_20_seconds\n.*use at most 100"):
        settings(calls_per_20_seconds=101)
    with pytest.raises(ValidationError, match=r"concurrent_calls\n.*use at most 10"):
        settings(concurrent_calls=11)
    with pytest.raises(ValidationError):
        settings(calls_per_20_seconds=0)


def test_a_simulator_may_be_called_faster() -> None:
    """It may have no limits."""
    url = "http://127.0.0.1:8080"

    assert settings(base_url=url, calls_per_20_seconds=5000).calls_per_20_seconds == 5000


def test_an_unknown_quota_store_is_refused() -> None:
    """The message lists what is possible."""
    with pytest.raises(ValidationError, match=r"redis://.*postgresql://"):
        settings(quota_store="mysql://somewhere")


def test_no_secret_is_shown() -> None:
    """Neither by repr nor by the error about a bad value."""
    store = "redis://:p4ssw0rd@quota.example.com"
    shown = repr(settings(quota_store=store)) + str(settings(quota_store=store))
    with pytest.raises(ValidationError) as refusal:
        settings(base_url="nowhere", client_secret="s3cr3t", quota_store=store)

    assert "s3cr3t" not in shown + str(refusal.value)
    assert "p4ssw0rd" not in shown + str(refusal.value)
