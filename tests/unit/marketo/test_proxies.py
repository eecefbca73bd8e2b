"""Use proxies in every form that curl, requests or httpx accept, and report their failures."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from marketo_resources import MarketoResourcesError, SettingsError
from marketo_resources.marketo import MarketoClient
from marketo_resources.marketo.errors import ConnectionFailedError
from marketo_resources.marketo.proxies import parsed, proxy_for
from tests.support.marketo.sockets import (
    Listener,
    Tunnel,
    listening,
    presenting,
    request_of,
    with_tls,
)
from tests.support.marketo.stand import SECRET, Waits, settings_for

MARKETO = "https://marketo.example.com"
PASSWORD = "p@ss/w#rd%"
WRITTEN = "p%40ss%2Fw%23rd%25"
SOCKS_MISSING = (
    "ALL_PROXY names a SOCKS proxy, and the package that speaks SOCKS is not installed: run "
    '`pip install "marketo-resources[socks]"`, or name an HTTP proxy in HTTPS_PROXY'
)
MALFORMED = (
    "HTTPS_PROXY does not hold the address of a proxy: write it as http://proxy.example:3128 or "
    "http://user:password@proxy.example:3128, with special characters of the password "
    "percent-encoded"
)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return an authority for all servers of these tests."""
    return trustme.CA()


@pytest.fixture(autouse=True)
def environment(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], None]:
    """Set no proxy until a test sets one, and trust the servers of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return monkeypatch.setenv


@pytest.fixture
def marketo(authority: trustme.CA) -> Iterator[Listener]:
    """Serve a Marketo behind the proxy; it answers HTTP 500."""
    with listening(with_tls(presenting(authority.issue_cert("marketo.example.com")))) as server:
        yield server


def failure(kind: type[MarketoResourcesError], base_url: str = MARKETO) -> str:
    """Call Marketo; return the text of the error."""
    settings = settings_for(base_url, calls_per_20_seconds=50)
    with pytest.raises(kind) as caught, MarketoClient(settings, clock=Waits().clock) as client:
        client.get_roles()
    assert caught.value.__context__ is None or kind is SettingsError
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "form", ["127.0.0.1:{}", "http://127.0.0.1:{}", "HTTP://127.0.0.1:{}/", " 127.0.0.1:{}/x "]
)
def test_a_proxy_is_used(
    environment: Callable[[str, str], None], marketo: Listener, variable: str, form: str
) -> None:
    """In upper and lower case, with a scheme and without."""
    with listening(Tunnel(marketo.port).http) as proxy:
        environment(variable, form.format(proxy.port))
        assert "HTTP 500" in failure(MarketoResourcesError)
    assert proxy.received[0].startswith(b"CONNECT marketo.example.com:443 ")
    assert marketo.received[0].startswith(b"POST /identity/oauth/token?")


@pytest.mark.parametrize("form", ["me:{}@127.0.0.1:{}", "http://me:{}@127.0.0.1:{}"])
@pytest.mark.parametrize("written", [WRITTEN, "p@ss/w#rd%"])
def test_a_proxy_gets_its_credentials(
    environment: Callable[[str, str], None], marketo: Listener, form: str, written: str
) -> None:
    """Percent-encoded, or as they are if that is unambiguous."""
    with listening(Tunnel(marketo.port, f"me:{PASSWORD}").http) as proxy:
        environment("HTTPS_PROXY", form.format(written, proxy.port))
        assert "HTTP 500" in failure(MarketoResourcesError)
    assert marketo.received


def test_a_proxy_may_be_reached_by_tls(
    environment: Callable[[str, str], None], marketo: Listener, authority: trustme.CA
) -> None:
    """Its certificate is verified like any other."""
    context = presenting(authority.issue_cert("127.0.0.1"))
    with listening(Tunnel(marketo.port, context=context).http) as proxy:
        environment("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        assert "HTTP 500" in failure(MarketoResourcesError)
    assert marketo.received
    stranger = presenting(trustme.CA().issue_cert("127.0.0.1"))
    with listening(Tunnel(marketo.port, context=stranger).http) as proxy:
        environment("HTTPS_PROXY", f"https://127.0.0.1:{proxy.port}")
        said = f"The certificate of the proxy 127.0.0.1:{proxy.port} (HTTPS_PROXY) was not accepted"
        assert failure(ConnectionFailedError).startswith(said)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "SOCKS5"])
@pytest.mark.parametrize("credentials", ["", f"me:{PASSWORD}"])
def test_a_socks_proxy_is_used(
    environment: Callable[[str, str], None], marketo: Listener, scheme: str, credentials: str
) -> None:
    """With the extra `socks`; it resolves the name."""
    with listening(Tunnel(marketo.port, credentials).socks) as proxy:
        user = f"me:{WRITTEN}@" if credentials else ""
        environment("ALL_PROXY", f"{scheme}://{user}127.0.0.1:{proxy.port}")
        assert "HTTP 500" in failure(MarketoResourcesError)
    assert b"marketo.example.com" in proxy.received[0]
    assert marketo.received


def test_the_password_of_a_socks_proxy_is_not_logged(
    environment: Callable[[str, str], None], marketo: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    """Although a library logs it at its lowest level."""
    caplog.set_level(logging.DEBUG)
    with listening(Tunnel(marketo.port, "me:correct-horse").socks) as proxy:
        environment("ALL_PROXY", f"socks5://me:correct-horse@127.0.0.1:{proxy.port}")
        failure(MarketoResourcesError)
    assert "setup_socks5_connection" in caplog.text
    assert "correct-horse" not in caplog.text


def test_what_socks_needs_is_named(
    environment: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the extra is not installed."""
    monkeypatch.setitem(sys.modules, "socksio", None)
    environment("ALL_PROXY", "socks5://me:correct-horse@proxy.example:1080")
    assert failure(SettingsError) == SOCKS_MISSING


