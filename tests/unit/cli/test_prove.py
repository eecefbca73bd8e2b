"""Let `prove` find out what a sandbox does, never wrongly, and leave nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest

from marketo_resources.cli.proving.readings import Reading
from marketo_resources.cli.proving.run import QUESTIONS
from marketo_resources.cli.proving.start import Options, ProveError
from marketo_resources.cli.proving.subject import FIRST_NAME
from marketo_resources.cli.proving.untried import UNTRIED_SWITCHES
from marketo_resources.marketo.errors import ConnectionFailedError, UnexpectedAnswerError
from marketo_simulator import like
from marketo_simulator.switches import Switches
from tests.support.pairwise import pairwise
from tests.support.proving import ADDRESS, SECOND, SWITCHES, Owner, Transport, by_name, file_of

ONE_BY_ONE = [{name: value} for name, values in SWITCHES.items() for value in values]
COMBINED = pairwise(SWITCHES)


def is_right(reading: Reading, value: Any, switches: dict[str, Any]) -> bool:
    """Return whether a reading is the switch's value, or is unanswered with a reason."""
    if not reading.is_answered:
        return bool(reading.because)
    if reading.name == "visible_after":  # it is looked for after 0, 1, 3, 7, … seconds
        earlier = reading.value == 0 or value > (float(reading.value or 0) - 1) / 2
        return float(reading.value or 0) >= value and earlier
    if value == "by-identity":
        value = "yes" if Switches(**switches).reads_invitations else "no"
    return bool(reading.value == value)


def test_every_switch_of_the_simulator_is_tried() -> None:
    """Its default comes first; a switch that is never answered has a reason."""
    assert set(SWITCHES) == {one.name for one in fields(Switches)}
    assert {name: values[0] for name, values in SWITCHES.items()} == {
        one.name: one.default for one in fields(Switches)
    }
    assert set(SWITCHES) - {one.name for one in QUESTIONS} == set(UNTRIED_SWITCHES)


@pytest.mark.parametrize("switches", ONE_BY_ONE, ids=str)
def test_each_value_of_a_switch_is_found_out_or_listed_as_unanswered(
    switches: dict[str, Any],
) -> None:
    """Alone, each is found out, except for what no program can try and what hides itself."""
    readings = by_name(Owner(switches).proves())
    [(name, value)] = switches.items()
    assert is_right(readings[name], value, switches), str(readings[name])
    hides_itself = switches == {"visible_after": 100.0}
    assert readings[name].is_answered is not (name in UNTRIED_SWITCHES or hides_itself)


@pytest.mark.parametrize("people", [3, 0])
@pytest.mark.parametrize("switches", COMBINED, ids=range(len(COMBINED)))
def test_no_combination_of_switches_is_answered_wrongly(
    switches: dict[str, Any], people: int, tmp_path: Path
) -> None:
    """Any two values meet in one of these; a simulator like the found values gives them again."""
    owner = Owner(switches, people)
    outcome = owner.proves()
    readings = by_name(outcome)
    wrong = {name: str(readings[name]) for name, value in switches.items()
             if not is_right(readings[name], value, switches)}  # fmt: skip
    assert wrong == {}
    assert owner.addresses[1 : people + 1] == [f"p{number}@corp.test" for number in range(people)]
    assert (ADDRESS in owner.addresses) is bool(outcome.left)

    file = tmp_path / "readings.json"
    file.write_text(json.dumps(file_of(outcome)))
    again = by_name(Owner(like.switches_of(file), people).proves())
    answered = {name: reading.value for name, reading in readings.items() if reading.is_answered}
    assert {name: again[name].value for name in answered} == answered


def test_about_thirty_combinations_make_any_two_values_meet() -> None:
    """So that the whole takes seconds."""
    assert len(COMBINED) < 40
    for one in SWITCHES:
        for other in set(SWITCHES) - {one}:
            met = {(row[one], row[other]) for row in COMBINED}
            assert len(met) == len(SWITCHES[one]) * len(SWITCHES[other])


def test_without_a_permission_the_harmless_gets_answer_nothing() -> None:
    """603 shows neither that a thing is sold nor that it is not."""
    readings = by_name(Owner(has_all_permissions=False).proves())
    for name in ("plan", "crm"):
        assert "code 603" in readings[name].because
        assert "lacks the boxes" in readings[name].because


