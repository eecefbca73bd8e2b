"""Make the table of the access review's rules for docs/review.md."""

from __future__ import annotations

from collections.abc import Iterator

from marketo_resources.cli.review.own_user import REMEDIES
from marketo_resources.cli.review.rules import RULES
from tests.support.pages.table import Table
from tests.support.project import ROOT


def _lines() -> Iterator[str]:
    yield "| rule | weight | breaks it | why it matters | what to do |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in RULES.values():
        states = " (needs a state)" if rule.needs_states else ""
        yield (
            f"| `{rule.name}` | {rule.weight} | {rule.title}{states} | {rule.meaning} "
            f"| {rule.remedy} |"
        )


def _lines_of_own_user() -> Iterator[str]:
    yield "| rule | what to do |"
    yield "| --- | --- |"
    for name in RULES:
        if name in REMEDIES:
            yield f"| `{name}` | {REMEDIES[name].format(f'{name}=ADDRESS')} |"


TABLE = Table(ROOT / "docs/review.md", "rules", _lines)
OWN_USER_TABLE = Table(ROOT / "docs/review.md", "own-user", _lines_of_own_user)