@pytest.mark.parametrize(
    "written",
    [
        "me:correct-horse@proxy.example:99999",
        "me:correct-horse@proxy.example:0",
        "me:correct-horse@proxy.example:port",
        "http://me:correct-horse",
        "http://me:correct-horse@",
        "http://me:correct-horse@[::1:3128",
        '"http://me:correct-horse@proxy.example:3128"',
        "http:// me:correct-horse@proxy example:3128",
        "http://",
        ":3128",
        "http://me:correct-horse@\u2100.example:3128",
    ],
)
def test_an_invalid_address_is_refused_without_being_quoted(
    environment: Callable[[str, str], None], written: str
) -> None:
    """It may contain a password at any place."""
    environment("HTTPS_PROXY", written)
    assert failure(SettingsError) == MALFORMED


@pytest.mark.parametrize("scheme", ["socks", "socks4", "socks4a", "ftp", "quic"])
def test_an_unsupported_kind_of_proxy_is_named(
    environment: Callable[[str, str], None], scheme: str
) -> None:
    """With the kinds that are supported."""
    environment("HTTPS_PROXY", f"{scheme}://me:correct-horse@proxy.example:1080")
    assert failure(SettingsError) == (
        f"HTTPS_PROXY names a proxy of the kind {scheme}://, which cannot be used here: use one of "
        "http://, https://, socks5://, socks5h://"
    )


@given(st.text(max_size=30) | st.builds("{}:correct-horse@{}".format, st.text(), st.text()))
def test_any_value_of_a_variable_is_used_or_refused(written: str) -> None:
    """Whatever it contains, only our own error comes out, and no password is shown."""
    try:
        proxy = parsed("HTTPS_PROXY", written)
    except SettingsError as error:
        message = str(error)
    else:
        message = f"{proxy!r} {proxy.name}"
    assert "correct-horse" not in message