def test_without_people_the_identity_is_not_guessed() -> None:
    """On either identity an API-only user's userid may be its address; few users show no order."""
    readings = by_name(Owner(people=0).proves())
    assert "no person" in readings["identity"].because
    assert "too few" in readings["order"].because
    assert readings["userid"].value == "address"


def test_risky_tries_are_left_out_unless_asked_for() -> None:
    """Without the options the own user is not touched, and no second address is given."""
    owner = Owner()
    readings = by_name(owner.proves(Options(ADDRESS)))
    assert "--own-user" in readings["edit_in_use"].because
    assert "--second-email-address" in readings["address_changes"].because
    written = [one for one in owner.simulator.app.calls.all() if one["method"] == "POST"]
    assert not any("operator" in one["path"] for one in written)


def test_a_user_that_a_person_made_is_tried_with_where_no_program_can() -> None:
    """Grants are undisputed; the user stays, and the run says so."""
    owner = Owner({"user_calls": "refused"})
    role = owner.subscription.role_named("Warehouse API")
    assert role
    made = owner.subscription.add_user(ADDRESS, FIRST_NAME, "Person", grants=[(role.id, 1)])
    outcome = owner.proves()
    readings = by_name(outcome)
    assert (readings["user_calls"].value, readings["roles_body"].value) == ("refused", "either")
    assert "a person made it" in readings["visible_after"].because
    assert (made.grants, made.first_name) == ([(role.id, 1)], FIRST_NAME)
    assert [ADDRESS in left and "code 611" in left for left in outcome.left] == [True]


def test_it_says_before_it_starts_what_it_will_do_and_in_how_many_calls() -> None:
    """It never makes more calls, whatever the sandbox does."""
    for switches in ({}, {"visible_after": 100.0}, {"roles_body": "input", "errors": "body"}):
        owner = Owner(switches)
        owner.proves()
        [announced] = [line for line in owner.said if "in at most" in line]
        most = int(announced.partition("in at most ")[2].split()[0])
        assert most / 4 < owner.calls <= most
        assert any(ADDRESS in line and FIRST_NAME in line for line in owner.said[:3])


def test_the_file_holds_no_secret_and_nobodys_data() -> None:
    """Even where Marketo's messages quote an address or an id."""
    for switches in ({}, {"identity": "adobe"}, {"pending": True}, {"roles_body": "input"}):
        owner = Owner(switches)
        text = json.dumps(file_of(owner.proves()))
        inside = owner.subscription
        private = [ADDRESS, SECOND, "corp.test", "Petra", "Surname", "Warehouse", "operator",
                   "simulator-secret", "Europe", *inside.tokens,
                   *(user.userid for user in inside.users)]  # fmt: skip
        assert [one for one in private if one in text] == []
        assert "Access token invalid" in text
        assert text.count('"onlyAllZones": ') == 1


