"""Make each terminal picture from real commands against a simulated Marketo."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.pictures.drawing import drawn
from tests.support.pictures.terminal import Terminal, terminal
from tests.support.project import ROOT

PROGRAM = (ROOT / "__main__.py").read_text("utf-8")
ROLE, EMAIL = "Warehouse API", "warehouse-api@example.com"


@dataclass(frozen=True)
class Stage:
    """The stack of the README, and the Marketo that it is connected to."""

    stack: Stack
    marketo: Simulator

    @classmethod
    def set_up(cls, folder: Path, engine: Path, marketo: Simulator) -> Stage:
        """Make the stack and connect it."""
        stack = Stack(folder / "stack", engine, name="production")
        stack.connect(marketo)
        stack.program(PROGRAM)
        return cls(stack, marketo)

    def without_the_role(self) -> None:
        """Let Marketo not have the role that the program declares."""
        role = self.marketo.subscription.role_named(ROLE)
        if role:
            self.marketo.subscription.remove_role(role)

    def picture(self, name: str, command: str) -> str:
        """Return the picture of a command that ends by itself."""
        with self.running(command) as shown:
            shown.ends()
        return drawn(name, command, shown.rows())

    @contextmanager
    def running(self, command: str) -> Iterator[Terminal]:
        """Run a command in a terminal."""
        folder = self.stack.folder / "project"
        with terminal(shlex.split(command), folder, self.stack.variables()) as shown:
            yield shown


def preview_refuses(stage: Stage) -> str:
    """Show a preview that refuses a role that Marketo does not have."""
    stage.without_the_role()
    return stage.picture("preview-refuses", "pulumi preview")


def preview_passes(stage: Stage) -> str:
    """Show the same preview where Marketo has the role."""
    return stage.picture("preview-passes", "pulumi preview")


def preview_drift(stage: Stage) -> str:
    """Show a preview that finds what an administrator changed in the admin pages."""
    stage.stack.up()
    user = stage.marketo.subscription.user_of_email(EMAIL)
    assert user
    user.last_name = "Renamed"
    return stage.picture("preview-drift", "pulumi preview --refresh --diff")


def up_waits(stage: Stage) -> str:
    """Show an `up` that waited until a person had made a role."""
    stage.without_the_role()
    command = "pulumi up --yes --skip-preview"
    waiting = PROGRAM.replace("permissions=", "wait_for_creation=600, permissions=")
    stage.stack.program(waiting.replace("WAREHOUSE_READ", "CONTENT"))
    with stage.running(command) as shown:
        shown.shows("ApiOnlyRole  warehouse")
        stage.marketo.subscription.add_role(ROLE, ["Read-Only Person"])
        shown.ends()
    return drawn("up-waits", command, shown.rows())


def up_waits_for_a_user(stage: Stage) -> str:
    """Show an `up` that waited for a person to make a user that programs may not make."""
    command = "pulumi up --yes --skip-preview"
    ends = '    expires_at="2027-06-30T00:00:00+00:00",\n'
    with Simulator(identity="adobe", user_calls="refused") as marketo:
        stage.stack.connect(marketo)
        stage.stack.program(PROGRAM.replace(ends, "    wait_for_person=600,\n"))
        with stage.running(command) as shown:
            shown.shows("ApiOnlyUser  warehouse")
            while not any(call["endpoint"] == "invite.json" for call in marketo.app.calls.all()):
                shown.shows("ApiOnlyUser  warehouse")
            shown.shows("ApiOnlyUser  warehouse")  # until it has been looked for, and is waited for
            marketo.subscription.add_user(EMAIL, "Warehouse", "Sync")
            shown.ends()
    return drawn("up-waits-for-a-user", command, shown.rows())


def doctor(stage: Stage) -> str:
    """Show the operator's command where a permission is missing."""
    role = stage.marketo.subscription.role_named("API User Management")
    assert role
    role.permissions.remove("Access Users")
    stage.stack.environment |= {
        "MARKETO_BASE_URL": stage.marketo.base_url,
        "MARKETO_CLIENT_ID": stage.marketo.client_id,
        "MARKETO_CLIENT_SECRET": stage.marketo.client_secret,
        "XDG_CACHE_HOME": str(stage.stack.folder / "cache"),
    }
    return stage.picture("doctor", "marketo-resources doctor")


SCENES: dict[str, Callable[[Stage], str]] = {
    "preview-refuses": preview_refuses,
    "preview-passes": preview_passes,
    "preview-drift": preview_drift,
    "up-waits": up_waits,
    "up-waits-for-a-user": up_waits_for_a_user,
    "doctor": doctor,
}
"""Each terminal picture by its name, in the order in which it is made."""
