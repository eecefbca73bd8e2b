"""Move the end of an access period in steps, early enough, and never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketo_resources import access_period_end

START = "2026-01-01T00:00:00+00:00"
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2025-06-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("2026-01-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("2026-03-17T23:59:59+00:00", "2026-04-01T00:00:00+00:00"),
        ("2026-03-18T00:00:00+00:00", "2026-06-30T00:00:00+00:00"),
        ("2026-04-01T00:00:00+00:00", "2026-06-30T00:00:00+00:00"),
    ],
)
def test_the_next_period_is_declared_two_weeks_before_the_end(now: str, end: str) -> None:
    """Periods of 90 days from the first of January on."""
    assert access_period_end(START, days=90, now=datetime.fromisoformat(now)) == end


@given(MOMENTS, st.integers(1, 400), st.data())
def test_there_is_always_time_left_and_never_more_than_a_period(
    now: datetime, days: int, data: st.DataObject
) -> None:
    """More than the renewal window, and at most that and one period, once the first has begun."""
    early = data.draw(st.integers(0, days - 1))
    end = datetime.fromisoformat(
        access_period_end(START, days=days, renew_days_before=early, now=now)
    )
    left = end - now
    assert left > timedelta(days=early)
    if now >= datetime.fromisoformat(START):
        assert left <= timedelta(days=early + days)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"days": 0}, "at least 1 day"),
        ({"days": 7}, "less than days"),
        ({"days": 90, "now": datetime(2026, 1, 1)}, "aware"),  # noqa: DTZ001 - the mistake
    ],
)
def test_numbers_that_do_not_fit_are_refused(arguments: dict[str, int], says: str) -> None:
    """The error says what would fit."""
    with pytest.raises(ValueError, match=says):
        access_period_end(START, **arguments)  # type: ignore[arg-type]
