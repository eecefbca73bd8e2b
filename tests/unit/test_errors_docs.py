"""docs/errors.md says what the code does, and explains each of its messages."""

from __future__ import annotations

from marketo_resources.marketo.error_table import TROUBLES
from tests.support.pages.errors import (
    TABLE,
    quote_of,
    quoted,
    quoted_elsewhere,
    written_in_remedies,
)
from tests.support.pages.said_by_the_package import NO_MESSAGES, PACKAGE, messages
from tests.support.project import pages

NAMES_OF_OTHERS = {
    "--replace",
    'aliases=[pulumi.Alias(name="old name")]',
    "aliases=[pulumi.Alias(parent=…)]",
    "josé@example.com",
}
"""Options of Pulumi's, and an example, which the package's source does not hold."""


def test_the_table_is_as_the_code_has_it() -> None:
    """Else: `python -m tests.support.pages`."""
    TABLE.assert_is_written()


def test_every_message_of_the_package_is_explained() -> None:
    """A message that is missing here goes into a table of docs/errors.md, what to do included."""
    quotes = quoted()
    missing = [f"{place}: {text}" for place, text in messages() if not quote_of(text, quotes)]
    assert missing == []


def test_every_quote_of_the_page_stands_for_a_message_of_the_package() -> None:
    """One that the code no longer has leaves the page, also where a longer message contains it."""
    quotes = quoted()
    texts = [text for _, text in messages()] + [row.meaning for row in TROUBLES.values()]
    assert set(quotes) - {quote_of(text, quotes) for text in texts} == set()


def test_messages_that_other_pages_quote_are_those_of_the_package() -> None:
    """A page that says what to look for quotes what is printed now."""
    texts = [text for _, text in messages()]
    others = [path for path in pages().values() if path != TABLE.page]
    quotes = [part for path in others for part in quoted_elsewhere(path.read_text("utf-8"))]
    assert len(quotes) > 5
    assert [part for part in quotes if not any(part in text for text in texts)] == []


def test_no_message_is_explained_twice() -> None:
    """Of two rows with one quote, one could go stale unnoticed."""
    quotes = quoted()
    assert [quote for quote in set(quotes) if quotes.count(quote) > 1] == []


def test_names_and_commands_of_the_explanations_are_those_of_the_package() -> None:
    """A setting or argument that is renamed is renamed in the page too."""
    sources = [path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))]
    written = written_in_remedies() - NAMES_OF_OTHERS
    assert len(written) > 30
    assert {name for name in written if not any(name in text for text in sources)} == set()


def test_the_page_explains_more_than_a_hundred_messages() -> None:
    """So that nobody empties both sides unseen."""
    assert len(quoted()) > 100


def test_every_file_that_is_said_to_hold_no_message_is_there() -> None:
    """A file that is gone leaves the list, so that a new one of its name is read."""
    assert [name for name in NO_MESSAGES if not (PACKAGE / name).is_file()] == []
