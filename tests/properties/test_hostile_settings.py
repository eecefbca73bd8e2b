"""Configure the connection with anything: only our errors, and the secret goes nowhere else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from marketo_resources.errors import SettingsError
from marketo_resources.marketo import MarketoClient
from marketo_resources.marketo.connection_settings import is_loopback
from marketo_resources.marketo.errors import MarketoError
from marketo_resources.setting_names import EXPLICIT
from marketo_resources.settings import Settings
from tests.support.marketo.stand import Waits
from tests.support.properties.hostile import MARK, TEXTS, VALUES

GOOD = "123-abc-456.mktorest.com"
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)
KEYS = (
    "baseUrl", "munchkinId", "clientId", "callsPer20Seconds", "concurrentCalls", "quotaStore",
    "offlinePreview", "probePermissions", "expiryNotice", "usersByHand", "maxDeletes",
)  # fmt: skip
VALID = {
    "marketo:munchkinId": "123-ABC-456",
    "marketo:clientId": "id",
    "marketo:clientSecret": f"{MARK}value",
    "marketo:quotaStore": "memory://",
}
AT_ADDRESS = {key: value for key, value in VALID.items() if key != "marketo:munchkinId"}
PIECES = st.sampled_from(
    ["https://", "http://", "https:", "//", "/", "\\", "@", ":", "#", "?", ";", "%2f", "%40", "..",
     ".", "[::1]", "[", "]", "127.0.0.1", "localhost", "elsewhere.example.com", GOOD, "user:pw",
     "\u3002",
     "\uff0e", "\u2024", "\uff0f", "\uff20", "\u2100", "\u24d2", " ", "\t", "\n", "\u00a0",
     "\u200b", "\u00ad", ":443", ":0", ":99999", "/rest", "2130706433", "0x7f.1", "xn--a", "\u0000",
     "\ud800", "::ffff:127.0.0.1", "%25eth0", "ftp://", "HTTPS://", "javascript:"]
)  # fmt: skip
ADDRESSES = st.lists(PIECES, max_size=6).map("".join) | st.builds(
    "https://{}{}{}".format, st.just(GOOD) | PIECES, PIECES | TEXTS, st.just(GOOD) | PIECES
)


class Recorder(httpx.BaseTransport):
    """Answers with a token and an empty list, and keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Keep a request."""
        self.requests.append(request)
        if request.url.path.endswith("/oauth/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 9, "scope": "o"})
        return httpx.Response(200, json=[])


def requests_of(configured: dict[str, Any], environment: dict[str, str]) -> list[httpx.Request]:
    """Return the requests of a call with these settings; only our errors may come out."""
    recorder, message = Recorder(), ""
    try:
        found = Settings.resolve(configured.get, environment).connect_with()
        message = repr(found)
        with MarketoClient(found, recorder, clock=Waits().clock, announce=print) as client:
            client.get_roles()
    except (SettingsError, MarketoError) as error:
        message += f"{error} {error!r}"
    assert MARK not in message
    return recorder.requests


@QUIET
@given(ADDRESSES | TEXTS)
@example(f"https://{GOOD}@elsewhere.example.com")
@example(f"https://@{GOOD}")
@example(f"https://:@{GOOD}")
@example(f"https://{GOOD}\\@elsewhere.example.com")
@example(f"https://{GOOD}:443@elsewhere.example.com/")
@example(f"https://{GOOD}#@elsewhere.example.com")
@example(f"https://{GOOD}?@elsewhere.example.com")
@example("https://elsewhere\u3002example.com")
@example("https://\u24d2example.com")
@example("https://exa\u00admple.com")
@example(f"http://127.0.0.1@{GOOD}")
@example("http://127.0.0.1.example.com")
@example("http://2130706433")
@example("http://[::1]:8080 ")
@example(f"//{GOOD}")
@example(f"https:{GOOD}")
@example(f"https:///{GOOD}")
@example(f"https://{GOOD}:99999")
@example(f"https://{GOOD}/" + "x" * 70_000)
def test_the_secret_goes_only_where_the_address_says(address: str) -> None:
    """The host is the one after the two slashes, and it is this machine or uses TLS."""
    for request in requests_of(AT_ADDRESS | {"marketo:baseUrl": address}, {}):
        event("sent")
        written = address.strip().lower().partition("://")[2]
        shown = f"[{request.url.host}]" if ":" in request.url.host else request.url.host
        assert written.startswith(shown)
        assert written[len(shown) : len(shown) + 1] in {"", "/", ":", "?", "#"}
        assert request.url.scheme == "https" or is_loopback(request.url.host)
        assert request.url.host.isascii()
        assert not request.url.userinfo


@QUIET
@given(
    st.dictionaries(st.sampled_from(KEYS), TEXTS | VALUES | st.integers().map(str), max_size=4),
    st.dictionaries(st.sampled_from(KEYS), TEXTS | st.integers().map(str), max_size=2),
    st.sampled_from(["", "sandbox"]),
)
@example({"callsPer20Seconds": "9" * 400}, {}, "")
@example({"baseUrl": "http://127.0.0.1", "callsPer20Seconds": "9" * 9}, {}, "")
@example({"munchkinId": "\uff11\uff12\uff13-ABC-456"}, {}, "")
@example({"quotaStore": "redis://[::1"}, {}, "sandbox")
@example({"baseUrl": "https://[::1", "clientId": ""}, {}, "")
def test_any_configuration_gives_settings_or_an_error_that_names_the_key(
    configured: dict[str, Any], environment: dict[str, str], explicit: str
) -> None:
    """Settings, or an error that names the key and holds no secret."""
    given_settings = VALID | {f"marketo:{key}": value for key, value in configured.items()}
    if explicit:
        given_settings[EXPLICIT] = explicit
    outside = {f"MARKETO_{_upper(key)}": value for key, value in environment.items()}
    for request in requests_of(given_settings, outside):
        assert request.url.scheme == "https" or is_loopback(request.url.host)


@QUIET
@given(TEXTS, TEXTS)
def test_any_credentials_reach_identity_as_they_are(client_id: str, secret: str) -> None:
    """Both are query parameters of one call, whatever they contain."""
    given_settings = VALID | {"marketo:clientId": client_id, "marketo:clientSecret": MARK + secret}
    for request in requests_of(given_settings, {}):
        assert request.url.host == GOOD
        if request.url.path == "/identity/oauth/token":
            assert request.url.params["client_id"] == client_id.strip()
            assert request.url.params["client_secret"] == (MARK + secret).strip()


@pytest.mark.parametrize("missing", ["marketo:clientId", "marketo:clientSecret"])
@pytest.mark.parametrize("address", ["https://[::1", "https://\u2100.example.com", "https://[]"])
def test_a_broken_address_is_refused_even_if_other_settings_are_missing(
    missing: str, address: str
) -> None:
    """The address is read before the rest is known to be there."""
    configured = {key: value for key, value in VALID.items() if key != missing}
    assert requests_of(configured | {"marketo:baseUrl": address}, {}) == []


def _upper(key: str) -> str:
    return {"callsPer20Seconds": "CALLS_PER_20_SECONDS"}.get(
        key, "".join(f"_{letter}" if letter.isupper() else letter for letter in key).upper()
    )


def test_the_host_in_state_is_the_host_that_is_called() -> None:
    """A provider refuses to act on another instance by comparing the two."""
    found = Settings.resolve((VALID | {"marketo:baseUrl": f"https://{GOOD.upper()}/rest"}).get, {})
    assert found.instance == urlsplit(found.connect_with().base_url).netloc == GOOD
