"""Answer the questions that take changing the user that was made, and putting it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from marketo_resources.cli.proving.bench import LAST_NAME, Bench
from marketo_resources.cli.proving.exchanges import of_user
from marketo_resources.cli.proving.questions import question
from marketo_resources.cli.proving.readings import Conclusion, Inconclusive
from marketo_resources.cli.proving.subject import all_users_of, same_address
from marketo_resources.marketo import dates

_IN_USE = 611
_FEWEST = 4
"""A list of fewer users than this does not show its order."""
_FORMS: dict[str, Callable[[datetime], str]] = {
    "guide": dates.guide_update_form,
    "specification": dates.specification_update_form,
    "iso": dates.invite_form,
}


@question(
    "Does an update without `apiOnly` leave it?",
    "Whether an update without `apiOnly` clears it",
    calls=5,
)
def update_keeps_api_only(bench: Bench) -> Conclusion:
    """Send a last name alone, and look at the flag; if it is cleared, set it again."""
    answer = bench.update(lastName=LAST_NAME)
    if not answer.is_done:
        raise Inconclusive(f"the update was refused ({answer.in_words})")
    if bench.user().api_only:
        return Conclusion("yes")
    bench.update(apiOnly=True)
    if not bench.user().api_only:
        bench.userid, bench.why_none = "", "an update made it a person's, and nothing undid that"
    return Conclusion("no", "an update without apiOnly clears it")


@question("Does an update take `apiOnly`?", "Whether an update takes `apiOnly`", calls=1)
def update_takes_api_only(bench: Bench) -> Conclusion:
    """Send what it is already."""
    return Conclusion(bench.update(apiOnly=True).outcome)


@question("In which order is the list of all users?", "The order of the list of users", calls=6)
def order(bench: Bench) -> Conclusion:
    """See where the new user stands, first with a last name that sorts early, then late."""
    if bench.by_person:
        raise Inconclusive("the user was there already, so it need not be the newest")
    early = _listing(bench)
    with _changed(bench, "ZZ try", LAST_NAME):
        late = _listing(bench)
    if len(early) < _FEWEST:
        raise Inconclusive(
            f"the list has {len(early)} users, too few to tell one order from another"
        )
    places = [userids.index(bench.subject()) for userids in (list(early), list(late))]
    if places[0] != places[1]:
        return Conclusion(
            "by-name", f"from place {places[0] + 1} to {places[1] + 1} of {len(early)}"
        )
    return _by_age([*early.values()], places[0])


def _by_age(ids: list[int], place: int) -> Conclusion:
    """Conclude the order from the numbers of the users, of whom the new one stands at a place."""
    if ids == sorted(ids) and place == len(ids) - 1:
        return Conclusion("oldest-first", "ids ascend, and the new user is last")
    if ids == sorted(ids, reverse=True) and place == 0:
        return Conclusion("newest-first", "ids descend, and the new user is first")
    raise Inconclusive("it is neither by age nor by name")


@contextmanager
def _changed(bench: Bench, name: str, back: str) -> Iterator[None]:
    answer = bench.update(lastName=name)
    if not answer.is_done:
        raise Inconclusive(f"its last name cannot be changed ({answer.in_words})")
    try:
        yield
    finally:
        bench.update(lastName=back)


def _listing(bench: Bench) -> dict[str, int]:
    """Return the numbers of all users by userid, in the order of the list."""
    listed = {one.userid: one.id for one in all_users_of(bench.marketo)}
    if bench.subject() not in listed:
        raise Inconclusive("the list no longer shows the user")
    known = {userid: number for userid, number in listed.items() if number is not None}
    if len(known) < len(listed):
        raise Inconclusive("the list does not show the numbers of all users")
    return known


@question("Which forms of a date does an update take?", "The date in an update", calls=6)
def update_dates(bench: Bench) -> Conclusion:
    """Send three ends of the access, a day apart, each in another form."""
    taken = [
        name
        for days, (name, form) in enumerate(_FORMS.items(), 1)
        if _is_taken(bench, form, bench.expiry() + timedelta(days=days))
    ]
    if not taken:
        raise Inconclusive("no documented form was taken")
    return Conclusion(", ".join(taken))


def _is_taken(bench: Bench, form: Callable[[datetime], str], moment: datetime) -> bool:
    return bench.update(expiresAt=form(moment)).is_done and bench.user().expires_at == moment


@question("Can an expiry be removed?", "Whether an expiry can be removed", calls=6)
def expiry_removed(bench: Bench) -> Conclusion:
    """Send an empty text, then null; set it again if it is gone."""
    if bench.user().expires_at is None:
        raise Inconclusive("the user has no expiry")
    for name, empty in (("an empty text", ""), ("null", None)):
        answer = bench.update(expiresAt=empty)
        if answer.is_done and bench.user().expires_at is None:
            _restore_expiry(bench)
            return Conclusion("yes", f"by {name}")
    return Conclusion("no", answer.outcome)


@question("What does an expiry in the past do?", "What an expiry in the past does", calls=6)
def expiry_in_past(bench: Bench) -> Conclusion:
    """Send yesterday, look at the lock, and set a later end again."""
    yesterday = bench.expiry() - timedelta(days=31)
    answer = _send_expiry(bench, yesterday)
    if answer is not None:
        return Conclusion(answer)
    user = bench.user()
    _restore_expiry(bench)
    if user.expires_at != yesterday:
        return Conclusion("done, and another end is kept")
    return Conclusion(
        "done, and the user is locked" if user.is_locked else "done, and nothing is locked"
    )


def _send_expiry(bench: Bench, moment: datetime) -> str | None:
    """Send an expiry in each form until one is taken; return the last refusal if none is."""
    for form in _FORMS.values():
        answer = bench.update(expiresAt=form(moment))
        if answer.is_done:
            return None
    return answer.outcome


def _restore_expiry(bench: Bench) -> None:
    if bench.user().expires_at != bench.expiry():
        _send_expiry(bench, bench.expiry())


@question("May the address of a user change?", "Whether an address may change on Adobe identity",
          calls=3)  # fmt: skip
def address_changes(bench: Bench) -> Conclusion:
    """Give the user the second address, and the first one back."""
    if not bench.chosen.second_address:
        raise Inconclusive("no second address was given (--second-email-address)")
    answer = bench.update(emailAddress=bench.chosen.second_address)
    if not answer.is_done:
        return Conclusion(answer.outcome)
    is_changed = same_address(bench.user().email_address, bench.chosen.second_address)
    bench.update(emailAddress=bench.chosen.address)
    return Conclusion("yes" if is_changed else "no, though it was done")


@question(
    "Can a user that a service uses be edited?",
    "Whether a user that a service uses can be edited",
    calls=1,
)
def edit_in_use(bench: Bench) -> Conclusion:
    """Send the caller's own user its own first name, where the operator lets this be tried."""
    if not bench.chosen.with_own_user:
        raise Inconclusive(
            "it would send the user behind these credentials its own first name, which is tried "
            "with --own-user alone"
        )
    if "update" not in bench.outcomes or not bench.outcomes["update"].is_done:
        raise Inconclusive("no update of a user without a service was done")
    if not bench.userid:
        raise Inconclusive(bench.why_none)
    own = bench.own_user()
    answer = bench.marketo.post(of_user(own.userid, "update.json"), {"firstName": own.first_name})
    if answer.is_done:
        return Conclusion("allowed")
    if answer.code == _IN_USE:
        return Conclusion("refused", answer.in_words)
    raise Inconclusive(f"it was refused for another reason ({answer.in_words})")
