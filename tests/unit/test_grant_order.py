"""Keep the order of a user's grants: an index means the same in program, state and preview."""

from __future__ import annotations

import pytest

from marketo_resources.core.unknown import UNKNOWN, Unknown
from marketo_resources.role_grants.grant import Grant, arranged


def grants(pairs: str) -> list[Grant | Unknown]:
    """Return grants of roles by letter, each in workspace 1."""
    return [Grant(role_id=str(ord(letter)), workspace_id="1") for letter in pairs]


def letters(found: list[Grant | Unknown]) -> str:
    """Return the letters of grants."""
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
def test_grants_that_stay_are_not_moved_by_added_and_removed_ones(
    before: str, declared: str, kept: str
) -> None:
    """A new grant takes the place of a removed one, or comes last."""
    assert letters(arranged(grants(declared), grants(before))) == kept


def test_unknown_grants_are_new_and_never_lost() -> None:
    """A preview may not know a grant, or its ids; each of them stays in the list."""
    unknown, waiting = UNKNOWN, Grant(role_name="Later", workspace="Default")
    [a, b] = grants("AB")
    assert arranged([unknown, b, waiting, waiting], [a, b]) == [unknown, b, waiting, waiting]