@pytest.mark.parametrize(
    "excepted",
    [
        "marketo.example.com",
        "MARKETO.example.com",
        "example.com",
        ".example.com",
        "*.example.com",
        "example.com:443",
        "other.example, example.com",
        "other.example example.com",
        "https://marketo.example.com",
        "*",
        "other.example,*",
    ],
)
@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
def test_a_host_that_is_excepted_is_called_directly(
    environment: Callable[[str, str], None], variable: str, excepted: str
) -> None:
    """In the forms of curl, Go, requests and httpx."""
    environment("HTTPS_PROXY", "127.0.0.1:9")
    environment(variable, excepted)
    assert proxy_for(MARKETO) is None


@pytest.mark.parametrize(
    "excepted",
    ["", "arketo.example.com", "example.co", "example.com:8443", "marketo.example.com.au", "."],
)
def test_another_host_is_not_excepted(
    environment: Callable[[str, str], None], excepted: str
) -> None:
    """A part of a name is not a domain."""
    environment("HTTPS_PROXY", "127.0.0.1:9")
    environment("NO_PROXY", excepted)
    assert proxy_for(MARKETO)


@pytest.mark.parametrize(
    ("excepted", "direct"),
    [
        ("10.1.2.3", True),
        ("10.1.2.3:443", True),
        ("10.0.0.0/8", True),
        ("11.0.0.0/8", False),
        ("2.3", False),
        ("::/0", False),
    ],
)
def test_an_address_is_excepted_alone_or_by_its_network(
    environment: Callable[[str, str], None], excepted: str, *, direct: bool
) -> None:
    """As curl and Go have it."""
    environment("HTTPS_PROXY", "127.0.0.1:9")
    environment("NO_PROXY", excepted)
    assert (proxy_for("https://10.1.2.3") is None) is direct


@pytest.mark.parametrize("excepted", ["fd00::1", "[fd00::1]", "[fd00::1]:443", "fd00::/8"])
def test_an_ipv6_address_is_excepted(
    environment: Callable[[str, str], None], excepted: str
) -> None:
    """With brackets and without."""
    environment("HTTPS_PROXY", "[::1]:9")
    environment("NO_PROXY", excepted)
    assert proxy_for("https://[fd00::1]") is None
    assert proxy_for("https://[fe00::1]")


def test_this_machine_is_never_called_through_a_proxy(
    environment: Callable[[str, str], None],
) -> None:
    """A proxy would not find the simulator."""
    environment("ALL_PROXY", "127.0.0.1:9")
    assert proxy_for("https://localhost:8443") is None


def test_a_lower_case_variable_that_is_empty_means_no_proxy(
    environment: Callable[[str, str], None],
) -> None:
    """It overrides the other one, as everywhere in Python."""
    environment("HTTPS_PROXY", "127.0.0.1:9")
    environment("https_proxy", "")
    assert proxy_for(MARKETO) is None


def test_a_proxy_without_a_port_has_the_usual_one() -> None:
    """It is httpx's, by the scheme."""
    assert parsed("HTTPS_PROXY", "proxy.example").url == httpx.URL("http://proxy.example")


REMEDY = (
    "Check the proxy, or name marketo.example.com in NO_PROXY if this machine reaches it directly "
    "(docs/network.md)."
)
CREDENTIALS = (
    "Write user name and password into the variable, as http://user:password@host:port, with "
    "special characters percent-encoded (docs/network.md)."
)
IDENTITY = "(POST /identity/oauth/token)"


def saying(words: bytes) -> Callable[[socket.socket, Listener], None]:
    """Answer every request with this status line."""

    def talk(connection: socket.socket, _: Listener) -> None:
        request_of(connection)
        connection.sendall(words)

    return talk


