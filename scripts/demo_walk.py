"""Walk through the demo of `make demo`, and stop at the first thing that is not as expected."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
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
_SERVICE = """
config = pulumi.Config()
service = marketo.CustomService(
    "warehouse",
    service_name="Warehouse",
    user_id=user.user_id,
    email_address=user.email_address,
    client_id=config.require("warehouseClientId"),
    client_secret=config.require_secret("warehouseClientSecret"),
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
    """Go through every step in the life of a role, a user and its credentials."""
    before = walker.users()
    say("A stack declares the role 'Warehouse API', a user that holds it, and a role to be made.")
    walker.make_stack()
    walker.declare(_LATE_ROLE)
    say("Preview: what would be done. Roles and workspaces are looked up in Marketo.")
    walker.expect("+ 4 to create", walker.pulumi("preview", show="create"))
    say("Up: the user is made and checked. Of the late role it says what to click, and waits.")
    with walker.person_makes_the_role():
        walker.pulumi("up", "--yes", "--skip-preview", show="New Role")
    walker.check(walker.user()["apiOnly"] is True, "the user is API-only")
    walker.check("Late API" in walker.role_names(), "the role that a person made was found")
    say("A person makes a custom service for the user. The stack verifies it and hands it on.")
    service = walker.person_makes_a_service()
    walker.configure(service)
    walker.declare(_SERVICE)
    walker.pulumi("up", "--yes", "--skip-preview", show="created")
    say("An administrator renames the user manually, and replaces the secret of the service.")
    walker.administrator_changes({"firstName": "Changed by hand"})
    service = walker.administrator_replaces_the_secret(service)
    say("Preview after refresh: the drift, what would repair it, and that the secret is dead.")
    drift = walker.pulumi("preview", "--refresh", "--diff", show="first_name")
    walker.expect('"Changed by hand" => "Warehouse"', drift)
    walker.expect("client_secret is not accepted", drift)
    say(
        "Rotation: the new secret is configured. Up verifies it, hands it on, and repairs the user."
    )
    walker.configure(service)
    walker.pulumi("up", "--yes", "--refresh", "--skip-preview", show="updated")
    walker.check(walker.user()["firstName"] == "Warehouse", "the name is as declared")
    say("Preview again: nothing to do.")
    walker.pulumi("preview", "--expect-no-changes", show="unchanged")
    say("Destroy, once the service is deleted. The roles stay, because no call deletes one.")
    walker.person_deletes(service)
    walker.pulumi("destroy", "--yes", "--skip-preview", show="deleted")
    walker.check(walker.users() == before, "the users are as they were")


def take_over(walker: Walker) -> None:
    """Declare users that people made before there was a stack, and review all access."""
    say("Three more users were made manually. A program that declares them is written.")
    walker.people_made_users()
    words = ("--match", "*@legacy.example.com", "--output", "taken", "--stack", "demo")
    walker.command("import", *words, show="Wrote")
    say("`pulumi import` takes them over. Nothing changes in Marketo, and a preview shows nothing.")
    files = ("--file", "taken/import.json", "--generate-code=false", "--protect=false")
    walker.pulumi("import", *files, "--yes", show="imported")
    walker.declare_what_was_taken()
    walker.pulumi("preview", "--expect-no-changes", show="unchanged")
    say("Who has access, which stack manages it, and what needs attention?")
    review = ("review", "--html", str(REVIEW), "--stack", "demo", "--fail-on", "none")
    REVIEW.parent.mkdir(exist_ok=True)
    walker.command(*review, show="Wrote")
    walker.check(REVIEW.is_file(), f"the review is in {REVIEW}")


class Walker:
    """Runs the commands, shows them, and checks the results."""

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
        # The demo must not leave its count of calls in this machine's cache.
        plain = {"baseUrl": self._url, "clientId": "simulator", "quotaStore": "memory://"}
        settings = [("--plaintext", f"marketo:{key}={value}") for key, value in plain.items()]
        settings += [("--secret", "marketo:clientSecret=simulator-secret")]
        self.pulumi("config", "set-all", *(word for pair in settings for word in pair))

    def declare(self, source: str) -> None:
        """Add to the program."""
        with (self._project / "__main__.py").open("a") as program:
            program.write(source)

    def configure(self, service: dict[str, str]) -> None:
        """Give the stack the credentials of a custom service."""
        settings = ("--plaintext", f"warehouseClientId={service['clientId']}")
        secret = ("--secret", f"warehouseClientSecret={service['clientSecret']}")
        self.pulumi("config", "set-all", *settings, *secret)

    @contextmanager
    def person_makes_the_role(self) -> Iterator[None]:
        """Let a person make the role once `up` has looked for it, by the control interface."""
        role = {"name": "Late API", "permissions": ["Read-Only Person"]}
        person = threading.Thread(target=self._once_the_user_is_there, args=(role,))
        person.start()
        try:
            yield
        finally:
            person.join()

    def _once_the_user_is_there(self, role: dict[str, object]) -> None:
        for _ in range(240):  # two minutes, as long as the role is waited for
            if any(user["emailAddress"] == EMAIL for user in self.users()):
                break
            time.sleep(0.5)
        httpx.post(f"{self._url}/_simulator/roles", json=role)

    def person_makes_a_service(self) -> dict[str, str]:
        """Admin > LaunchPoint > New Service, and View Details."""
        return self._control("POST", "services", {"name": "Warehouse", "emailAddress": EMAIL})

    def administrator_replaces_the_secret(self, service: dict[str, str]) -> dict[str, str]:
        """Make the old secret worthless, and return the new one."""
        return self._control("PATCH", f"services/{service['clientId']}", {"clientSecret": None})

    def person_deletes(self, service: dict[str, str]) -> None:
        """Admin > LaunchPoint > Delete Service."""
        address = f"{self._url}/_simulator/services/{service['clientId']}"
        httpx.delete(address).raise_for_status()

    def _control(self, method: str, path: str, body: dict[str, object]) -> dict[str, str]:
        answer = httpx.request(method, f"{self._url}/_simulator/{path}", json=body)
        shown: dict[str, str] = answer.raise_for_status().json()
        return shown

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
        """Make the written program the stack's own."""
        shutil.copy(self._project / "taken" / "__main__.py", self._project)

    def role_names(self) -> list[str]:
        """Return the names of the roles in Marketo."""
        found = httpx.get(f"{self._url}/_simulator/roles").raise_for_status().json()
        return [role["name"] for role in found]

    def pulumi(self, *words: str, show: str = "") -> str:
        """Run a command; show the lines of its output that contain a word."""
        return self._run(
            "pulumi", *words, quiet=("--non-interactive", "--color", "never"), show=show
        )

    def command(self, *words: str, show: str = "") -> str:
        """Run the operator's command; show the lines of its output that contain a word."""
        return self._run("marketo-resources", *words, show=show)

    def _run(self, *words: str, quiet: Sequence[str] = (), show: str) -> str:
        print(f"  $ {shlex.join(map(shown_to_all, words))}", flush=True)  # noqa: T201 - the demo's own output
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
        lines = [line.strip() for line in printed.splitlines() if show and show in line]
        for line in lines:
            # A notice is also printed in the progress, after its resource.
            if not any(one != line and one in line for one in lines):
                print(f"      {line}", flush=True)  # noqa: T201 - the demo's own output
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
        """Return the users in Marketo, without the time of the operator's last login."""
        found = httpx.get(f"{self._url}/_simulator/users").raise_for_status().json()
        return [{k: v for k, v in user.items() if k != "lastLoginAt"} for user in found]

    def user(self) -> dict[str, object]:
        """Return the user that the stack manages."""
        return next(user for user in self.users() if user["emailAddress"] == EMAIL)

    def administrator_changes(self, fields: dict[str, str]) -> None:
        """Change the user outside Pulumi."""
        address = f"{self._url}/_simulator/users/{self.user()['userid']}"
        httpx.patch(address, json=fields).raise_for_status()


@contextmanager
def simulator() -> Iterator[str]:
    """Serve a Marketo on this machine; give its address."""
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


def shown_to_all(word: str) -> str:
    """Return a word of a command, without the value of a secret."""
    return re.sub(r"(Secret=).+", r"\1…", word)


def say(text: str) -> None:
    """Say what happens and why."""
    print(f"\n{text}", flush=True)  # noqa: T201 - the demo's own output


if __name__ == "__main__":
    main()