class Ends(httpx.BaseTransport):
    """Lets a number of calls through, and then ends them."""

    def __init__(self, inner: httpx.BaseTransport, calls: int, end: BaseException) -> None:
        self._inner, self._left, self._end = inner, calls, end

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a call on, or end it."""
        self._left -= 1
        if self._left == 0 or (self._left < 0 and isinstance(self._end, httpx.HTTPError)):
            raise self._end
        return self._inner.handle_request(request)


def ending(after: int, end: Callable[[], BaseException]) -> Transport:
    """Return a transport on which calls end after this many."""
    return lambda inner: Ends(inner, after, end())


def whole_run() -> int:
    """Return how many calls a run takes, and those of its token."""
    owner = Owner()
    owner.proves()
    return owner.calls + 1


@pytest.mark.parametrize("end", [KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_after_an_interruption_or_a_crash(end: type[BaseException]) -> None:
    """At whichever call it comes; after one in the clean-up, the next run cleans up."""
    for after in range(2, whole_run()):
        owner = Owner()
        is_said = True
        try:
            outcome = owner.proves(through=ending(after, end))
            is_said = ADDRESS not in owner.addresses or bool(outcome.left)
        except (KeyboardInterrupt, RuntimeError):
            is_said = ADDRESS not in owner.addresses or "Left in Marketo" in owner.said[-1]
            is_said |= after <= 8 or end is KeyboardInterrupt  # before anything was made
        assert is_said, after
        if ADDRESS in owner.addresses:
            owner.proves()
        assert owner.addresses == ["operator@example.com", *(f"p{n}@corp.test" for n in range(3))]


def test_the_next_run_cleans_up_after_the_end_of_the_network() -> None:
    """The first run cannot clean up then: it says what is left."""
    seen = set()
    for after in range(5, whole_run(), 3):
        owner = Owner()
        outcome = None
        with suppress(ConnectionFailedError):  # before it began
            outcome = owner.proves(through=ending(after, lambda: httpx.ConnectError("gone")))
        is_left = ADDRESS in owner.addresses
        seen.add(is_left)
        if outcome is not None:
            assert bool(outcome.left) >= is_left
            ended = any("no longer get through" in one.because for one in outcome.readings)
            assert ended or outcome.left  # the latter if the end came during the clean-up
        again = owner.proves()
        assert again.left == []
        assert by_name(again)["user_calls"].value == "allowed"
        assert ADDRESS not in owner.addresses
    assert seen == {True, False}


@pytest.mark.parametrize(
    "fields",
    [
        {"first_name": "Somebody", "api_only": True},
        {"first_name": FIRST_NAME, "api_only": False},
    ],
    ids=["another first name", "a person"],
)
@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.upper(), SECOND])
def test_a_user_that_it_did_not_make_is_never_touched(address: str, fields: dict[str, Any]) -> None:
    """The run refuses to begin, and sends only calls that read."""
    owner = Owner()
    owner.subscription.add_user(address, last_name="Else", **fields)
    before = repr(owner.subscription.users[1:])
    with pytest.raises(ProveError, match="did not make"):
        owner.proves()
    assert repr(owner.subscription.users[1:]) == before
    assert {one["method"] for one in owner.simulator.app.calls.all()[1:]} == {"GET"}


@pytest.mark.parametrize("address", [ADDRESS, SECOND])
def test_the_user_behind_the_credentials_is_never_taken_for_the_one_of_an_earlier_run(
    address: str,
) -> None:
    """Although it has the name: a person may have given the user of a run a service."""
    owner = Owner()
    own = owner.subscription.users[0]
    own.email_address, own.first_name = address, FIRST_NAME
    with pytest.raises(ProveError, match="is the user behind these credentials"):
        owner.proves()
    assert {one["method"] for one in owner.simulator.app.calls.all()[1:]} == {"GET"}


def test_a_user_that_became_a_persons_meanwhile_is_left_alone() -> None:
    """An administrator may have unticked API Only during the run."""
    owner = Owner()

    class Unticks(httpx.BaseTransport):
        def __init__(self, inner: httpx.BaseTransport) -> None:
            self._inner = inner

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("roles/create.json"):
                for user in owner.subscription.users:
                    user.api_only = user.api_only and user.email_address != ADDRESS
            return self._inner.handle_request(request)

    outcome = owner.proves(through=Unticks)
    assert ADDRESS in owner.addresses
    assert "no longer API-only" in outcome.left[0]
    assert not by_name(outcome)["second_deletion"].is_answered


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options("no address"), "is not an e-mail address that Marketo accepts"),
        (Options(ADDRESS, ADDRESS.upper()), "must be another one"),
        (Options(ADDRESS, role="Nonsense"), "there is no role named 'Nonsense'"),
        (Options("operator@example.com"), "is the user behind these credentials"),
    ],
)
def test_what_cannot_be_begun_is_refused_with_what_to_give(options: Options, words: str) -> None:
    """Before anything is changed."""
    with pytest.raises(ProveError, match=words):
        Owner().proves(options)


def test_credentials_that_may_not_list_users_are_sent_to_the_doctor() -> None:
    """Nothing is tried with them."""
    owner = Owner(has_all_permissions=False)
    role = owner.subscription.role_named("API User Management")
    assert role
    role.permissions = []
    with pytest.raises(UnexpectedAnswerError, match=r"code 603.*marketo-resources doctor"):
        owner.proves()


def test_a_subscription_without_roles_of_its_own_says_what_to_make() -> None:
    """A standard role is never given."""
    owner = Owner()
    for role in [one for one in owner.subscription.roles.values() if one.type != "system"]:
        if role.name != "API User Management":
            owner.subscription.remove_role(role)
        else:
            role.type = "system"
    with pytest.raises(ProveError, match="there is no role that a person made"):
        owner.proves()
