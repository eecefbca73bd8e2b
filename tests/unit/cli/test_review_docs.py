"""Check that docs/review.md has the table of the rules, and names every option."""

from __future__ import annotations

import re

import click

from marketo_resources.cli.review.command import command
from marketo_resources.cli.review.rules import RULES
from tests.support.pages.review import OWN_USER_TABLE, TABLE


def test_the_table_on_the_page_is_that_of_the_rules() -> None:
    """With each rule's weight, meaning and remedy, and what else holds for one's own user."""
    TABLE.assert_is_written()
    OWN_USER_TABLE.assert_is_written()


def test_the_page_names_every_option_and_no_other() -> None:
    """Its commands name no rule that does not exist."""
    page = TABLE.text()
    options = {name for option in command.params for name in option.opts if name[:2] == "--"}
    named = set(re.findall(r"--[a-z][a-z-]+", page)) - {"--refresh"}
    assert named == options
    [counted] = re.findall(r"--fail-on ([a-z,-]+) \\", page)
    assert set(counted.split(",")) <= RULES.keys()
    assert isinstance(command, click.Command)
