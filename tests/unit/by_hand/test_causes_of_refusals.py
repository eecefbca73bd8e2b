"""Distinguish refusals that close a call to all programs from those about one user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from marketo_resources import ResourceError
from marketo_resources.core.identity import Identity, identity_of
from marketo_resources.marketo.models import UserSummary
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.subscription import calls
from tests.support.properties.engine_model import forget_processes
from tests.support.properties.listing_engine import ListingEngine, TimeOfItsOwn

USER: dict[str, Any] = {
    "email_address": "etl@example.com",
    "first_name": "E",
    "last_name": "TL",
    "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
}


@pytest.fixture
def engine() -> Iterator[ListingEngine]:
    """Return a stack on a Marketo."""
    time = TimeOfItsOwn()
    with Simulator(clock=time.now) as marketo:
        yield ListingEngine(marketo, time=time)
    forget_processes()


def refused(engine: ListingEngine, **how: Any) -> str:
    """Apply the user while its invitation gets this answer; return the error."""
    engine.marketo.app.faults.add(Fault(endpoint="invite.json", times=None, **how))
    with pytest.raises(ResourceError) as caught:
        engine.up({"u": USER})
    assert engine.state == {}
    return str(caught.value)


@pytest.mark.parametrize(
    "how",
    [
        *({"kind": "code", "code": code} for code in (605, 610, 611, 616, 703)),
        *({"kind": "status", "status": status} for status in (403, 404, 405)),
    ],
    ids=lambda how: str(how.get("code") or how.get("status")),
)
def test_an_endpoint_that_is_closed_or_not_there_is_for_no_program(
    engine: ListingEngine, how: dict[str, Any]
) -> None:
    """The error comes at once, without a minute of looking for a user that cannot be there."""
    begin = engine.time.now()
    text = refused(engine, **how)
    assert "Marketo lets no program make this user" in text
    assert "Create API Only User; Email: etl@example.com" in in_a_row(text)
    assert engine.time.now() - begin < 10
    assert calls(engine.marketo).count("invite.json") == 1


@pytest.mark.parametrize("code", [701, 709, 1003])
def test_a_refusal_that_may_be_about_a_value_says_both(engine: ListingEngine, code: int) -> None:
    """Marketo's words come first; the next user of the process is still tried."""
    text = refused(engine, kind="code", code=code)
    assert f"code {code}" in text
    assert "If these words are about a value, correct it in the program." in text
    assert "Create API Only User; Email: etl@example.com" in in_a_row(text)


def of(userid: str, *, api_only: bool = False) -> UserSummary:
    """Return a user as the list of all users shows it."""
    return UserSummary(userid=userid, email_address="ada@example.com", api_only=api_only)


@pytest.mark.parametrize(
    ("userids", "identity"),
    [
        (["ada@example.com"], Identity.MARKETO),
        (["8d7f2f3e-6b1c-4f0a-9a43-6f1d2c9b7e55@adobe.com"], Identity.ADOBE),
        (["8d7f2f3e-6b1c-4f0a-9a43-6f1d2c9b7e55"], Identity.ADOBE),
        (["0A1B2C3D4E5F60718293A4B5@AdobeID"], Identity.ADOBE),
        (["ada@example.com", "0A1B2C3D4E5F60718293A4B5@AdobeID"], Identity.ADOBE),
        ([], Identity.UNKNOWN),
    ],
)
def test_userids_of_people_show_the_identity(userids: list[str], identity: Identity) -> None:
    """One generated id is enough; if all are addresses, the identity is Marketo's."""
    assert identity_of(map(of, userids)) is identity


def test_an_api_only_user_shows_an_identity_only_by_a_generated_id() -> None:
    """Its userid may be its address on either."""
    assert identity_of([of("etl@example.com", api_only=True)]) is Identity.UNKNOWN
    generated = "8d7f2f3e-6b1c-4f0a-9a43-6f1d2c9b7e55@adobe.com"
    assert identity_of([of(generated, api_only=True)]) is Identity.ADOBE
