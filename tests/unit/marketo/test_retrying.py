"""Send and wait as the table of troubles says."""

import logging
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Response

from marketo_resources.marketo import MarketoClient, errors
from marketo_resources.marketo.documented_forms import is_about_the_form
from marketo_resources.marketo.error_table import LOST, TROUBLES, Again, Trouble
from marketo_resources.marketo.retrying import BUDGET, Retrier, wait
from tests.support.marketo.stand import USERS, Stand, Waits, answer
from tests.support.marketo.stand import errors as said

ADA = f"{USERS}/ada@example.com"
READ, WRITE = f"{ADA}/user.json", f"{ADA}/roles/create.json"
RENEWED = {"601", "602", "HTTP 401"}
CODES = [row for row in TROUBLES.values() if row.name.isdecimal()]
STATUSES = [
    row for row in TROUBLES.values() if row.name.startswith("HTTP ") and row.name[5:].isdecimal()
]


def tries_of(row: Trouble, *, changes: bool) -> int:
    """Return how often the table lets a call be sent."""
    verdict = row.write if changes else row.read
    if row.name in RENEWED:
        return 2
    return verdict.tries if isinstance(verdict, Again) else 1


def sent(
    stand: Stand, client: MarketoClient, given: Response, *, changes: bool
) -> errors.MarketoError:
    """Return the error of a call that always gets this answer."""
    stand.answers[READ] = stand.answers[WRITE] = [given]
    call = (
        partial(client.add_roles, "ada@example.com", [])
        if changes
        else (partial(client.get_user, "ada@example.com"))
    )
    with pytest.raises(errors.MarketoError) as caught:
        call()
    return caught.value


def assert_as_the_table_says(
    stand: Stand, row: Trouble, error: errors.MarketoError, *, changes: bool
) -> None:
    """Check how often the call was sent, and the kind of error."""
    # A body refused for its form is sent once more in the other documented form.
    refused = changes and isinstance(error, errors.RefusedError) and is_about_the_form(error)
    forms = 2 if refused else 1
    assert len(stand.to(WRITE if changes else READ)) == tries_of(row, changes=changes) * forms
    assert isinstance(error, errors.OutcomeUnknownError) is (changes and row.write is LOST)


@pytest.mark.parametrize("changes", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("row", CODES, ids=lambda row: row.name)
def test_a_code_is_tried_as_the_table_says(
    stand: Stand, client: MarketoClient, row: Trouble, *, changes: bool
) -> None:
    """It becomes OutcomeUnknownError where a change may have been carried out."""
    error = sent(stand, client, said(row.name), changes=changes)
    assert_as_the_table_says(stand, row, error, changes=changes)
    assert error.code == int(row.name)


@pytest.mark.parametrize("changes", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("row", STATUSES, ids=lambda row: row.name)
def test_a_status_is_tried_as_the_table_says(
    stand: Stand, client: MarketoClient, row: Trouble, *, changes: bool
) -> None:
    """Whatever the body is."""
    status = int(row.name[5:])
    error = sent(stand, client, Response("no JSON", status), changes=changes)
    assert_as_the_table_says(stand, row, error, changes=changes)
    assert error.status == status


def test_a_rate_limit_waits_out_the_window(
    stand: Stand, client: MarketoClient, waits: Waits
) -> None:
    """The call was not carried out, so a write is sent again as well."""
    stand.answers[WRITE] = [said("606"), answer(200, [])]
    assert client.add_roles("ada@example.com", []) == []
    assert waits.slept == [20.0]


def test_too_many_calls_at_once_back_off(stand: Stand, client: MarketoClient, waits: Waits) -> None:
    """Each wait is longer than the one before."""
    stand.answers[WRITE] = [said("615"), said("615"), said("615"), answer(200, [])]
    client.add_roles("ada@example.com", [])
    assert waits.slept == [1.0, 2.0, 4.0]


def test_the_daily_quota_stops_at_once_and_says_when_it_resets(
    stand: Stand, client: MarketoClient, waits: Waits
) -> None:
    """Nobody should wait until midnight in Texas."""
    error = sent(stand, client, said("607"), changes=False)
    assert isinstance(error, errors.QuotaExhaustedError)
    assert "midnight US Central Time" in str(error)
    assert waits.slept == []


def test_every_row_has_a_source() -> None:
    """It says where a rule comes from."""
    assert [row.name for row in TROUBLES.values() if not row.source] == []


@given(
    st.builds(
        Again,
        tries=st.integers(1, 50),
        first=st.floats(0, 100),
        growth=st.floats(1, 4),
        jitter=st.floats(0, 10),
    ),
    st.data(),
)
def test_no_call_waits_longer_than_its_budget(verdict: Again, data: st.DataObject) -> None:
    """An interrupted `up` waits for the running call."""
    waited, tries = 0.0, 1
    while (seconds := wait(verdict, tries, waited, data.draw(st.floats(0, 1)))) is not None:
        waited, tries = waited + seconds, tries + 1
    assert waited <= BUDGET
    assert tries <= verdict.tries


def test_what_is_no_trouble_of_marketos_is_not_tried_again(waits: Waits) -> None:
    """A mistake of this package shows at once, and unchanged."""
    sendings: list[int] = []

    def send() -> None:
        sendings.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Retrier(waits.clock, print, "localhost").run(send, changes=False)
    assert (sendings, waits.slept) == ([1], [])


def test_a_logger_that_fails_does_not_fail_the_call(
    stand: Stand, client: MarketoClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short waits are logged, and a program may have any handler."""

    class Failing(logging.Handler):
        def emit(self, _: logging.LogRecord) -> None:
            raise OSError("nobody reads this")

    log = logging.getLogger("marketo_resources")
    monkeypatch.setattr(log, "handlers", [Failing()])
    monkeypatch.setattr(log, "level", logging.INFO)
    roles = f"{USERS}/roles.json"
    stand.answers[roles] = [said("502"), answer(200, [])]
    assert client.get_roles() == []
    assert len(stand.to(roles)) == 2
