"""The walk of `make demo`: it stops at the first thing that is not as expected."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
EMAIL = "warehouse-api@example.com"
_LATE_ROLE = """
marketo.ApiOnlyRole(
    "late",
    role_name="Late API",
    permissions=["Read-Only Person"],
    wait_for_creation=120,
)
"""
MADE_BY_HAND = ("billing", "events", "reporting")
REVIEW = ROOT / "build" / "access-review.html"
START_LINE = "Marketo simulator listening on "


def main() -> None:
    """Walk, and leave no process and no file behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    if isinstance(sys.stdout, io.TextIOWrapper):  # what Pulumi prints may not fit its encoding
        sys.stdout.reconfigure(errors="backslashreplace")
    with tempfile.TemporaryDirectory(prefix="marketo-demo-") as folder, simulator() as url:
        walker = Walker(Path(folder), url)
        walk(walker)
        take_over(walker)
    say(f"Done. Nothing is left but the page of the review, to be looked at: {REVIEW.as_uri()}")


def walk(walker: Walker) -> None:
    """Every step in the life of a role and a user."""
    before = walker.users()
    say("A stack declares the role 'Warehouse API' and an API-only user that holds it.")
    walker.make_stack()
    say("Preview: what would be done. The role and the workspace are looked up in Marketo.")
    walker.expect("+ 3 to create", walker.pulumi("preview", show="create"))
    say("Up: the user is invited as API-only, found, read back and checked.")
    walker.pulumi("up", "--yes", "--skip-preview", show="created")
    walker.check(walker.user()["apiOnly"] is True, "the user is API-only")
    say("Preview again: nothing to do.")
    walker.pulumi("preview", "--expect-no-changes", show="unchanged")
    say("An administrator changes the user by hand, in the admin pages.")
    walker.administrator_changes({"firstName": "Changed by hand"})
    say("Preview after refresh: the drift, and what would repair it.")
    drift = walker.pulumi("preview", "--refresh", "--diff", show="first_name")
    walker.expect('"Changed by hand" => "Warehouse"', drift)
    say("Up repairs it.")
    walker.pulumi("up", "--yes", "--refresh", "--skip-preview", show="updated")
    walker.check(walker.user()["firstName"] == "Warehouse", "the name is as declared")
    say("A role that is not there yet: `up` says what to click, and waits until it is done.")
    walker.declare_a_late_role()
    with walker.person_makes_the_role(after=8):
        walker.pulumi("up", "--yes", "--skip-preview", show="New Role")
    walker.check("Late API" in walker.role_names(), "the role that a person made was found")
    say("Destroy: the user is deleted. The role stays: Marketo has no call to delete one.")
    walker.pulumi("destroy", "--yes", "--skip-preview", show="deleted")
    walker.check(walker.users() == before, "the users are as they were")


def take_over(walker: Walker) -> None:
    """Declare users that people made before there was a stack, and review all access."""
    say("Three more users were made by hand. A program of them is written, to take them over.")
    walker.people_made_users()
    words = ("--match", "*@legacy.example.com", "--output", "taken", "--stack", "demo")
    walker.command("import", *words, show="Wrote")
    say("`pulumi import` takes them in. Nothing changes in Marketo, and a preview shows nothing.")
    files = ("--file", "taken/import.json", "--generate-code=false", "--protect=false")
    walker.pulumi("import", *files, "--yes", show="imported")
    walker.declare_what_was_taken()
    walker.pulumi("preview", "--expect-no-changes", show="unchanged")
    say("Who has access, managed by which stack, and what should somebody see to?")
    review = ("review", "--html", str(REVIEW), "--stack", "demo", "--fail-on", "none")
    REVIEW.parent.mkdir(exist_ok=True)
    walker.command(*review, show="Wrote")
    walker.check(REVIEW.is_file(), f"the review is in {REVIEW}")


