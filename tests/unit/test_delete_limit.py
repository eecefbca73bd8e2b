"""Limit how many users one command may delete."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marketo_resources import ResourceError
from marketo_resources.api_only_user.lifecycle import ApiOnlyUserLifecycle
from marketo_resources.api_only_user.properties import ApiOnlyUserOutputs
from marketo_resources.core.command_journal import CommandJournal
from marketo_resources.core.ownership import Ownership
from marketo_resources.core.properties import Partial
from marketo_resources.setting_names import MaxDeletes, Origin, Place
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.engine.subscription import role_id
from tests.support.marketo.in_provider import instance_of

BY_ENVIRONMENT = Origin("maxDeletes", Place.ENVIRONMENT)


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo with six API-only users."""
    with Simulator() as simulator:
        grants = [(role_id(simulator, "Warehouse API"), 1)]
        for number in range(6):
            simulator.subscription.add_user(address(number), "E", "TL", grants=grants)
        yield simulator


def address(number: int) -> str:
    """Return the address, which is also the userid, of one of them."""
    return f"etl-{number}@example.com"


def provider(
    marketo: Simulator,
    most: int | None,
    *,
    name: str = "",
    origin: Origin = BY_ENVIRONMENT,
    ownership: Ownership | None = None,
) -> ApiOnlyUserLifecycle:
    """Return what deletes users in a provider process."""
    allowed = None if most is None else MaxDeletes(most, origin)
    return ApiOnlyUserLifecycle(
        instance_of(marketo, max_deletes=allowed, provider=name, ownership=ownership)
    )


def delete(lifecycle: ApiOnlyUserLifecycle, number: int, *, adopted: bool = False) -> None:
    """Delete one of the users."""
    state = ApiOnlyUserOutputs.model_construct(
        email_address=address(number), first_name="E", last_name="TL", roles=[], adopted=adopted
    )
    lifecycle.delete(address(number), Partial(state))


def left(marketo: Simulator) -> int:
    """Return how many of the users still exist."""
    return sum(user.userid.startswith("etl-") for user in marketo.subscription.users)


def refusal(lifecycle: ApiOnlyUserLifecycle, number: int) -> str:
    """Check that a delete is refused before anything is sent; return why."""
    with pytest.raises(ResourceError) as caught:
        delete(lifecycle, number)
    return str(caught.value)


def test_the_delete_beyond_the_limit_is_refused_before_it_is_sent(marketo: Simulator) -> None:
    """The error says how many were deleted, and where to allow more."""
    lifecycle = provider(marketo, 2)
    delete(lifecycle, 0)
    delete(lifecycle, 1)
    marketo.app.calls.clear()
    assert refusal(lifecycle, 2) == (
        "etl-2@example.com was not deleted: MARKETO_MAX_DELETES lets one command delete 2 users "
        "at most, and that many are deleted. If more are meant, run the same command again with a "
        "larger MARKETO_MAX_DELETES"
    )
    assert left(marketo) == 4
    assert not any(call["changed"] for call in marketo.app.calls.all())


@pytest.mark.parametrize(
    ("origin", "remedy"),
    [
        (
            Origin("maxDeletes", Place.CONFIGURATION),
            "MARKETO_MAX_DELETES. `destroy` does not see a change of marketo:maxDeletes before",
        ),
        (
            Origin("maxDeletes", Place.PROVIDER, "sandbox"),
            'declare a larger max_deletes of Provider("sandbox"), and run `pulumi up`.',
        ),
    ],
)
def test_the_remedy_names_the_place_of_the_limit(
    origin: Origin, remedy: str, marketo: Simulator
) -> None:
    """The environment overrides a configuration, but not an explicit provider."""
    assert remedy in refusal(provider(marketo, 0, origin=origin), 0)


def test_without_a_limit_any_number_is_deleted(marketo: Simulator) -> None:
    """As before there was one."""
    lifecycle = provider(marketo, None)
    for number in range(6):
        delete(lifecycle, number)
    assert left(marketo) == 0


def test_what_is_only_forgotten_does_not_count(marketo: Simulator) -> None:
    """An adopted user, and one that an administrator has deleted."""
    lifecycle = provider(marketo, 1)
    delete(lifecycle, 0)
    delete(lifecycle, 1, adopted=True)
    marketo.subscription.remove_user(marketo.subscription.users[-1])
    lifecycle.instance.users(again=True)
    delete(lifecycle, 5)
    assert "delete 1 user at most" in refusal(lifecycle, 2)
    assert left(marketo) == 4


def test_a_delete_that_is_refused_does_not_count(marketo: Simulator) -> None:
    """Marketo answered that nothing was done."""
    lifecycle = provider(marketo, 1)
    user = marketo.subscription.user_of_email(address(0))
    assert user
    marketo.subscription.add_service("in use", user)
    with pytest.raises(ResourceError, match="code 611"):
        delete(lifecycle, 0)
    delete(lifecycle, 1)
    assert left(marketo) == 5


def test_a_delete_whose_answer_is_lost_counts(marketo: Simulator) -> None:
    """The user may be gone, and here it is."""
    lifecycle = provider(marketo, 1)
    marketo.app.faults.add(Fault("cut", "{userid}/delete.json", when="after"))
    delete(lifecycle, 0)
    assert left(marketo) == 5
    refusal(lifecycle, 1)


def test_a_pending_invitation_counts() -> None:
    """Somebody made that user."""
    with Simulator(pending=True) as marketo:
        for number in range(2):
            marketo.subscription.add_user(address(number), "E", "TL", pending=True)
        lifecycle = provider(marketo, 1)
        delete(lifecycle, 0)
        refusal(lifecycle, 1)
        assert left(marketo) == 1


def test_the_processes_of_a_provider_count_together(marketo: Simulator, tmp_path: Path) -> None:
    """All threads of all of them; another provider counts by itself."""
    journals = [CommandJournal(lambda: tmp_path, "127.0.0.1:40001", print) for _ in range(3)]
    processes = [
        provider(marketo, 3, name=name, ownership=Ownership(journal))
        for name, journal in zip(("a", "a", "b"), journals, strict=True)
    ]

    def is_deleted(number: int) -> bool:
        try:
            delete(processes[number % 2], number)
        except ResourceError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(is_deleted, range(6))) == 3
    assert left(marketo) == 3
    for number in range(6):
        delete(processes[2], number)
    assert left(marketo) == 0
    for journal in journals:
        journal.close()
