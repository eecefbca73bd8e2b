"""Certificates: verified always, read once for a process, and none trusted where none is needed."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi
import pytest
from pydantic import SecretStr

from marketo_resources.marketo import ConnectionSettings
from marketo_resources.marketo.pacing import network


def context(base_url: str) -> ssl.SSLContext:
    """What the connections to this address verify certificates with."""
    settings = ConnectionSettings(
        base_url=base_url, client_id="simulator", client_secret=SecretStr("simulator-secret")
    )
    transport = network(settings)
    found = transport._pool._ssl_context  # noqa: SLF001 - httpx tells it nowhere else
    transport.close()
    assert isinstance(found, ssl.SSLContext)
    return found


def test_certificates_are_verified_against_authorities_that_are_read_once() -> None:
    """Also for another host: each custom service of a stack has a client of its own."""
    one, other = context("https://123-abc-456.mktorest.com"), context("https://marketo.example.com")
    assert one is other
    assert one.verify_mode is ssl.CERT_REQUIRED
    assert one.check_hostname
    assert one.get_ca_certs()


def test_plain_http_to_this_machine_trusts_nobody() -> None:
    """Should anything answer with TLS all the same, no certificate is good enough."""
    plain = context("http://127.0.0.1:8080")
    assert plain.verify_mode is ssl.CERT_REQUIRED
    assert plain.check_hostname
    assert not plain.get_ca_certs()


def test_authorities_that_the_environment_names_are_the_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if others were read before."""
    usual = context("https://123-abc-456.mktorest.com")
    first, _, _ = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
    own = tmp_path / "own.pem"
    own.write_text(f"{first}-----END CERTIFICATE-----\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    named = context("https://123-abc-456.mktorest.com")
    assert len(named.get_ca_certs()) == 1 < len(usual.get_ca_certs())
