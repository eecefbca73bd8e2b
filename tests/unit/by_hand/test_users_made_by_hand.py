"""Preview and wait for users that people make, because Marketo lets no program make them.

Time passes only where somebody sleeps, and the person clicks through the simulator's own pages.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from marketo_resources import ResourceError
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.clicks.appointments import Appointments
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.subscription import calls, user_named, users
from tests.support.properties.engine_model import RefusedError, forget_processes
from tests.support.properties.listing_engine import ListingEngine, TimeOfItsOwn
from tests.support.time_of_threads import TimeOfThreads

END = "2091-01-01T00:00:00+00:00"
DISPUTED = {"invite.json", "{userid}/update.json", "{userid}/delete.json"}
OWN_DIALOG = "Admin > Users & Roles > Users > Create API Only User; Email: etl@example.com; "
INVITATION = "Admin > Users & Roles > Users > Invite New User; Email: etl@example.com; "
AGAIN = "run `pulumi up` again: it continues with this user"


def declared(name: str = "etl", **others: Any) -> dict[str, Any]:
    """Return a user as a program declares it."""
    return {
        "email_address": f"{name}@example.com",
        "first_name": "E",
        "last_name": "TL",
        "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    } | others


class Stand:
    """A Marketo that refuses, a stack, and a person."""

    def __init__(self, by_hand: str, **switches: Any) -> None:
        self.time = TimeOfItsOwn()
        self.marketo = Simulator(
            clock=self.time.now, **{"user_calls": "refused", "identity": "adobe"} | switches
        )
        self.engine = ListingEngine(self.marketo, time=self.time, by_hand=by_hand)
        self.person = Clerk.of(self.marketo)
        self.appointments = Appointments()
        self.time.later = lambda: self.appointments.keep(self.time.now())

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Let something happen after a number of seconds."""
        self.appointments.at.append((self.time.now() + seconds, act))

    def up(self, *programs: dict[str, Any], passes: float = 0.0) -> str:
        """Apply users under their names; return what was printed."""
        begin = self.time.now()
        self.engine.up({one["email_address"]: one for one in programs})
        assert self.time.now() - begin >= passes
        return in_a_row(self.engine.printed)

    def fails(self, *programs: dict[str, Any]) -> str:
        """Apply users, which must fail; return the error and what was printed."""
        with pytest.raises(Exception, match="could not") as caught:
            self.up(*programs)
        return in_a_row(f"{caught.value}\n{self.engine.printed}")

    def previewed(self, *programs: dict[str, Any]) -> str:
        """Preview users; return what it says of them."""
        listed = self.engine.listed({one["email_address"]: one for one in programs})
        return in_a_row("".join(one.notices for one in listed.values()))


Stands = Callable[..., Stand]


@pytest.fixture
def stands() -> Iterator[Stands]:
    """Makes stands, served until the test is over."""
    with ExitStack() as serving:

        def stand(by_hand: str = "auto", **given: Any) -> Stand:
            made = Stand(by_hand, **given)
            serving.enter_context(made.marketo)
            return made

        yield stand
    forget_processes()


@pytest.mark.parametrize(
    ("user_calls", "words"),
    [("refused", 'code 611: "This API is not available on Adobe'), ("forbidden", "HTTP 403: ")],
)
def test_a_refused_invitation_quotes_marketo_and_lists_the_clicks(
    stands: Stands, user_calls: str, words: str
) -> None:
    """With the declared values, and with what to do next, which then works."""
    stand = stands(user_calls=user_calls)
    text = stand.fails(declared(reason="why", expires_at=END))
    assert "Marketo lets no program make this user" in text
    assert words in text
    assert OWN_DIALOG in text
    for step in ("First Name: E; Last Name: TL; API Only Role: Warehouse API; Create API Only User",
                 "`up` grants Warehouse API in Default", f"Access Expires: {END}, if the dialog",
                 "takes no reason", AGAIN, "config set marketo:usersByHand always`"):  # fmt: skip
        assert step in text
    stand.person.makes("etl@example.com", "E", "TL")
    assert "continues with the API-only user etl@example.com" in stand.previewed(declared())
    stand.up(declared())
    assert [one["grants"] for one in users(stand.marketo)] == [[("Warehouse API", 1)]]
    assert stand.engine.preview({"etl@example.com": declared()}) == {}


