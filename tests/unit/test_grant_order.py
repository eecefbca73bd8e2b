"""The order of a user's grants: an index means the same grant in program, state and preview."""

from __future__ import annotations

import pytest

from marketo_resources.core.unknown import UNKNOWN, Unknown
from marketo_resources.role_grants.grant import Grant, arranged


def grants(pairs: str) -> list[Grant | Unknown]:
    """Grants of roles by letter, each in workspace 1."""
    return [Grant(role_id=str(ord(letter)), workspace_id="1") for letter in pairs]


def letters(found: list[Grant | Unknown]) -> str:
    """The letters of grants."""
    return "".join(chr(grant.pair[0]) for grant in found if isinstance(grant, Grant) and grant.pair)


@pytest.mark.parametrize(
    ("before", "declared", "kept"),
    [
        ("", "BA", "BA"),
        ("BA", "AB", "BA"),
        ("AB", "CAB", "ABC"),
        ("AB", "ABDC", "ABDC"),
        ("ABC", "AC", "AC"),
        ("AB", "AC", "AC"),
        ("AB", "CB", "CB"),
        ("AB", "BC", "CB"),
        ("ABC", "XBYZ", "XBYZ"),
        ("ABC", "", ""),
    ],
)
def test_what_stays_is_not_moved_by_what_comes_or_goes(
    before: str, declared: str, kept: str
) -> None:
    """A new grant takes the place of one that is gone, or follows the others."""
    assert letters(arranged(grants(declared), grants(before))) == kept


def test_what_is_not_known_yet_is_new_and_never_lost() -> None:
    """A preview may not know a grant, or its ids; each stays in the list, however many."""
    unknown, waiting = UNKNOWN, Grant(role_name="Later", workspace="Default")
    [a, b] = grants("AB")
    assert arranged([unknown, b, waiting, waiting], [a, b]) == [unknown, b, waiting, waiting]
