"""docs/errors.md says what the code does, and explains each of its messages."""

from __future__ import annotations

from marketo_resources.marketo.error_table import TROUBLES
from tests.support.pages.errors import TABLE, quoted
from tests.support.pages.said_by_the_package import messages, said


def test_the_table_is_as_the_code_has_it() -> None:
    """Else: `python -m tests.support.pages`."""
    TABLE.assert_is_written()


def test_every_message_of_the_package_is_explained() -> None:
    """A message that is missing here goes into a table of docs/errors.md, what to do included."""
    explained = quoted()
    missing = [
        f"{place}: {text}"
        for place, text in messages()
        if not any(quote in text for quote in explained)
    ]
    assert missing == []


def test_every_message_that_is_explained_is_one_of_the_package() -> None:
    """One that the code no longer has leaves the page."""
    texts = [text for _, text in said()] + [row.meaning for row in TROUBLES.values()]
    assert [quote for quote in quoted() if not any(quote in text for text in texts)] == []


def test_the_page_explains_more_than_a_hundred_messages() -> None:
    """So that nobody empties both sides unseen."""
    assert len(quoted()) > 100