def test_the_clicks_are_those_of_the_instances_identity(stands: Stands) -> None:
    """A person whose userid is an address shows Marketo's; API-only users alone show nothing."""
    other = stands(identity="marketo")
    other.marketo.subscription.add_user("ada@example.com", "Ada", "L", api_only=False)
    text = other.fails(declared(reason="why", expires_at=END))
    assert INVITATION in text
    assert (
        f"Reason: why; Access Expires: {END}; Next; Roles: Warehouse API in Default; tick API "
        "Only; Next; Send\nNo mail is sent."
    ) in text
    assert "Create API Only User" not in text
    untold = stands(identity="marketo").fails(declared())
    assert OWN_DIALOG in untold
    assert f"Where Admin shows Invite New User instead: {INVITATION}" in untold


def test_after_one_refusal_no_other_user_of_the_process_is_invited(stands: Stands) -> None:
    """The second goes straight to the person, with the same quote of Marketo."""
    stand = stands()
    process = stand.engine.new_process()
    for name in ("a", "b"):
        provider = process("ApiOnlyUser")
        inputs = provider.check({}, {"__name": name} | declared(name)).inputs
        with pytest.raises(ResourceError, match=r"lets no program make .* not available on Adobe"):
            provider.create(dict(inputs or {}))
    assert calls(stand.marketo).count("invite.json") == 1


def test_an_existing_user_an_invitation_and_a_permission_are_reported_first(stands: Stands) -> None:
    """Trouble with another cause is not blamed on the calls."""
    stand = stands(identity="marketo", pending=True, user_calls="refused")
    stand.marketo.subscription.add_user("etl@example.com", "E", "TL", pending=True)
    assert "is invited already, as a pending invitation" in stand.fails(declared())
    denied = stands(user_calls="allowed")
    role = denied.marketo.subscription.role_named("API User Management")
    assert role
    process = denied.engine.new_process()("ApiOnlyUser")
    inputs = dict(process.check({}, {"__name": "etl"} | declared()).inputs or {})
    denied.marketo.app.faults.add(Fault("code", "invite.json", code=603, times=None))
    with pytest.raises(ResourceError, match="So if the role has them, Marketo lets no program"):
        process.create(inputs)
    assert calls(denied.marketo).count("invite.json") == 1


def test_always_sends_none_of_the_disputed_calls_and_previews_say_so(stands: Stands) -> None:
    """Even where they are allowed: people make, change and delete users, the API grants roles."""
    stand = stands("always", user_calls="allowed")
    assert f"A person must: {OWN_DIALOG}" in stand.previewed(declared())
    assert "`up` fails until it is there." in stand.previewed(declared())
    assert AGAIN in stand.fails(declared())
    stand.person.makes("etl@example.com", "E", "TL")
    stand.up(declared())
    other = declared(last_name="New", roles=[{"role_name": "Warehouse API", "workspace": "Europe"}])
    clicks = "select etl@example.com; Edit User; Last Name: 'TL' → 'New'; Save"
    assert clicks in stand.previewed(other)
    assert clicks in stand.fails(other)
    (before,) = users(stand.marketo)
    assert before["grants"] == [("Warehouse API", 1)], "nothing is half done"
    stand.person.edits("etl@example.com", {"Last Name": "New"})
    stand.up(other)
    (after,) = users(stand.marketo)
    assert after["grants"] == [("Warehouse API", 1002)]
    assert "select etl@example.com; Delete User" in stand.fails()
    assert list(stand.engine.state) == ["etl@example.com"]
    assert stand.person.deletes("etl@example.com") == "Deleted the user etl@example.com."
    stand.up()
    assert stand.engine.state == {}
    assert DISPUTED.isdisjoint(call["endpoint"] for call in stand.marketo.app.calls.all())