class Walker:
    """Runs the commands, shows them, and checks what came of them."""

    def __init__(self, folder: Path, url: str) -> None:
        self._project = folder / "project"
        self._url = url
        self._environment = os.environ | {
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": (folder / "backend").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "demo",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        for part in ("home", "backend", "project"):
            (folder / part).mkdir()

    def make_stack(self) -> None:
        """Copy the example at the top of the project and connect it to the simulator."""
        for name in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(ROOT / name, self._project)
        (self._project / ".venv").symlink_to(ROOT / ".venv")
        self.pulumi("stack", "init", "demo")
        self.pulumi("config", "set", "marketo:baseUrl", self._url)
        self.pulumi("config", "set", "marketo:clientId", "simulator")
        self.pulumi("config", "set", "--secret", "marketo:clientSecret", "simulator-secret")
        # The demo's own budget of calls must not be left behind in this machine's cache.
        self.pulumi("config", "set", "marketo:quotaStore", "memory://")

    def declare_a_late_role(self) -> None:
        """Add to the program a role that nobody has made."""
        with (self._project / "__main__.py").open("a") as program:
            program.write(_LATE_ROLE)

    @contextmanager
    def person_makes_the_role(self, after: float) -> Iterator[None]:
        """Let a person make it in the meantime; the control interface is their hand."""
        address = f"{self._url}/_simulator/roles"
        role = {"name": "Late API", "permissions": ["Read-Only Person"]}
        timer = threading.Timer(after, httpx.post, (address,), {"json": role})
        timer.start()
        try:
            yield
        finally:
            timer.join()

    def people_made_users(self) -> None:
        """Add users that no program made, each with a role."""
        addresses = {name: f"{name}@legacy.example.com" for name in MADE_BY_HAND}
        made = [
            {"emailAddress": address, "firstName": name.title(), "lastName": "Sync"}
            for name, address in addresses.items()
        ]
        control = f"{self._url}/_simulator/users"
        httpx.post(control, json=made).raise_for_status()
        grant = {"accessRoleName": "Warehouse API", "workspaceName": "Default"}
        for address in addresses.values():
            grants = {"userRoleWorkspaces": [grant]}
            httpx.patch(f"{control}/{address}", json=grants).raise_for_status()

    def declare_what_was_taken(self) -> None:
        """Make the program that was written the stack's own."""
        shutil.copy(self._project / "taken" / "__main__.py", self._project)

    def role_names(self) -> list[str]:
        """The names of the roles in Marketo."""
        found = httpx.get(f"{self._url}/_simulator/roles").raise_for_status().json()
        return [role["name"] for role in found]

    def pulumi(self, *words: str, show: str = "") -> str:
        """Run a command; of what it prints, show the lines that hold a word."""
        return self._run(
            "pulumi", *words, quiet=("--non-interactive", "--color", "never"), show=show
        )

    def command(self, *words: str, show: str = "") -> str:
        """Run the operator's command; of what it prints, show the lines that hold a word."""
        return self._run("marketo-resources", *words, show=show)

    def _run(self, *words: str, quiet: Sequence[str] = (), show: str) -> str:
        print(f"  $ {shlex.join(words)}", flush=True)  # noqa: T201 - the demo's own output
        outcome = subprocess.run(  # noqa: S603 - our own words; scripts/demo sets PATH
            [*words, *quiet],
            cwd=self._project,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        printed = outcome.stdout + outcome.stderr
        if outcome.returncode:
            sys.exit(
                f"{printed}\nThe demo failed: {words[0]} ended with status {outcome.returncode}."
            )
        for line in printed.splitlines() if show else []:
            if show in line:
                print(f"      {line.strip()}", flush=True)  # noqa: T201 - the demo's own output
        return printed

    def expect(self, words: str, printed: str) -> None:
        """Stop unless the words were printed."""
        self.check(words in printed, f"pulumi printed {words!r}")

    def check(self, is_so: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
        """Stop unless something is as expected."""
        if not is_so:
            sys.exit(f"The demo failed: expected that {what}.")
        print(f"      checked: {what}", flush=True)  # noqa: T201 - the demo's own output

    def users(self) -> list[dict[str, object]]:
        """The users in Marketo, without the time of the operator's last login."""
        found = httpx.get(f"{self._url}/_simulator/users").raise_for_status().json()
        return [{k: v for k, v in user.items() if k != "lastLoginAt"} for user in found]

    def user(self) -> dict[str, object]:
        """The user that the stack manages."""
        return next(user for user in self.users() if user["emailAddress"] == EMAIL)

    def administrator_changes(self, fields: dict[str, str]) -> None:
        """Change the user behind Pulumi's back."""
        address = f"{self._url}/_simulator/users/{self.user()['userid']}"
        httpx.patch(address, json=fields).raise_for_status()


@contextmanager
def simulator() -> Iterator[str]:
    """A Marketo on this machine; gives its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "marketo_simulator", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith(START_LINE):
                sys.exit("The demo failed: the simulator did not start.")
            yield line.removeprefix(START_LINE).strip()
        finally:
            process.terminate()


def say(text: str) -> None:
    """Say what happens and why."""
    print(f"\n{text}", flush=True)  # noqa: T201 - the demo's own output


if __name__ == "__main__":
    main()
