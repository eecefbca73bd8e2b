"""Treat the only workspace and "all workspaces" as the same."""

from __future__ import annotations

import pytest

from marketo_resources.marketo import models
from marketo_resources.role_grants.resolution import Catalogue
from tests.support.marketo.endpoints import ROLE, WORKSPACE

ONE = [models.Workspace.model_validate(WORKSPACE)]
TWO = [*ONE, models.Workspace.model_validate(WORKSPACE | {"id": 2, "name": "Europe"})]


def held(workspaces: list[models.Workspace], workspace_id: int) -> str:
    """Return how a role is shown that Marketo answers with a workspace."""
    catalogue = Catalogue([models.Role.model_validate(ROLE)], workspaces)
    pair = {"accessRoleId": 2, "accessRoleName": "Standard User", "workspaceId": workspace_id,
            "workspaceName": ""}  # fmt: skip
    [grant] = catalogue.held([models.UserRoleWorkspace.model_validate(pair)])
    return str(grant)


def test_a_grant_means_the_same_in_the_only_workspace_and_in_all() -> None:
    """Adobe's pages do not say which of the two is answered."""
    assert held(ONE, 0) == held(ONE, 1)


@pytest.mark.parametrize("workspace_id", [1, 2])
def test_a_grant_in_all_workspaces_is_another_where_there_are_several(workspace_id: int) -> None:
    """It would give more than was declared."""
    assert held(TWO, 0) != held(TWO, workspace_id)