@pytest.mark.parametrize("by_hand", ["auto", "always"])
def test_a_wait_finds_the_user_within_seconds_of_the_clicks(stands: Stands, by_hand: str) -> None:
    """It says what to click, how long it waits and how to stop; and grants what is missing."""
    stand = stands(by_hand)
    waiting = declared(wait_for_person=600)
    if by_hand == "always":
        assert "`up` waits up to 600 seconds for it." in stand.previewed(waiting)
    stand.later(130, lambda: stand.person.makes("etl@example.com", "E", "TL"))
    begin = stand.time.now()
    said = stand.up(waiting)
    assert stand.time.now() - begin <= 130 + 15
    assert said.count(OWN_DIALOG) == 1, "what the check has said is not said again by the wait"
    assert "waiting up to 600 seconds for it (interrupting twice stops the wait" in said
    assert re.findall(r"still waiting for a person, (\d+) more seconds: the user etl", said) == [
        *("540", "480")
    ]
    assert "the user etl@example.com is there now." in said
    assert [one["grants"] for one in users(stand.marketo)] == [[("Warehouse API", 1)]]
    assert stand.engine.preview({"etl@example.com": waiting}) == {}


def test_what_the_person_does_wrong_is_named_until_it_is_right(stands: Stands) -> None:
    """API Only not ticked, another last name; a wrong role is corrected without the person."""
    stand = stands(identity="marketo")
    waiting = declared(wait_for_person=600)
    email = "etl@example.com"
    stand.later(20, lambda: stand.person.invites(email, "E", "Wrong", api_only=False))
    accepted = lambda: setattr(user_named(stand.marketo, email), "pending", False)  # noqa: E731 - an act
    stand.later(21, accepted)
    stand.later(60, lambda: stand.person.edits(email, {"API Only": True}))
    stand.later(120, lambda: stand.person.edits(email, {"Last Name": "TL"}))
    said = stand.up(waiting, passes=120)
    lines = said.splitlines()
    named = [line for line in lines if "API Only is not ticked" in line]
    assert len(named) == 1
    assert any("Last Name: 'Wrong' → 'TL'" in line for line in lines)
    assert stand.engine.preview({email: waiting}) == {}


def test_a_wrong_user_at_the_end_of_the_wait_is_named_field_by_field(stands: Stands) -> None:
    """Nothing is recorded, and the next preview names it too."""
    stand = stands()
    waiting = declared(wait_for_person=60)
    stand.later(20, lambda: stand.person.makes("etl@example.com", "E", "Wrong"))
    text = stand.fails(waiting)
    assert "Last Name: 'Wrong' → 'TL'" in text
    assert "not done within 60 seconds" in text
    assert stand.engine.state == {}
    with pytest.raises(RefusedError, match=r"last_name 'Wrong' → 'TL'.*correct last_name in Admin"):
        stand.previewed(waiting)
    stand.person.edits("etl@example.com", {"Last Name": "TL"})
    stand.up(waiting)
    assert list(stand.engine.state) == ["etl@example.com"]


def test_a_user_whose_service_was_tried_meanwhile_is_continued_with(stands: Stands) -> None:
    """In the wait in either mode, and in a later `up` where people make all users."""
    stand = stands()

    def used() -> None:
        stand.person.makes("etl@example.com", "E", "TL")
        user_named(stand.marketo, "etl@example.com").last_login_at = stand.time.now()

    stand.later(20, used)
    stand.up(declared(wait_for_person=60))
    later = stands("always")
    later.person.makes("etl@example.com", "E", "TL")
    user_named(later.marketo, "etl@example.com").last_login_at = later.time.now()
    later.up(declared())
    assert later.engine.state["etl@example.com"].outputs["adopted"] is False
    strict = stands()
    strict.person.makes("etl@example.com", "E", "TL")
    user_named(strict.marketo, "etl@example.com").last_login_at = strict.time.now()
    with pytest.raises(RefusedError, match="set marketo:usersByHand to always"):
        strict.previewed(declared())


