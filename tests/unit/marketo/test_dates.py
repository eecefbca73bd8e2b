"""Read the several forms in which Marketo writes one instant."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketo_resources.marketo import dates

INSTANTS = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(9990, 1, 1),  # noqa: DTZ001 - same
    timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
NOON = datetime(2020, 12, 31, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2020-12-31T07:00:00-05:00",
        "20201231T07:00:00.000t-0500",
        "2020-12-31T12:00:00.000t+0000",
        "20201231T12:00:00.0t+0000",
        "20201231T12:00:00t+0000",
        "2020-12-31T12:00:00.123456789Z",
        "2020-12-31T12:00:00Z+0000",
        "2020-12-31T12:00:00.000+0000",
        " 2020-12-31T12:00:00Z ",
    ],
)
def test_each_documented_form_is_read_as_the_same_instant(text: str) -> None:
    """Dashes, fraction, the letter t and the colon of the offset are each optional."""
    assert dates.parse_date(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2020-12-31",
        "2020-12-31T12:00:00",
        "2020-13-31T12:00:00Z",
        "2020-12-31T12:00:00+99:99",
        "0001-01-01T00:00:00+14:00",
        "\uff12\uff10\uff12\uff10-12-31T12:00:00Z",
    ],
)
def test_what_names_no_instant_is_an_error(text: str) -> None:
    """A date without an offset could be any of 26 hours, so it is not guessed."""
    with pytest.raises(ValueError, match=r"date|month|offset|must be"):
        dates.parse_date(text)


@given(INSTANTS)
@example(datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-12))))
def test_every_instant_survives_every_form(instant: datetime) -> None:
    """Whatever we write, we read back as the same instant at second precision."""
    written = [
        dates.invite_form(instant),
        dates.guide_update_form(instant),
        dates.specification_update_form(instant),
    ]

    assert {dates.parse_date(text) for text in written} == {instant.replace(microsecond=0)}


@given(
    INSTANTS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", ".0", ".000", ".12"]),
)
def test_every_form_of_an_answer_is_read(
    instant: datetime,
    dashes: bool,  # noqa: FBT001 - drawn
    letter: bool,  # noqa: FBT001 - drawn
    colon: bool,  # noqa: FBT001 - drawn
    fraction: str,
) -> None:
    """Any mix of the documented parts is read as the instant that it names."""
    day = f"{instant:%Y-%m-%d}" if dashes else f"{instant:%Y%m%d}"
    offset = instant.isoformat()[-6:] if colon else f"{instant:%z}"
    text = f"{day}T{instant:%H:%M:%S}{fraction}{'t' if letter else ''}{offset}"

    assert dates.parse_date(text) == instant.replace(microsecond=0)


def test_the_forms_are_those_of_adobes_samples() -> None:
    """Invitations have ISO 8601 with a colon and no milliseconds, updates the guide's form."""
    assert dates.invite_form(NOON) == "2020-12-31T12:00:00+00:00"
    assert dates.guide_update_form(NOON) == "20201231T12:00:00.000t+0000"
    assert dates.specification_update_form(NOON) == "2020-12-31T12:00:00.000t+0000"


def test_a_date_without_offset_cannot_be_written() -> None:
    """It names no instant."""
    with pytest.raises(ValueError, match="without an offset"):
        dates.invite_form(datetime(2020, 12, 31))  # noqa: DTZ001 - what is refused
