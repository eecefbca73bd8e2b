"""Drive a Pulumi stack in a temporary folder with the real command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marketo_simulator import Simulator

PASSPHRASE = "passphrase of a test"
CONFIGURATION_OF_TESTS = {
    "marketo:callsPer20Seconds": "100000",
    "marketo:concurrentCalls": "10",
    "marketo:quotaStore": "memory://",
}


class PulumiError(AssertionError):
    """A command failed; the text is the command's output."""


@dataclass
class Stack:
    """A stack whose program is text, on a local file backend.

    Attributes:
        folder: where the project, the backend and Pulumi's own files lie.
        engine: the folder that holds `pulumi`.
        environment: variables that differ from this process's.
    """

    folder: Path
    engine: Path
    environment: dict[str, str] = field(default_factory=dict)
    name: str = "test"

    def __post_init__(self) -> None:
        """Make the project and the stack."""
        for part in ("home", "backend", "project"):
            (self.folder / part).mkdir(parents=True)
        project = "name: marketo-access\nruntime: python\n"
        (self.folder / "project" / "Pulumi.yaml").write_text(project)
        self.program("")
        self.run("stack", "init", self.name)

    def connect(self, marketo: Simulator) -> None:
        """Configure the stack for a simulator."""
        settings = {"marketo:baseUrl": marketo.base_url, "marketo:clientId": marketo.client_id}
        self.configure(
            settings | CONFIGURATION_OF_TESTS, {"marketo:clientSecret": marketo.client_secret}
        )

    def configure(self, plain: dict[str, str], secret: dict[str, str]) -> None:
        """Set configuration values."""
        words = [("--plaintext", f"{key}={value}") for key, value in plain.items()]
        words += [("--secret", f"{key}={value}") for key, value in secret.items()]
        self.run("config", "set-all", *(word for pair in words for word in pair))

    def program(self, source: str) -> None:
        """Write the program of the stack."""
        head = "import pulumi\nimport marketo_resources as marketo\n"
        (self.folder / "project" / "__main__.py").write_text(head + source)

    def run(self, *words: str, fails: bool = False) -> str:
        """Run a command and return what it prints.

        Raises:
            PulumiError: it failed, or did not fail though `fails` was expected.
        """
        with self.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            printed = "".join(process.communicate())
        if (process.returncode != 0) is not fails:
            raise PulumiError(f"pulumi {' '.join(words)}: {process.returncode}\n{printed}")
        return printed

    def start(self, *words: str, **streams: Any) -> subprocess.Popen[str]:
        """Start a command without waiting for it."""
        return subprocess.Popen(  # noqa: S603 - our own words
            [str(self.engine / "pulumi"), *words, "--non-interactive", "--color", "never"],
            cwd=self.folder / "project",
            env=self.variables(),
            text=True,
            **streams,
        )

    def operate(self, *words: str) -> str:
        """Run the operator's command where the stack's commands run; return its output."""
        return self._python("-m", "marketo_resources", *words)

    def shell(self, line: str, *, fails: bool = False) -> str:
        """Run a shell line where the stack's commands run, without prompts; fail as `run` does."""
        outcome = subprocess.run(  # noqa: S602 - what our pages show
            line,
            shell=True,
            cwd=self.folder / "project",
            env=self.variables() | {"PULUMI_SKIP_CONFIRMATIONS": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        printed = outcome.stdout + outcome.stderr
        if (outcome.returncode != 0) is not fails:
            raise PulumiError(f"{line}: {outcome.returncode}\n{printed}")
        return printed

    def script(self, source: str) -> str:
        """Run a Python script where the stack's commands run, and return what it prints."""
        return self._python("-c", source)

    def _python(self, *words: str) -> str:
        outcome = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, *words],
            cwd=self.folder / "project",
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode != 0:
            raise PulumiError(f"{outcome.returncode}\n{outcome.stdout}{outcome.stderr}")
        return outcome.stdout

    def up(self, *words: str, fails: bool = False) -> str:
        """Apply the program."""
        return self.run("up", "--yes", "--skip-preview", *words, fails=fails)

    def preview(self, *words: str, fails: bool = False) -> str:
        """Preview the program, with each difference."""
        return self.run("preview", "--diff", *words, fails=fails)

    def steps(self, *words: str) -> dict[str, str]:
        """Preview, and return the kind of step for each resource that would be touched."""
        listed = json.loads(self.run("preview", "--json", *words))["steps"]
        touched = [step for step in listed if step["op"] not in {"same", "read", "refresh"}]
        ours = [step for step in touched if "/marketo:" in step["urn"]]
        return {_noun_and_name(step["urn"]): step["op"] for step in ours}

    def refresh(self) -> str:
        """Refresh the stack."""
        return self.run("refresh", "--yes", "--skip-preview")

    def destroy(self, *words: str, fails: bool = False) -> str:
        """Destroy everything."""
        return self.run("destroy", "--yes", "--skip-preview", *words, fails=fails)

    def state(self) -> list[dict[str, Any]]:
        """Return the resources in state."""
        return [dict(resource) for resource in self.exported().get("resources", [])]

    def exported(self) -> dict[str, Any]:
        """Return the whole state, with what an interrupted command left in it."""
        return dict(json.loads(self.run("stack", "export"))["deployment"])

    def managed(self) -> dict[str, dict[str, Any]]:
        """Return the outputs of our resources in state, by noun and name."""
        ours = [one for one in self.state() if "/marketo:" in one["type"]]
        return {_noun_and_name(one["urn"]): one.get("outputs", {}) for one in ours}

    def outputs(self) -> dict[str, Any]:
        """Return the stack's outputs."""
        return dict(json.loads(self.run("stack", "output", "--json")))

    def variables(self) -> dict[str, str]:
        """Return the whole environment in which the stack's commands run."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MARKETO_")}
        path = os.pathsep.join([str(Path(sys.executable).parent), str(self.engine), kept["PATH"]])
        own = {
            "PATH": path,
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": (self.folder / "backend").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # The SDKs of the examples' clouds lie in the same .venv. Looking for their plugins
            # takes longer than the rest of a preview, and no program here uses them.
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        return kept | own | self.environment


def _noun_and_name(urn: str) -> str:
    _, kind, name = urn.rsplit("::", 2)
    return f"{kind.rsplit(':', 1)[1]} {name}"
