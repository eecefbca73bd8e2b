"""Say in the system's words why a call got no answer.

Everything here is made of the kinds of errors, their numbers and the system's words for these,
never of httpx's own texts: those may quote the call, and Identity's address holds the secret.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import httpx

from . import trust
from .network import TIMEOUT, Way

Kind = TypeVar("Kind", bound=BaseException)
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNSENDABLE = (httpx.LocalProtocolError, httpx.UnsupportedProtocol)
_NO_TLS = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"}
"""OpenSSL's words for an answer that is not TLS, by version."""
_TIMED_OUT = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ETIMEDOUT)
_UNKNOWN_AUTHORITY = "it comes from an authority that is not trusted here"
_CERTIFICATE = {
    2: _UNKNOWN_AUTHORITY,
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is self-signed",
    19: _UNKNOWN_AUTHORITY,
    20: _UNKNOWN_AUTHORITY,
    21: _UNKNOWN_AUTHORITY,
    23: "it was revoked",
    62: "it is for another host name",
    64: "it is for another address",
}
"""OpenSSL's numbers (X509_V_ERR_...) of what is wrong with a certificate."""
_DATES, _NAMES = {9, 10}, {62, 64}
_SOCKS = (
    "Connection not allowed by ruleset",
    "Network unreachable",
    "Host unreachable",
    "Connection refused",
    "TTL expired",
    "Command not supported",
    "Address type not supported",
    "General SOCKS server failure",
)
"""What a SOCKS proxy can answer (RFC 1928)."""
_PROXY_REMEDY = (
    "Check the proxy, or name {host} in NO_PROXY if this machine reaches it directly "
    "(docs/network.md)."
)
_PROXY_CREDENTIALS = (
    "Write user name and password into the variable, as http://user:password@host:port, with "
    "special characters percent-encoded (docs/network.md)."
)


@dataclass(frozen=True)
class Cause:
    """Hold the reason why a call got no answer.

    Attributes:
        trouble: The name of its row in the error table.
        words: What happened, as a part of a sentence.
        problem: The whole sentence, or "" if it begins with the row's meaning.
        remedy: What to do, or "" if that is what the row says.
    """

    trouble: str
    words: str
    problem: str = ""
    remedy: str = ""


def cause_of(failure: Exception, way: Way) -> Cause:
    """Return why a call got no answer."""
    links = list(_links(failure))
    certificate = _first(links, ssl.SSLCertVerificationError)
    if certificate is not None:
        return _of_certificate(certificate, way)
    if way.in_handshake and (tls := _first(links, ssl.SSLError)) and not _is_end(tls):
        return _of_tls(tls, way)
    if isinstance(failure, httpx.ProxyError):
        return _of_proxy(failure, way)
    if isinstance(failure, _UNSENDABLE):
        return Cause("unsendable", type(failure).__name__)
    if isinstance(failure, httpx.DecodingError):
        return Cause("unreadable", "its compression cannot be undone")
    return _of_connection(failure, links, way)


def _of_connection(failure: Exception, links: list[BaseException], way: Way) -> Cause:
    words = _words(failure, links, way)
    if way.sent and not isinstance(failure, NOT_SENT):
        timed_out = isinstance(failure, httpx.TimeoutException)
        return Cause("no answer" if timed_out else "cut off", words)
    if way.at_proxy:
        return Cause("proxy", words, remedy=_PROXY_REMEDY.format(host=way.host))
    return Cause("unreachable", words)


