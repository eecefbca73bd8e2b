"""Resolve grants against the roles and workspaces that Marketo has."""

from __future__ import annotations

import unicodedata

import pytest

from marketo_resources.marketo import models
from marketo_resources.role_grants.grant import Grant
from marketo_resources.role_grants.resolution import Catalogue
from tests.support.marketo.endpoints import ROLE, WORKSPACE

COMPOSED, DECOMPOSED = "Zo\u00eb API", "Zoe\u0308 API"


def role(number: int, name: str) -> models.Role:
    """Return a role that a person has made."""
    made = {"id": number, "name": name, "type": "custom", "isOnlyAllZones": False}
    return models.Role.model_validate(ROLE | made)


def workspace(number: int, name: str) -> models.Workspace:
    """Return a workspace."""
    return models.Workspace.model_validate(WORKSPACE | {"id": number, "name": name})


def problems(
    catalogue: Catalogue, grant: dict[str, str], before: dict[str, str] | None = None
) -> dict[str, str]:
    """Return what is wrong with a grant, by the property at fault."""
    recorded = [] if before is None else [Grant(**before)]
    return {one.property: one.reason for one in catalogue.resolve([Grant(**grant)], recorded)[1]}


@pytest.mark.parametrize("declared", [COMPOSED, DECOMPOSED], ids=ascii)
@pytest.mark.parametrize("held", [COMPOSED, DECOMPOSED], ids=ascii)
def test_names_compare_whichever_way_their_letters_are_written(declared: str, held: str) -> None:
    """An accent may be a separate character, which nobody can see."""
    catalogue = Catalogue([role(7, held)], [workspace(1, held), workspace(2, "Europe")])
    grant = Grant(role_name=declared, workspace=declared)
    expected = Grant(role_id="7", role_name=COMPOSED, workspace_id="1", workspace=COMPOSED)
    assert catalogue.resolve([grant]) == ([expected], [])


def test_names_that_become_equal_are_told_apart_by_ids() -> None:
    """The problem shows the letters, which look the same, as escapes."""
    catalogue = Catalogue(
        [role(7, COMPOSED), role(8, DECOMPOSED)], [workspace(1, COMPOSED), workspace(2, DECOMPOSED)]
    )
    both = "(id {}: 'Zo\\xeb API', id {}: 'Zoe\\u0308 API')"
    assert problems(catalogue, {"role_name": COMPOSED, "workspace": COMPOSED}) == {
        "roles[0].role_name": f"2 roles are named 'Zoë API' {both.format(7, 8)}: rename all but "
        "one in Admin > Users & Roles > Roles, or grant the one meant by "
        "marketo.RoleGrant(role_id=…)",
        "roles[0].workspace": f"2 workspaces are named 'Zoë API' {both.format(1, 2)}: rename all "
        "but one in Admin > Workspaces & Partitions, or give the one meant as workspace_id",
    }
    assert problems(catalogue, {"role_id": "8", "workspace_id": "2"}) == {}


def test_a_name_goes_on_meaning_what_state_of_0_1_0_says() -> None:
    """0.1.0 distinguished the two; a new grant may mean either, so an id is asked for."""
    catalogue = Catalogue(
        [role(7, COMPOSED), role(8, DECOMPOSED)], [workspace(1, COMPOSED), workspace(2, DECOMPOSED)]
    )
    ids = {"role_id": "8", "workspace_id": "2"}
    declared = {"role_name": DECOMPOSED, "workspace": DECOMPOSED}
    resolved, wrong = catalogue.resolve([Grant(**declared)], [Grant(**declared, **ids)])
    assert wrong == []
    assert resolved == [Grant(**declared, **ids)]


def test_a_renamed_role_and_a_renamed_workspace_are_reported_together() -> None:
    """The state says what the names stood for."""
    catalogue = Catalogue([role(7, "New API")], [workspace(1, "Default"), workspace(2, "EMEA")])
    declared = {"role_name": "Old API", "workspace": "Europe"}
    before = declared | {"role_id": "7", "workspace_id": "2"}
    assert problems(catalogue, declared, before) == {
        "roles[0].role_name": "the role 'Old API' (7) is now called 'New API' in Marketo: declare "
        "role_name='New API', or rename it back in Admin > Users & Roles > Roles",
        "roles[0].workspace": "the workspace 'Europe' (2) is now called 'EMEA' in Marketo: declare "
        "workspace='EMEA', or rename it back in Admin > Workspaces & Partitions",
    }


def test_a_name_that_the_program_changed_is_not_said_to_be_renamed_in_marketo() -> None:
    """Nobody renamed anything there."""
    catalogue = Catalogue([role(7, "Old API")], [workspace(1, "Default"), workspace(2, "Europe")])
    before = {"role_name": "Old API", "workspace": "Europe", "role_id": "7", "workspace_id": "2"}
    assert problems(catalogue, {"role_name": "New", "workspace": "Asia"}, before) == {
        "roles[0].role_name": "Marketo has no role named 'New'. Besides those that "
        "Marketo comes with, there are: 'Old API'. A "
        "new role is made by a person, because Marketo has no call for it: Admin > Users & Roles > "
        "Roles > New Role.",
        "roles[0].workspace": "Marketo has no workspace 'Asia'. There are: 'Default', 'Europe'.",
    }


def test_roles_that_marketo_comes_with_are_not_offered_for_a_missing_one() -> None:
    """They are for people; a misspelt one is reported all the same."""
    standard = models.Role.model_validate(ROLE | {"id": 1, "name": "Analytics User"})
    catalogue = Catalogue([standard], [workspace(1, "Default")])
    missing = problems(catalogue, {"role_name": "Loader"})["roles[0].role_name"]
    assert "There are only those that Marketo comes with. A new role is made by" in missing
    misspelt = problems(catalogue, {"role_name": "Analytic User"})["roles[0].role_name"]
    assert "Did you mean 'Analytics User'?" in misspelt


def test_the_name_of_all_workspaces_is_offered_where_it_is_misspelt() -> None:
    """It is the name of none of them, so no list of workspaces has it."""
    catalogue = Catalogue([role(7, "Old API")], [workspace(1, "Default"), workspace(2, "Europe")])

    def problem_of(name: str) -> str:
        return problems(catalogue, {"role_name": "Old API", "workspace": name})[
            "roles[0].workspace"
        ]

    assert problem_of("all zones").endswith(
        "'AllZones', which differs only in case or spaces: write it so."
    )
    assert problem_of("AllZone") == "Marketo has no workspace 'AllZone'. Did you mean 'AllZones'?"
    assert problem_of("Asia").endswith("There are: 'Default', 'Europe'.")


def test_an_id_given_as_a_name_is_recognized() -> None:
    """For example `role.id` instead of `role.role_name`."""
    catalogue = Catalogue([role(7, "Old API")], [workspace(1, "Default"), workspace(2, "Europe")])
    found = problems(catalogue, {"role_name": "7", "workspace": "2"})
    assert "7 is the id of the role 'Old API': give it as role_id" in found["roles[0].role_name"]
    assert (
        "2 is the id of the workspace 'Europe': give it as workspace_id"
        in (found["roles[0].workspace"])
    )


def test_similar_names_are_found_whichever_way_letters_are_written() -> None:
    """Otherwise a name would be offered that looks like the one that was written."""
    catalogue = Catalogue([role(7, DECOMPOSED)], [workspace(1, "Default")])
    found = problems(catalogue, {"role_name": "zoë\u00a0api"})["roles[0].role_name"]
    assert "There is 'Zoë API', which differs only in case or spaces" in found
    assert unicodedata.is_normalized("NFC", found)