@pytest.mark.parametrize("by_hand", ["auto", "always"])
def test_an_expiry_that_nobody_can_set_is_recorded_and_warned_of_once(
    stands: Stands, by_hand: str
) -> None:
    """It does not fail the `up`, is tried again, and can be removed from the program."""
    stand = stands(by_hand)
    stand.later(20, lambda: stand.person.makes("etl@example.com", "E", "TL"))
    said = stand.up(declared(expires_at=END, wait_for_person=60))
    assert said.count("so the access of this user does not end") == 1
    assert stand.engine.state["etl@example.com"].outputs["unfinished"] == ["expires_at"]
    same = declared(expires_at=END, wait_for_person=60)
    assert stand.engine.preview({"etl@example.com": same}) == {"etl@example.com": "update"}
    begin = stand.time.now()
    assert "does not end" in stand.up(same)
    assert stand.time.now() - begin < 60, "it is not waited for"
    user_named(stand.marketo, "etl@example.com").expires_at = stand.time.now() + 86_400
    stand.engine.refresh()
    assert "does not end" not in (said := stand.up(same))
    assert "so the access of this user ends on 20" in said
    user_named(stand.marketo, "etl@example.com").expires_at = None
    stand.up(declared())
    assert stand.engine.state["etl@example.com"].outputs["unfinished"] == []
    assert stand.engine.preview({"etl@example.com": declared()}) == {}


def test_a_person_can_set_the_expiry_in_marketos_dialog(stands: Stands) -> None:
    """On Marketo identity the expiry is waited for like any attribute."""
    stand = stands("always", identity="marketo")
    stand.marketo.subscription.add_user("ada@example.com", "Ada", "L", api_only=False)
    email = "etl@example.com"
    stand.later(20, lambda: stand.person.invites(email, "E", "TL"))
    field = "Access Expires"
    stand.later(90, lambda: stand.person.edits(email, {field: END}))
    waiting = declared(expires_at=END, wait_for_person=600)
    stand.up(waiting, passes=90)
    assert stand.engine.preview({email: waiting}) == {}


def test_refused_changes_and_deletes_are_waited_for_as_well(stands: Stands) -> None:
    """The clicks have each value before and after; the state is kept while the user is there."""
    stand = stands()
    stand.later(20, lambda: stand.person.makes("etl@example.com", "E", "TL"))
    stand.up(declared(wait_for_person=60))
    stand.later(20, lambda: stand.person.edits("etl@example.com", {"First Name": "New"}))
    said = stand.up(declared(first_name="New", wait_for_person=60))
    assert "select etl@example.com; Edit User; First Name: 'E' → 'New'; Save" in said
    assert "the user etl@example.com is as declared now." in said
    assert "could not delete" in stand.fails()
    assert list(stand.engine.state) == ["etl@example.com"]
    stand.later(20, lambda: stand.person.deletes("etl@example.com"))
    assert "the user etl@example.com is gone now." in stand.up()
    assert users(stand.marketo) == []


@pytest.mark.parametrize("edit", [True, False], ids=["change", "delete"])
def test_a_service_in_the_way_is_named_with_the_way_without_an_outage_first(
    stands: Stands, *, edit: bool
) -> None:
    """Another user for the service, and only then its deletion; the waiting command continues."""
    stand = stands(user_calls="allowed", edit_in_use="refused")
    spare = stand.marketo.subscription.add_user("spare@example.com", "S", "P", grants=[(1003, 1)])
    stand.up(declared(wait_for_person=600))
    service = stand.marketo.subscription.add_service(
        "S", user_named(stand.marketo, "etl@example.com")
    )
    stand.later(100, lambda: setattr(service, "userid", spare.userid))
    said = stand.up(*[declared(first_name="New", wait_for_person=600)] * edit)
    assert said.index("Edit Service; choose another API Only User") < said.index("Delete Service")
    assert {one["first"] for one in users(stand.marketo)} == ({"New", "S"} if edit else {"S"})


