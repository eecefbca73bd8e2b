"""Damage valid answers of Marketo: a call gives a typed result or one of our errors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from marketo_resources.marketo import MarketoClient, dates, errors, models
from marketo_simulator import Simulator
from tests.support.marketo.calls import CALLS, ID
from tests.support.marketo.mutations import HEADERS, mutated
from tests.support.marketo.stand import SECRET, Waits, settings_for, token

FEW, MANY = 40, 4000
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
STATUSES = st.sampled_from([200] * 12 + [201, 204, 206, 302, 400, 401, 404, 429, 500, 503])
SEEDS = st.integers(0, 2**63)


class Recorder(httpx.BaseTransport):
    """Carries calls to a simulator, and keeps the last answer."""

    def __init__(self, marketo: Simulator) -> None:
        self._wsgi = httpx.WSGITransport(app=marketo.app)
        self.last = b""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a call."""
        response = self._wsgi.handle_request(request)
        self.last = response.read()
        return response


class Damaged(httpx.BaseTransport):
    """Gives a token, and to every other call the same damaged answer."""

    def __init__(self, answer: httpx.Response, *, identity: bool) -> None:
        self._answer = answer.status_code, answer.headers.raw, answer.content
        self._identity = identity

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a call."""
        if request.url.path == "/identity/oauth/token" and not self._identity:
            return httpx.Response(200, json=token())
        status, headers, body = self._answer
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


@cache
def valid_answers(name: str) -> list[bytes]:
    """Return what the simulator answers to a call, in each of Adobe's spellings and dates."""
    return list(_answers(name))


def _answers(name: str) -> Iterator[bytes]:
    for spelling, form in (("guide", "guide"), ("specification", "compact"), ("guide", "iso")):
        marketo = Simulator(spelling=spelling, dates=form)  # type: ignore[arg-type]
        role = marketo.subscription.role_named("Warehouse API")
        assert role
        if name != "invite_user":
            pending = "invited" in name
            marketo.subscription.add_user(
                ID, "A", "B", grants=[(role.id, 1)], pending=pending, expires_at=4e9
            )
        recorder = Recorder(marketo)
        given_settings = settings_for(
            "http://localhost", client_id=marketo.client_id, client_secret=marketo.client_secret
        )
        with MarketoClient(given_settings, recorder, clock=Waits().clock) as client:
            try:
                CALLS[name](client)
            except errors.RefusedError as refusal:
                event(f"refused: {refusal.code}")
        yield recorder.last


def survives(name: str, seed: int, status: int, headers: dict[str, str]) -> None:
    """Damage an answer, and read it."""
    chance = random.Random(seed)  # noqa: S311 - it only has to be repeatable
    body = mutated(chance.choice(valid_answers(name)), chance)
    answer = httpx.Response(status, headers=headers)
    answer._content = body  # noqa: SLF001 - a body that its headers do not describe
    transport = Damaged(answer, identity=name == "token_owner")
    with MarketoClient(
        settings_for("http://localhost"), transport, clock=Waits().clock, announce=print
    ) as client:
        try:
            result: Any = CALLS[name](client)
        except errors.MarketoError as refusal:
            result = refusal
    event(type(result).__name__)
    assert SECRET not in str(result)
    assert result is None or isinstance(result, str | list | models.Answer | errors.MarketoError)


@pytest.mark.parametrize("name", CALLS)
@settings(QUIET, max_examples=FEW)
@given(SEEDS, STATUSES, st.sampled_from(HEADERS))
def test_a_damaged_answer_gives_a_result_or_one_of_our_errors(
    name: str, seed: int, status: int, headers: dict[str, str]
) -> None:
    """Bits flipped, ends missing, types swapped, keys twice, numbers huge, lists deep."""
    survives(name, seed, status, headers)


@pytest.mark.long
@pytest.mark.parametrize("name", CALLS)
def test_thousands_of_damaged_answers_give_a_result_or_one_of_our_errors(name: str) -> None:
    """The same with more examples."""

    @settings(QUIET, max_examples=MANY)
    @given(SEEDS, STATUSES, st.sampled_from(HEADERS))
    def damaged(seed: int, status: int, headers: dict[str, str]) -> None:
        survives(name, seed, status, headers)

    damaged()


def reads_or_refuses(text: str) -> None:
    """Check that a date is read as an instant in UTC, or refused by a ValueError."""
    try:
        read = dates.parse_date(text)
    except ValueError:
        return
    event("read")
    assert read.utcoffset() is not None
    assert dates.parse_date(dates.invite_form(read)) == read


NEAR_DATES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["2020-12-31T23:59:60", "20201231T235959", "0000-01-01T00:00:00",
                     "9999-12-31T23:59:59", "0001-01-01T00:00:00", "2020-02-30T00:00:00",
                     "2021-02-29T24:00:00"]),
    st.sampled_from(["", ".0", ",5", "." + "9" * 5000]),
    st.sampled_from(["Z", "t+0000", "+23:59", "-23:59", "+24:00", "t-9999", "\uff3a",
                     "+0\u0660:00"]),
)  # fmt: skip
MUTATED_DATES = st.builds(
    lambda text, seed: mutated(text.encode(), random.Random(seed)).decode(errors="replace"),  # noqa: S311 - same
    st.sampled_from(["2020-12-31T08:00:00.000t+0000", "2020-12-31T23:59:59-05:00"]),
    SEEDS,
)


@settings(QUIET, max_examples=300)
@given(NEAR_DATES | MUTATED_DATES | st.text(max_size=40))
def test_any_date_is_read_or_refused(text: str) -> None:
    """Also at the limits of the calendar."""
    reads_or_refuses(text)


@pytest.mark.long
@settings(QUIET, max_examples=20_000)
@given(NEAR_DATES | MUTATED_DATES | st.text(max_size=40))
def test_thousands_of_dates_are_read_or_refused(text: str) -> None:
    """The same with more examples."""
    reads_or_refuses(text)