def _words(failure: Exception, links: list[BaseException], way: Way) -> str:
    system = _first(links, OSError)
    if isinstance(failure, httpx.TimeoutException) or (system and system.errno in _TIMED_OUT):
        return f"{way.peer} timed out after {_limit(failure, way):g} s"
    if isinstance(system, socket.gaierror) or _first(links, UnicodeError):
        reason = f" ({system.strerror})" if system and system.strerror else ""
        return f"could not resolve the name of {way.peer}{reason}"
    where = " during the TLS handshake" if way.in_handshake else ""
    if isinstance(system, ConnectionRefusedError):
        return f"{way.peer} refused the connection ({system.strerror})"
    if isinstance(system, ConnectionError) or _is_closed(failure, links):
        reason = f" ({system.strerror})" if isinstance(system, ConnectionError) else ""
        return f"{way.peer} closed the connection{where}{reason}"
    if isinstance(failure, httpx.RemoteProtocolError):
        return f"{way.peer} sent something that is not HTTP"
    is_plain = system is not None and not isinstance(system, ssl.SSLError) and system.strerror
    reason = f" ({system.strerror})" if system and is_plain else ""
    return f"the connection to {way.peer} failed{where}{reason}"


def _limit(failure: Exception, way: Way) -> float:
    parts = {httpx.ReadTimeout: "read", httpx.WriteTimeout: "write", httpx.PoolTimeout: "pool"}
    part = next((name for kind, name in parts.items() if isinstance(failure, kind)), "connect")
    return way.seconds.get(part) or TIMEOUT.as_dict()[part] or 0.0


def _of_tls(failure: ssl.SSLError, way: Way) -> Cause:
    if failure.reason in _NO_TLS:
        words = f"{way.peer} does not speak TLS on this port"
    else:
        reason = (failure.reason or "unknown").replace("_", " ").lower()
        words = f"the TLS handshake with {way.peer} failed ({reason})"
    return Cause("TLS", words)


def _of_certificate(failure: ssl.SSLCertVerificationError, way: Way) -> Cause:
    # On Windows and macOS the system verifies, with its own numbers and words.
    number = getattr(failure, "verify_code", 0)
    reason = getattr(failure, "verify_message", "") or "it could not be verified"
    words = _CERTIFICATE.get(number) or str(reason)
    problem = f"The certificate of {way.peer} was not accepted: {words}"
    return Cause("certificate", words, problem, _certificate_remedy(number))


def _certificate_remedy(number: int) -> str:
    if number in _DATES:
        return (
            "Check the clock of this machine. If it is right, the server needs a new certificate."
        )
    if number in _NAMES:
        return ""
    only = f" Only the authorities of {trust.where()} are trusted now." if trust.where() else ""
    return (
        "If your network inspects TLS, or this is a server of your own, add its authority to the "
        f"store of this system, or name a file with it in SSL_CERT_FILE.{only}"
    )


def _of_proxy(failure: httpx.ProxyError, way: Way) -> Cause:
    text = str(failure)
    status = text[:3] if text[:3].isdecimal() else ""
    if status == "407" or text.startswith("Requested") or "username/password" in text:
        return Cause("proxy refused", _about_credentials(way, status), remedy=_PROXY_CREDENTIALS)
    answer = f"HTTP {status}" if status else next((one for one in _SOCKS if one in text), "")
    words = f"{_proxy(way)} answered with {answer or 'something unexpected'}"
    final = status.startswith("4") or answer == _SOCKS[0]
    remedy = _PROXY_REMEDY.format(host=way.host)
    return Cause("proxy refused" if final else "proxy", words, remedy=remedy)


def _about_credentials(way: Way, status: str) -> str:
    by = f" (HTTP {status})" if status else ""
    if way.proxy and way.proxy.credentials:
        return f"{_proxy(way)} does not accept this user name and password{by}"
    return f"{_proxy(way)} asks for a user name and a password{by}"


def _proxy(way: Way) -> str:
    return f"the proxy {way.proxy.name}" if way.proxy else "the proxy"


def _is_end(failure: BaseException) -> bool:
    return isinstance(failure, ssl.SSLEOFError | ssl.SSLZeroReturnError)


def _is_closed(failure: Exception, links: list[BaseException]) -> bool:
    if any(_is_end(link) for link in links):
        return True
    # Only this library's two texts are compared; neither is shown.
    text = str(failure)
    return "disconnected" in text or "closed connection" in text


def _first(links: list[BaseException], kind: type[Kind]) -> Kind | None:
    return next((link for link in links if isinstance(link, kind)), None)


def _links(failure: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = failure
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
