"""Say what was written and left out, and which command takes the users into the stack."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marketo_resources.cli.importing.explicit_provider import ExplicitProvider
from marketo_resources.cli.importing.import_file import OLDEST_PULUMI
from marketo_resources.cli.importing.output_folder import IMPORT_FILE, PROGRAM
from marketo_resources.cli.importing.takeover import TakenOver
from marketo_resources.cli.output import counted
from marketo_resources.cli.pulumi_command import StackPlace
from marketo_resources.core.notices import printable

__all__ = ["Outcome"]


@dataclass(frozen=True)
class Outcome:
    """The outcome of an import, for a person or a program.

    Attributes:
        taken: What was taken over.
        folder: Where the program and the import file were written.
        stack: The stack that the users are taken into, if it was given.
        provider: The explicit provider that they belong to, or None.
    """

    taken: TakenOver
    folder: Path
    stack: StackPlace | None
    provider: ExplicitProvider | None

    def text(self) -> str:
        """Return it for a person."""
        return "\n".join(printable(line) for line in self._lines())

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        taken = self.taken
        return {
            "instance": taken.host,
            "program": str(self.folder / PROGRAM) if taken.users else None,
            "import_file": str(self.folder / IMPORT_FILE) if taken.users else None,
            "command": self.command if taken.users else None,
            "roles": [role.inputs["role_name"] for role in taken.roles],
            "users": [user.inputs["email_address"] for user in taken.users],
            "held_by_given_stacks": list(taken.held),
            "people": list(taken.people),
            "left_out": [{"email_address": o.address, "reason": o.reason} for o in taken.left_out],
        }

    @property
    def command(self) -> str:
        """The command that takes the users into the stack; it changes nothing in Marketo."""
        file = str((self.folder / IMPORT_FILE).resolve())
        return self._pulumi(
            "import", "--file", file, "--generate-code=false", "--protect=false", "--yes"
        )

    def _lines(self) -> Iterator[str]:
        taken = self.taken
        if taken.users:
            written = counted(len(taken.roles), "role"), counted(len(taken.users), "user")
            yield _WROTE.format(self.folder, PROGRAM, IMPORT_FILE, *written, taken.host)
        elif not taken.held:
            yield f"No API-only user of {taken.host} can be taken over with these options."
        else:
            yield f"There is nothing new to take over from {taken.host}."
        yield from self._rest()
        if taken.users:
            yield from self._next_steps()

    def _rest(self) -> Iterator[str]:
        if held := self.taken.held:
            yield f"In a given stack already: {counted(len(held), 'user')}."
        if people := self.taken.people:
            yield f"People's, and so never managed: {counted(len(people), 'user')}."
        for one in self.taken.left_out:
            yield f"Left out: {one.address}: {one.reason}."

    def _next_steps(self) -> Iterator[str]:
        yield ""
        yield _IMPORT.format(OLDEST_PULUMI, self._where())
        yield f"  {self.command}"
        yield self._program()
        if self.provider and self.provider.urn:
            yield _IN_STACK.format(self.provider.name)
        elif self.provider:
            yield _NEW_PROVIDER.format(self.provider.name)
        yield "Then this shows nothing to do:"
        yield f"  {self._pulumi('preview', '--expect-no-changes')}"
        yield _OLDER

    def _where(self) -> str:
        return "" if self._directory else ", in the folder of the stack's project"

    def _program(self) -> str:
        program = self.folder / PROGRAM
        if self._directory and self._directory.resolve() == self.folder.resolve():
            return f"{program} is the stack's program now."
        return _ADD.format(program)

    def _pulumi(self, verb: str, *options: str) -> str:
        place = ["--cwd", str(self._directory.resolve())] if self._directory else []
        stack = ["--stack", self.stack.name] if self.stack else []
        return shlex.join(["pulumi", verb, *place, *stack, *options])

    @property
    def _directory(self) -> Path | None:
        """The folder of the stack's project: as given, or the output folder if it is one."""
        if self.stack:
            return self.stack.directory
        return self.folder if (self.folder / "Pulumi.yaml").exists() else None


_WROTE = "Wrote {1} and {2} into {0}: {3} and {4} of {5}."
_IMPORT = "This takes them into the stack and changes nothing in Marketo (Pulumi {} or newer{}):"
_ADD = (
    "Add the declarations of {} to the stack's program, or make it the program if there is none. "
    "Never replace a program by it: the next `up` would delete what that program declared."
)
_OLDER = (
    "With an older Pulumi run `pulumi up` instead: each user is declared with adopt=True, which "
    "takes it over."
)
_IN_STACK = 'The stack has Provider("{}") already: leave its declaration out of what you add.'
_NEW_PROVIDER = (
    'Provider("{}") takes its credentials from MARKETO_CLIENT_ID and MARKETO_CLIENT_SECRET in the '
    "environment. If the stack has it already, it keeps its own: leave its declaration out of what "
    "you add."
)
