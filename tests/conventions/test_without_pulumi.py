"""What a second adapter stands on must work where there is no Pulumi."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import sys


class NoPulumi:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pulumi":
            raise ImportError("there is no Pulumi here")


sys.meta_path.insert(0, NoPulumi())

from marketo_resources import permissions
from marketo_resources.api_only_role import lifecycle as api_only_role
from marketo_resources.api_only_user import lifecycle as api_only_user
from marketo_resources.custom_service import lifecycle as custom_service
from marketo_resources.marketo import MarketoClient
from marketo_resources.settings import Settings

print(permissions.WAREHOUSE_READ != [], api_only_user.ApiOnlyUserLifecycle.noun)
"""


def test_the_lives_of_the_resources_are_imported_where_there_is_no_pulumi() -> None:
    """At run time too, not only by the import rules: the public names load when they are used."""
    outcome = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (outcome.returncode, outcome.stdout) == (0, "True ApiOnlyUser\n"), outcome.stderr
