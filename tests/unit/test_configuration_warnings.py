"""Warn of some things in a configuration, and leave the others alone."""

from __future__ import annotations

from collections.abc import Mapping

from marketo_resources.configuration_warnings import Configuration
from marketo_resources.setting_names import KEYS
from marketo_resources.settings import Settings

SECRET = "s3cr3t"


def warned_of(
    values: Mapping[str, object],
    environment: dict[str, str] | None = None,
    secret: tuple[str, ...] = ("marketo:clientSecret",),
) -> list[str]:
    """Return all warnings."""
    configuration = Configuration(values, secret.__contains__, environment or {}, "prod")
    return [*configuration.warnings(), *configuration.warnings_about_default_provider()]


def test_every_setting_is_known_and_no_other_is_read() -> None:
    """The keys to which a misspelt one is compared are the keys that are read."""
    asked: set[str] = set()
    Settings.resolve(asked.add, {})
    assert {f"marketo:{key}" for key in KEYS} == asked - {"marketo:provider"}
    assert warned_of({f"marketo:{key}": "x" for key in KEYS if key != "munchkinId"}) == []


def test_what_is_not_ours_is_left_alone() -> None:
    """Other namespaces, other programs' variables, and variables of what is set differently."""
    others = {
        "MARKETO_ENDPOINT": "x",
        "MARKETO_SECRET": "x",
        "MARKETO": "x",
        "marketo_base_url": "",
    }
    assert warned_of({"project:baseURL": "x", "marketoo:baseUrl": "x"}, others) == []
    set_anyway = {"marketo:baseUrl": "https://123-ABC-456.mktorest.com"}
    assert warned_of(set_anyway, {"MARKETO_BASEURL": "http://localhost:1"}) == []


def test_a_key_that_resembles_no_setting_is_reported_without_a_guess() -> None:
    """A person finds it by its name."""
    (warning,) = warned_of({"marketo:zzz": "x"})
    assert warning.endswith("ignores: marketo:zzz")


def test_no_secret_is_in_a_warning_or_a_representation() -> None:
    """Neither one that is stored in plain text nor one that was pasted into an address."""
    values: dict[str, object] = {
        "marketo:clientSecret": SECRET,
        "marketo:quotaStore": f"redis://:{SECRET}@store.example.com",
        "marketo:baseUrl": f"https://u:{SECRET}@123-ABC-456.mktorest.com",
        "marketo:x": SECRET,
    }
    outside = {"MARKETO_BASE_URL": f"https://u:{SECRET}@999-XYZ-999.mktorest.com"}
    warnings = warned_of(values, outside, ())
    assert len(warnings) == 4
    assert SECRET not in str(warnings)
    assert SECRET not in repr(Configuration(values, bool, outside, "prod"))


def test_one_instance_in_two_forms_is_one_instance() -> None:
    """Whatever the case, the form and the end of the address."""
    inside: dict[str, object] = {"marketo:munchkinId": "123-ABC-456"}
    assert warned_of(inside, {"MARKETO_BASE_URL": "https://123-abc-456.mktorest.com/rest"}) == []
    (warning,) = warned_of(inside, {"MARKETO_MUNCHKIN_ID": "123-ABC-457"})
    assert warning.startswith(
        "MARKETO_MUNCHKIN_ID (123-ABC-457) wins over marketo:munchkinId (123-ABC-456): "
    )
