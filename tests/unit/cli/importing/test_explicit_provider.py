"""Write an explicit provider by its address, in the program and in the file alike."""

from __future__ import annotations

import pytest

from marketo_resources.cli.importing.explicit_provider import ExplicitProvider


@pytest.mark.parametrize(
    ("base_url", "key", "argument", "value"),
    [
        ("https://123-abc-456.mktorest.com", "munchkinId", "munchkin_id", "123-ABC-456"),
        ("https://marketo.example.com", "baseUrl", "base_url", "https://marketo.example.com"),
        ("http://127.0.0.1:8080", "baseUrl", "base_url", "http://127.0.0.1:8080"),
    ],
)
def test_an_instance_is_named_as_a_person_names_it(
    base_url: str, key: str, argument: str, value: str
) -> None:
    """By its Munchkin id if it has one; the program and the state have the same."""
    provider = ExplicitProvider("sandbox", base_url)
    assert provider.argument == (argument, value)
    assert provider.inputs == {"marketo:provider": "sandbox", f"marketo:{key}": value}