def everything_at_once(
    time: TimeOfThreads, engine: ListingEngine, programs: Sequence[dict[str, Any]]
) -> list[str]:
    """Create users as the engine does, four at once; return each id or error, and the output."""
    provider = engine.new_process()("ApiOnlyUser")

    def act(wire: dict[str, Any]) -> Callable[[], str]:
        def create() -> str:
            checked = provider.check({}, {"__name": wire["email_address"]} | wire)
            return str(provider.create(dict(checked.inputs or {})).id)

        return create

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        futures = time.all_done([act(one) for one in programs], threads=4)
    results = [str(one.exception() or one.result()) for one in futures]
    return [*results, printed.getvalue()]


def stand_of_threads() -> tuple[TimeOfThreads, Simulator, ListingEngine, Appointments]:
    """Return a Marketo that refuses, with a time that threads share."""
    time = TimeOfThreads()
    marketo = Simulator(clock=time.now, user_calls="refused", identity="adobe")
    engine = ListingEngine(marketo, time=time)  # type: ignore[arg-type]
    appointments = Appointments()
    time.later = lambda: appointments.keep(time.now())
    return time, marketo, engine, appointments


MANY = [f"u{number}" for number in range(40)]


def test_forty_users_share_one_wait_one_list_and_the_look_ups() -> None:
    """Four at once: the person makes one every 20 seconds, and each is found soon after."""
    time, marketo, engine, appointments = stand_of_threads()
    person = Clerk.of(marketo)
    with marketo:
        begin = time.now()
        for number, name in enumerate(MANY):
            make = partial(person.makes, f"{name}@example.com", "E", "TL")
            appointments.at.append((begin + 20 * (number + 1), make))
        programs = [declared(name, wait_for_person=1000) for name in MANY]
        *made, said = everything_at_once(time, engine, programs)
        assert sorted(one["email"] for one in users(marketo)) == sorted(
            f"{name}@example.com" for name in MANY
        )
        assert not any("could not" in one for one in made), made
        assert time.now() - begin <= 20 * len(MANY) + 15
        asked = calls(marketo)
    forget_processes()
    assert all(said.count(f"Email: {name}@example.com\n") == 1 for name in MANY)
    waits = re.findall(r"still waiting for a person, \d+ more seconds: (.*)\.", said)
    assert max(len(line.split("; ")) for line in waits) == 4
    assert len(waits) <= 800 / 60 + 1 + len(MANY), "one line reports it for all"
    assert asked.count("invite.json") <= 4
    # At most one look-up every five seconds for all users, and one or two for each new user.
    assert asked.count("allusers.json") <= 800 / 5 * 2 + 2 * len(MANY)


def test_after_the_deadline_the_others_look_once_and_fail_with_their_clicks() -> None:
    """Nobody waits 40 times as long."""
    time, marketo, engine, appointments = stand_of_threads()
    person = Clerk.of(marketo)
    with marketo:
        begin = time.now()
        appointments.at.append((begin + 59, lambda: person.makes("u39@example.com", "E", "TL")))
        programs = [declared(name, wait_for_person=60) for name in MANY]
        *results, _said = everything_at_once(time, engine, programs)
        assert time.now() - begin <= 62
    forget_processes()
    *failed, last = results
    assert all(
        f"Email: {name}@example.com\n" in text for name, text in zip(MANY[:-1], failed, strict=True)
    )
    assert "could not" not in last, "it was there at the one look"
