"""Find out whom a custom service acts as, however Marketo and the program name the user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from marketo_resources.core.properties import Partial, parse
from marketo_resources.custom_service.properties import CustomServiceInputs
from marketo_resources.custom_service.verification import (
    Verification,
    nameless_token,
    verify_service,
)
from marketo_simulator import Simulator
from marketo_simulator.records import Service
from tests.support.marketo.in_provider import instance_of

EMAIL = "warehouse-api@example.com"


@pytest.fixture(params=["marketo", "adobe"])
def marketo(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """Serve a Marketo whose tokens name their user by the e-mail address, or by a generated id."""
    with Simulator(identity=request.param) as simulator:
        yield simulator


@pytest.fixture
def service(marketo: Simulator) -> Service:
    """Make a service whose user is not the operator."""
    user = marketo.subscription.add_user(EMAIL, "W", "API")
    return marketo.subscription.add_service("warehouse", user)


def verified(marketo: Simulator, service: Service, **named: str) -> Verification:
    """Return what is found out about a service of whose user this much is known."""
    inputs = inputs_of(service, **named)
    return verify_service(instance_of(marketo), inputs, probing=False, worked_before=False)


def verified_as_new(marketo: Simulator, service: Service, **named: str) -> Verification:
    """Return the same of a service that is new or changed."""
    inputs = inputs_of(service, **named)
    return verify_service(instance_of(marketo), inputs, probing=True, worked_before=False)


def inputs_of(service: Service, **named: str) -> Partial[CustomServiceInputs]:
    """Return what is declared of a service, as far as it is known."""
    given: dict[str, Any] = {
        "service_name": "s",
        "client_id": service.client_id,
        "client_secret": service.client_secret,
    }
    return parse(CustomServiceInputs, given | named).values


def test_the_user_is_known_by_either_name_in_any_case(marketo: Simulator, service: Service) -> None:
    """`scope` holds one of them, and Adobe does not say in which case."""
    for known in (
        {"user_id": service.userid, "email_address": EMAIL},
        {"user_id": service.userid.upper(), "email_address": EMAIL.title()},
        {"user_id": service.userid},
    ):
        assert verified(marketo, service, **known).problems == ()


def test_the_address_is_enough_where_the_id_is_not_known_yet(
    marketo: Simulator, service: Service
) -> None:
    """A preview that adopts the user knows the service already, but not yet the user's id."""
    assert verified(marketo, service, email_address=EMAIL).problems == ()


def test_an_unknown_user_is_not_compared(marketo: Simulator, service: Service) -> None:
    """Both names may come from a resource that is still to be made."""
    assert verified(marketo, service).problems == ()


@pytest.mark.parametrize("acts_as", ["the id's user", "the address's user"])
def test_an_id_and_an_address_of_two_users_are_refused(marketo: Simulator, acts_as: str) -> None:
    """Each of them alone would fit the token of one of the two."""
    users = [marketo.subscription.add_user(f"{name}@example.com", "A", "B") for name in "ab"]
    index = ["the id's user", "the address's user"].index(acts_as)
    service = marketo.subscription.add_service("s", users[index])
    named = {"user_id": users[0].userid, "email_address": "b@example.com"}
    (problem,) = verified_as_new(marketo, service, **named).problems
    assert problem.property == "email_address"
    assert "user_id, which is the id of a@example.com: give user_id and email" in problem.reason


def test_an_address_that_the_user_had_before_is_no_second_user(
    marketo: Simulator, service: Service
) -> None:
    """A token names its user for up to an hour by the address that it was issued for."""
    user = marketo.subscription.user(service.userid)
    assert user
    user.email_address = "renamed@example.com"
    found = verified_as_new(marketo, service, user_id=service.userid, email_address=EMAIL)
    assert [one for one in found.problems if one.property == "email_address"] == []


@pytest.mark.parametrize("known", ["user_id", "email_address"])
def test_another_user_is_named_by_its_address(
    marketo: Simulator, service: Service, known: str
) -> None:
    """A generated id means nothing to a person."""
    (problem,) = verified(marketo, service, **{known: "somebody-else@example.com"}).problems
    assert problem.property == "client_id"
    acts, _, should = problem.reason.partition("not as ")
    assert EMAIL in acts
    assert should.startswith("somebody-else@example.com: ")


def test_a_token_that_names_nobody_proves_nothing(marketo: Simulator, service: Service) -> None:
    """The problem says so; the token does not count as the user's."""
    problem = nameless_token(instance_of(marketo), inputs_of(service, email_address=EMAIL), "")
    assert problem
    assert "does not say whom it acts as" in problem.reason
