"""Read the kinds of value that properties hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from marketo_resources.core.fields import (
    EmailAddress,
    Identifier,
    Instant,
    Name,
    Remark,
)
from marketo_resources.core.properties import Properties, broken_rules, parse
from marketo_resources.core.unknown import UNKNOWN
from marketo_resources.expiry import parse_instant


class Addressed(Properties):
    """Something with an e-mail address."""

    address: EmailAddress


def form(kind: object, value: object) -> object:
    """Return the form in which state keeps a value."""
    adapter: TypeAdapter[object] = TypeAdapter(kind)  # type: ignore[arg-type]
    return adapter.validate_python(value)


def refusal(kind: object, value: object) -> str:
    """Return why a value is refused."""
    with pytest.raises(ValidationError) as caught:
        form(kind, value)
    return caught.value.errors()[0]["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize("given", ["Api@Example.COM", " api@example.com ", "api@example.com"])
def test_case_and_surrounding_spaces_of_an_email_address_do_not_count(given: str) -> None:
    """One user has one form in state, however its address is written."""
    assert form(EmailAddress, given) == "api@example.com"


@pytest.mark.parametrize("address", ["api+x@a.b.co", "é@x.com", "o'neill@example.com"])
def test_addresses_that_adobes_pattern_accepts_are_accepted(address: str) -> None:
    """Adobe's specification defines valid addresses; it accepts any first letter."""
    assert form(EmailAddress, address) == address
    assert list(broken_rules(parse(Addressed, {"address": address}), None)) == []


@pytest.mark.parametrize(
    "address", ["josé@example.com", "a@exämple.com", "a@日本.example.com", "a٣@x.com", "😀@x.com"]
)
def test_letters_that_adobes_pattern_does_not_take_are_refused_where_they_are_new(
    address: str,
) -> None:
    """Its letters are ASCII; state of 0.1.0 may hold others, which stay."""
    declared = parse(Addressed, {"address": address})
    ((problem, is_new),) = broken_rules(declared, None)
    assert problem.property == "address"
    assert f"{address!r} is not an e-mail address that Marketo accepts" in problem.reason
    assert is_new
    assert [new for _, new in broken_rules(declared, declared)] == [False]
    other = parse(Addressed, {"address": "a@x.com"})
    assert [new for _, new in broken_rules(declared, other)] == [True]


def test_a_letter_that_lowering_makes_a_plain_one_is_refused() -> None:
    """The Kelvin sign looks like a K, and its lower case is k."""
    assert "may stand for another one" in refusal(EmailAddress, "\u212a@example.com")


@pytest.mark.parametrize("address", ["x@localhost", "a b@x.com", "x@-a.com", "plain", "@x.com"])
def test_addresses_that_adobes_pattern_refuses_are_refused_with_the_remedy(address: str) -> None:
    """Marketo would refuse them too, but only during an `up`."""
    assert "write name@domain.tld" in refusal(EmailAddress, address)


@pytest.mark.parametrize("value", ["a@b.co\r\nX: y", "a\x00@b.co", "a\u2028@b.co"])
def test_control_characters_are_refused(value: str) -> None:
    """Nothing gets in that could break out of a header, a path or a line."""
    assert "control character" in refusal(EmailAddress, value)
    assert "control character" in refusal(Name, value)
    assert "control character" in refusal(Remark, value)


def test_a_name_is_trimmed_and_neither_empty_nor_very_long() -> None:
    """Surrounding spaces make no difference in Marketo's admin pages."""
    assert form(Name, "  Sync ") == "Sync"
    assert "is empty" in refusal(Name, "   ")
    assert "at most 255" in refusal(Name, "x" * 256)


@pytest.mark.parametrize(
    "given",
    [
        "2027-06-30T00:00:00+00:00",
        "2027-06-30T00:00:00Z",
        "2027-06-30T02:00:00+02:00",
        "2027-06-29T19:00:00.500-05:00",
        "20270630T000000Z",
    ],
)
def test_one_instant_has_one_form(given: str) -> None:
    """Dates are compared as instants, at the precision of a second that Marketo keeps."""
    assert form(Instant, given) == "2027-06-30T00:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("2027-06-30T00:00:00", "2027-06-30T00:00:00+00:00 for UTC"),
        ("2027-06-30", "write it like 2027-06-30T00:00:00+00:00"),
        ("next year", "not an ISO 8601 date"),
        ("", "not an ISO 8601 date"),
        ("0001-01-01T00:00:00+14:00", "out of range"),
    ],
)
def test_what_names_no_instant_is_refused_with_the_remedy(given: str, remedy: str) -> None:
    """A date without an offset would be a different instant on another machine."""
    assert remedy in refusal(Instant, given)


@given(
    st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(9998, 12, 30)),  # noqa: DTZ001 - the offset is drawn apart
    st.integers(-14 * 60, 14 * 60),
)
def test_the_form_of_an_instant_is_stable_and_the_same_instant(
    naive: datetime, minutes: int
) -> None:
    """What state keeps can be read again and means the same."""
    instant = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    kept = form(Instant, instant.isoformat())
    assert form(Instant, kept) == kept
    assert parse_instant(str(kept)) == instant.replace(microsecond=0).astimezone(UTC)


@pytest.mark.parametrize("given", [101, 101.0, "101", " 101 "], ids=repr)
def test_an_id_is_text_whatever_the_engine_made_of_it(given: object) -> None:
    """The engine passes every number on as a float."""
    assert form(Identifier, given) == "101"


@pytest.mark.parametrize(
    "given", [1.5, "x", True, -1, None, ["1"], "\u0661\u0660", "\uff11"], ids=ascii
)
def test_what_is_no_id_is_refused(given: object) -> None:
    """Marketo's ids of roles and workspaces are whole numbers, written with the digits 0 to 9."""
    assert "not an id of Marketo" in refusal(Identifier, given)


def test_an_unknown_value_is_not_a_string() -> None:
    """A field that may be unknown says so in its type."""
    assert refusal(Name, UNKNOWN) == "Input should be a valid string"
