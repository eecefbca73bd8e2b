"""Send every probe to a Marketo, and check what is concluded from each documented answer.

The table is written from Adobe's specification and error codes, not from the package's own: what a
call needs, and what else it may answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from marketo_resources import permissions
from marketo_resources.core.instance import Instance
from marketo_resources.core.properties import Partial
from marketo_resources.custom_service.properties import CustomServiceInputs
from marketo_resources.custom_service.verification import Verification, verify_service
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from marketo_simulator.records import Role, Service
from tests.support.marketo.in_provider import instance_of

USAGE = "rest/v1/stats/usage.json"
ACCESS = ("Access User Management Api", "Access Users")
SCHEMA = ("Read-Write Schema Custom Field", "Read-Write Schema Standard Field")


class Case(NamedTuple):
    """What asks Marketo about a permission, who may ask, and what it proves."""

    endpoint: str
    suffices: tuple[str, ...]
    proved: bool
    other_codes: tuple[int, ...] = ()


def _reading() -> Iterator[tuple[str, Case]]:
    for noun, endpoint, codes in (
        ("Activity", "rest/v1/activities/pagingtoken.json", ()),
        ("Activity Metadata", "rest/v1/activities/external/types.json", ()),
        ("Assets", "rest/asset/v1/channels.json", ()),
        ("Campaign", "rest/v1/campaigns.json", ()),
        ("Company", "rest/v1/companies/describe.json", (1018,)),
        ("Custom Object", "rest/v1/customobjects.json", (1026,)),
        ("Custom Object Type", "rest/v1/customobjects/schema/fieldDataTypes.json", (616,)),
        ("Named Account", "rest/v1/namedaccounts/describe.json", (703,)),
        ("Named Account List", "rest/v1/namedAccountLists.json", (1003, 1006)),
        ("Opportunity", "rest/v1/opportunities/describe.json", (1018,)),
        ("Person", "rest/v1/leads/partitions.json", ()),
        ("Redirect Rules", "rest/asset/v1/landingPageDomains.json", ()),
        ("Sales Person", "rest/v1/salespersons/describe.json", (1018,)),
    ):
        both = (f"Read-Only {noun}", f"Read-Write {noun}")
        yield both[0], Case(endpoint, both, proved=True, other_codes=codes)
        yield both[1], Case(endpoint, both, proved=False, other_codes=codes)


BULK_PEOPLE = "bulk/v1/leads/batch/2147483647.json"
BULK_OBJECTS = "bulk/v1/customobjects/permissionProbe_c/import/2147483647/status.json"
CASES = dict(_reading()) | {
    "Read-Write Person": Case(
        BULK_PEOPLE, ("Read-Write Person",), proved=False, other_codes=(1003, 1013)
    ),
    "Read-Write Custom Object": Case(
        BULK_OBJECTS,
        ("Read-Write Custom Object",),
        proved=False,
        other_codes=(1003, 1013, 1026),
    ),
    **{name: Case("rest/v1/leads/schema/fields.json", SCHEMA, proved=False) for name in SCHEMA},
    **{name: Case("workspaces.json", ACCESS, proved=True) for name in ACCESS},
}
UNPROVABLE = (
    "Activate Campaign",
    "Approve Assets",
    "Deactivate Campaign",
    "Execute Campaign",
)
EACH = pytest.mark.parametrize("name", CASES)
EACH_OTHER = pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name, case in CASES.items() for code in case.other_codes]
)
_numbers = itertools.count()


@pytest.fixture(scope="module")
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo for all probes."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def instance(marketo: Simulator) -> Instance:
    """Return the instance as a provider process sees it."""
    return instance_of(marketo)


@pytest.fixture
def role(marketo: Simulator) -> Role:
    """Return a role without any permission."""
    return marketo.subscription.add_role(f"Role {next(_numbers)}", [])


@pytest.fixture
def service(marketo: Simulator, role: Role) -> Service:
    """Make a custom service whose user holds that role."""
    email = f"user{next(_numbers)}@example.com"
    user = marketo.subscription.add_user(email, "U", "API", grants=[(role.id, 1)])
    return marketo.subscription.add_service("service", user)


@pytest.fixture(autouse=True)
def after(marketo: Simulator) -> Iterator[None]:
    """Remove what a test sets up in Marketo."""
    marketo.app.calls.clear()
    yield
    marketo.app.faults.clear()
    marketo.subscription.allowlist_blocks = False


def verified(instance: Instance, service: Service, *wanted: str) -> Verification:
    """Return what is found out about a service that is declared with these permissions."""
    inputs = CustomServiceInputs.model_validate(
        {
            "service_name": "s",
            "user_id": service.userid,
            "email_address": service.userid,
            "client_id": service.client_id,
            "client_secret": service.client_secret,
            "permissions": list(wanted),
        }
    )
    return verify_service(instance, Partial(inputs), probing=True, worked_before=False)


def asked(marketo: Simulator) -> list[str]:
    """Return the endpoints that were called, except for tokens."""
    return [call["endpoint"] for call in marketo.app.calls.all() if call["endpoint"] != "identity"]


def test_the_table_is_of_all_probes() -> None:
    """Each permission of Access API, and Access Users, is proved or listed as unprovable."""
    assert {*CASES, *UNPROVABLE} == {*permissions.GROUPS["Access API"], "Access Users"}


@EACH
def test_a_permission_that_is_there_is_granted_or_not_verifiable(
    marketo: Simulator, instance: Instance, role: Role, service: Service, name: str
) -> None:
    """It never fails, and is claimed only if an answer proves it. One probe is one call."""
    role.permissions = [name] if name not in ACCESS else list(ACCESS)
    found = verified(instance, service, name)
    assert found.problems == ()
    assert found.unverified == (() if CASES[name].proved else (name,))
    assert asked(marketo) == [USAGE, CASES[name].endpoint]


@EACH
def test_a_permission_that_another_box_opens_is_not_refused(
    instance: Instance, role: Role, service: Service, name: str
) -> None:
    """If Marketo accepts either of two, the other one keeps it from being called missing."""
    case = CASES[name]
    role.permissions = [other for other in case.suffices if other != name] or [name]
    found = verified(instance, service, name)
    assert found.problems == ()
    assert found.unverified == (() if case.proved and name not in ACCESS else (name,))


@EACH
def test_a_permission_that_is_missing_fails_and_is_named(
    instance: Instance, role: Role, service: Service, name: str
) -> None:
    """Although every other permission is there."""
    needed = CASES[name].suffices
    role.permissions = sorted(permissions.CATALOGUE - set(needed))
    wanted = ACCESS if name in ACCESS else (name,)
    (problem,) = verified(instance, service, *wanted).problems
    assert problem.property == "permissions"
    assert name in problem.reason
    assert "missing" in problem.reason


@EACH
def test_behind_an_allowlist_no_permission_is_called_missing(
    marketo: Simulator, instance: Instance, service: Service, name: str
) -> None:
    """`stats/usage` is refused too, and then no probe is sent."""
    marketo.subscription.allowlist_blocks = True
    (problem,) = verified(instance, service, name).problems
    assert problem.property == "client_id"
    assert "IP Restrictions" in problem.reason
    assert USAGE in asked(marketo)
    assert CASES[name].endpoint not in asked(marketo)


@EACH_OTHER
def test_another_documented_answer_proves_nothing(
    marketo: Simulator, instance: Instance, service: Service, name: str, code: int
) -> None:
    """A CRM that owns the records, a plan without the feature, a filter that is not accepted."""
    marketo.app.faults.add(Fault("code", CASES[name].endpoint, code=code))
    found = verified(instance, service, name)
    assert (found.problems, found.unverified) == ((), (name,))
    assert asked(marketo).count(CASES[name].endpoint) == 1


@pytest.mark.parametrize("name", UNPROVABLE)
def test_what_only_a_write_could_prove_is_not_asked(
    marketo: Simulator, instance: Instance, service: Service, name: str
) -> None:
    """It costs no call, and is listed."""
    found = verified(instance, service, name)
    assert (found.problems, found.unverified) == ((), (name,))
    assert asked(marketo) == [USAGE]


def test_no_probe_changes_anything(marketo: Simulator, instance: Instance, role: Role,
                                   service: Service) -> None:  # fmt: skip
    """All at once: each path once, each a GET."""
    role.permissions = sorted(permissions.CATALOGUE)
    verified(instance, service, *CASES, *UNPROVABLE)
    made = [call for call in marketo.app.calls.all() if call["endpoint"] != "identity"]
    assert {call["method"] for call in made} == {"GET"}
    assert [call for call in made if call["changed"]] == []
    assert sorted(call["endpoint"] for call in made) == sorted(
        {USAGE, *(case.endpoint for case in CASES.values())}
    )
