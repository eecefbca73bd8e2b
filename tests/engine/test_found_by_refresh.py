"""Explain, by a notice, each diff that shows `found_by_refresh` or `unfinished`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketo_simulator import Simulator
from marketo_simulator.records import Service
from tests.support.engine.provider_process import configuration, provider_process
from tests.support.engine.subscription import role_id, user_named

EMAIL = "etl@example.com"
USER: dict[str, Any] = {
    "__name": "etl",
    "email_address": EMAIL,
    "first_name": "E",
    "last_name": "TL",
    "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
}
NOT_API_ONLY = (
    'ApiOnlyUser "etl": is no longer API-only in Marketo, which the state keeps as '
    "found_by_refresh. Until API Only is ticked again, no `up` changes this user and no `destroy` "
    "deletes it."
)
API_ONLY_AGAIN = (
    'ApiOnlyUser "etl": is API-only again in Marketo, so found_by_refresh leaves the state.'
)
LEFT_UNFINISHED = (
    'ApiOnlyUser "etl": the last `up` recorded first_name as unfinished, that is, not as declared. '
    "A refresh records what Marketo holds in its place, and a preview lists what still differs "
    "from the program."
)
VERIFIED_AGAIN = (
    'CustomService "etl": a refresh recorded in found_by_refresh that client_secret no longer '
    "works. `up` verifies the service again, and fails while it does not work."
)
NOTHING_WRONG = (
    'CustomService "etl": the refresh finds nothing wrong with the service now, so the state no '
    "longer records any trouble in found_by_refresh and unfinished."
)


def about(says: Path, words: str) -> list[str]:
    """Return the lines of a process that contain these words."""
    return [line for line in says.read_text().splitlines() if words in line]


def service_of(marketo: Simulator) -> Service:
    """Make a custom service of an API-only user."""
    user = marketo.subscription.add_user(
        EMAIL, "E", "TL", grants=[(role_id(marketo, "Warehouse API"), 1)]
    )
    return marketo.subscription.add_service("etl", user)


def declared(service: Service, **others: object) -> dict[str, Any]:
    """Return what a program declares of it."""
    return {
        "__name": "etl",
        "service_name": "etl",
        "user_id": EMAIL,
        "email_address": EMAIL,
        "client_id": service.client_id,
        "client_secret": service.client_secret,
        **others,
    }


def test_a_refresh_explains_a_user_that_is_no_longer_api_only_and_that_is_again(
    marketo: Simulator, tmp_path: Path
) -> None:
    """Once each; what it says about `destroy` is what `destroy` does."""
    with provider_process(configuration(marketo)) as process:
        inputs, _ = process.check("ApiOnlyUser", USER)
        identity, outputs = process.create("ApiOnlyUser", inputs)
    user_named(marketo, EMAIL).api_only = False
    says = tmp_path / "says"
    with provider_process(configuration(marketo), says=says) as process:
        _, found, _ = process.read("ApiOnlyUser", identity, outputs)
        process.read("ApiOnlyUser", identity, found)
        assert about(says, "API") == [NOT_API_ONLY]
        with pytest.raises(Exception, match="is no longer API-only in Marketo"):
            process.delete("ApiOnlyUser", identity, found)
        user_named(marketo, EMAIL).api_only = True
        _, found, _ = process.read("ApiOnlyUser", identity, found)
        process.read("ApiOnlyUser", identity, found)
    assert about(says, "API") == [NOT_API_ONLY, API_ONLY_AGAIN]


def test_a_refresh_explains_that_it_takes_unfinished_of_a_user_away(
    marketo: Simulator, tmp_path: Path
) -> None:
    """The preview after it lists what Marketo holds and what is declared, which explains itself."""
    marketo.subscription.switches.rewrites = True
    with provider_process(configuration(marketo)) as process:
        inputs, _ = process.check("ApiOnlyUser", USER | {"first_name": "R&D"})
        identity, outputs = process.create("ApiOnlyUser", inputs)
    assert outputs["unfinished"] == ["first_name"]
    says = tmp_path / "says"
    with provider_process(configuration(marketo), says=says) as process:
        _, seen, inputs = process.read("ApiOnlyUser", identity, outputs)
        process.read("ApiOnlyUser", identity, seen)
    assert (seen["unfinished"], inputs["first_name"]) == ([], "R&amp;D")
    assert about(says, "unfinished") == [LEFT_UNFINISHED]


@pytest.mark.parametrize("offline", ["false", "true"])
@pytest.mark.parametrize("others", [{}, {"permissions": ["Read-Only Person"]}], ids=str)
def test_a_preview_explains_that_a_service_is_verified_again(
    marketo: Simulator, tmp_path: Path, offline: str, others: dict[str, Any]
) -> None:
    """Also where something else changes in it, and in a preview that does not ask Marketo."""
    service = service_of(marketo)
    with provider_process(configuration(marketo)) as process:
        inputs, _ = process.check("CustomService", declared(service))
        identity, outputs = process.create("CustomService", inputs)
        secret, service.client_secret = service.client_secret, "replaced"
    with provider_process(configuration(marketo)) as process:
        _, found, inputs = process.read("CustomService", identity, outputs)
    service.client_secret = secret
    says = tmp_path / "says"
    settings = configuration(marketo, offlinePreview=offline)
    with provider_process(settings, says=says) as process:
        assert process.check("CustomService", declared(service, **others), inputs)[1] == {}
    assert about(says, "CustomService") == [VERIFIED_AGAIN]
    says = tmp_path / "later"
    with provider_process(configuration(marketo), says=says) as process:
        _, seen, _ = process.read("CustomService", identity, found)
        process.read("CustomService", identity, seen)
    assert about(says, "CustomService") == [NOTHING_WRONG]


def test_a_preview_says_nothing_of_a_found_trouble_where_another_service_takes_its_place(
    marketo: Simulator, tmp_path: Path
) -> None:
    """The update verifies the new service; the record is deleted with the replaced one."""
    service = service_of(marketo)
    with provider_process(configuration(marketo)) as process:
        inputs, _ = process.check("CustomService", declared(service))
    inputs |= {"found_by_refresh": "client_secret no longer works"}
    another = marketo.subscription.add_service("etl 2", user_named(marketo, EMAIL))
    says = tmp_path / "says"
    with provider_process(configuration(marketo), says=says) as process:
        assert process.check("CustomService", declared(another), inputs)[1] == {}
    (line,) = about(says, "CustomService")
    assert "is replaced in the state only" in line