@pytest.mark.parametrize(
    ("user", "status", "said", "remedy"),
    [
        ("", b"407 Who", "asks for a user name and a password (HTTP 407)", CREDENTIALS),
        (
            "me:correct-horse@",
            b"407 correct-horse",
            "does not accept this user name and password (HTTP 407)",
            CREDENTIALS,
        ),
        ("me:correct-horse@", b"403 correct-horse", "answered with HTTP 403", REMEDY),
    ],
)
def test_a_proxy_that_refuses_is_named(
    environment: Callable[[str, str], None], user: str, status: bytes, said: str, remedy: str
) -> None:
    """By its address without credentials, whatever it quotes."""
    with listening(saying(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")) as proxy:
        environment("HTTPS_PROXY", f"http://{user}127.0.0.1:{proxy.port}")
        text = failure(ConnectionFailedError)
    assert text == (
        f"The proxy refused the call: the proxy 127.0.0.1:{proxy.port} (HTTPS_PROXY) {said} "
        f"{IDENTITY}. {remedy}"
    )


def test_a_proxy_that_has_a_passing_trouble_is_asked_again(
    environment: Callable[[str, str], None],
) -> None:
    """Nothing was sent to Marketo."""
    with listening(saying(b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n")) as proxy:
        environment("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        assert failure(ConnectionFailedError) == (
            f"Marketo could not be reached through the proxy: the proxy 127.0.0.1:{proxy.port} "
            f"(HTTPS_PROXY) answered with HTTP 502 {IDENTITY}. Tried 4 times. {REMEDY}"
        )


def test_a_proxy_that_refuses_the_connection_is_named(
    environment: Callable[[str, str], None],
) -> None:
    """The error does not say that Marketo could not be reached."""
    environment("https_proxy", "me:correct-horse@127.0.0.1:9")
    assert failure(ConnectionFailedError) == (
        "Marketo could not be reached through the proxy: the proxy 127.0.0.1:9 (https_proxy) "
        f"refused the connection (Connection refused) {IDENTITY}. Tried 4 times. {REMEDY}"
    )


def test_a_proxy_that_closes_the_connection_is_named(
    environment: Callable[[str, str], None],
) -> None:
    """Before there is a tunnel, nothing has reached Marketo."""
    with listening(saying(b"")) as proxy:
        environment("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        text = failure(ConnectionFailedError)
    assert text.startswith(
        f"Marketo could not be reached through the proxy: the proxy 127.0.0.1:{proxy.port} "
        "(HTTPS_PROXY) closed the connection"
    )


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        ("", "asks for a user name and a password"),
        ("me:wrong@", "does not accept this user name and password"),
    ],
)
def test_a_socks_proxy_that_refuses_the_credentials_is_named(
    environment: Callable[[str, str], None], credentials: str, said: str
) -> None:
    """In the same way as an HTTP proxy."""
    with listening(Tunnel(9, "me:right").socks) as proxy:
        environment("ALL_PROXY", f"socks5://{credentials}127.0.0.1:{proxy.port}")
        assert failure(ConnectionFailedError) == (
            f"The proxy refused the call: the proxy 127.0.0.1:{proxy.port} (ALL_PROXY) {said} "
            f"{IDENTITY}. {CREDENTIALS}"
        )


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (b"\x05\x00\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00", "answered with Host unreachable"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "answered with something unexpected"),
        (b"\x05", "answered with something unexpected"),
    ],
)
def test_a_socks_proxy_with_any_other_answer_is_named(
    environment: Callable[[str, str], None], answered: bytes, said: str
) -> None:
    """A failure, another protocol, half an answer."""

    def talk(connection: socket.socket, _: Listener) -> None:
        connection.recv(65536)
        connection.sendall(answered[:2])
        if answered[2:]:
            connection.recv(65536)
            connection.sendall(answered[2:])

    with listening(talk) as proxy:
        environment("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        text = failure(ConnectionFailedError)
    assert f"the proxy 127.0.0.1:{proxy.port} (ALL_PROXY) {said}" in text
