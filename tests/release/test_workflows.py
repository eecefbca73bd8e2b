"""Check that the host's workflows call scripts of this repository, and hold no secret."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.project import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def read(name: str) -> dict[Any, Any]:
    """Read a workflow; YAML takes the key `on` for a truth value."""
    found: dict[Any, Any] = yaml.safe_load((ROOT / ".github/workflows" / name).read_text("utf-8"))
    return found


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_script_and_target_that_a_workflow_names_exists(path: Path) -> None:
    """A workflow runs our scripts, and no other command except the host's own."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    run = [step["run"] for step in steps(read(path.name)) if "run" in step]
    assert run
    for command in run:
        program, argument = command.split()[:2] if " " in command else (command, "")
        if program == "make":
            assert argument in targets
        elif program != "gh":
            script = ROOT / program
            assert script.parent == ROOT / "scripts"
            assert script.stat().st_mode & 0o111, f"{program} is not executable"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_the_repository_and_each_job_says_what_more(path: Path) -> None:
    """No job may do more than it states, and none has a secret."""
    workflow = read(path.name)
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text("utf-8")
    assert all(job["timeout-minutes"] for job in workflow["jobs"].values())
    assert all(
        re.fullmatch(r"[\w-]+/[\w-]+@\S+", s["uses"]) for s in steps(workflow) if "uses" in s
    )


def test_each_python_of_the_classifiers_is_tested_with_lowest_and_newest_dependencies() -> None:
    """The matrix tries what the metadata promises."""
    matrix = read("tests.yml")["jobs"]["versions"]["strategy"]["matrix"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert matrix["python"] == named
    assert matrix["dependencies"] == ["lowest", "newest"]


def test_a_release_is_published_by_a_trusted_workflow_with_attestations() -> None:
    """Only a tag begins it, and only the job that uploads may identify as the workflow there."""
    workflow = read("release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["environment"] == "release"
    uploads = [s for s in publish["steps"] if "pypi-publish" in s.get("uses", "")]
    assert [step["with"] for step in uploads] == [{"attestations": True}]
    attested = [
        step["with"] for step in workflow["jobs"]["build"]["steps"] if "attest" in str(step)
    ]
    assert {"subject-path": "dist/*"} in attested


def test_the_links_are_made_absolute_from_the_hosts_own_variables() -> None:
    """No address of a repository is written down before there is one."""
    commands = [step.get("run", "") for step in read("release.yml")["jobs"]["build"]["steps"]]
    address = '"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$GITHUB_REF_NAME"'
    assert f"scripts/release links {address}" in commands
    assert commands.index(f"scripts/release links {address}") < commands.index("scripts/build")
    assert "urls" not in PROJECT
