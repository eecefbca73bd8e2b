"""Run every command of the pipelines in examples/pipelines on the real engine."""

from __future__ import annotations

from pathlib import Path

from marketo_simulator import Simulator
from tests.support.engine.example import EXAMPLES, example_stack
from tests.support.workflow import Step, Workflow

WORKFLOWS = EXAMPLES / "pipelines" / "github"
EMAIL = "warehouse-api@example.com"
PREVIEW, RULES = "What would change", "Do the rules allow it?"
REVIEW = "Is all access as it should be?"
DRIFT = "Did anybody change what this stack manages?"
AGAINST_THE_RULES = """
marketo.ApiOnlyUser(
    "everything",
    email_address="everything@example.com",
    first_name="Every",
    last_name="Thing",
    roles=[marketo.RoleGrant(role_name="Admin")],
)
"""


def test_the_pipelines_preview_apply_and_watch_a_stack(
    tmp_path: Path, engine: Path, marketo: Simulator
) -> None:
    """A preview, its rules, an `up`, quiet nights, and a night after somebody changed something."""
    stack = example_stack(tmp_path / "stack", engine, "pipelines", stack_name="prod")
    folder = stack.folder / "project"
    values = {
        "secrets.PULUMI_ACCESS_TOKEN": "",
        "secrets.MARKETO_CLIENT_SECRET": marketo.client_secret,
        "vars.MARKETO_CLIENT_ID": marketo.client_id,
        "vars.MARKETO_MUNCHKIN_ID": "123-ABC-456",
    }
    # The simulator stands in for the instance, and the packages are installed already.
    runner = stack.variables() | {
        "MARKETO_BASE_URL": marketo.base_url,
        "MARKETO_QUOTA_STORE": "memory://",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }

    def run(name: str) -> dict[str, Step]:
        steps = Workflow(WORKFLOWS / f"{name}.yml", values).run(folder, runner)
        assert steps["pip install -r requirements.txt"].succeeded, steps
        return steps

    program = folder / "__main__.py"
    good = program.read_text()
    program.write_text(good + AGAINST_THE_RULES)
    steps = run("preview")
    assert steps[PREVIEW].succeeded, steps[PREVIEW].printed
    assert not steps[RULES].succeeded
    assert steps[RULES].printed.splitlines()[-3:] == [
        "everything has no expires_at, so its access never ends",
        "everything holds the role Admin, which Marketo made for people",
        "Users: 2. Broken rules: 2.",
    ]

    program.write_text(good)
    steps = run("preview")
    assert steps[RULES].printed.endswith("Users: 1. Broken rules: 0.\n")
    assert not any(call["changed"] for call in marketo.app.calls.all())

    assert all(step.succeeded for step in run("up").values())
    user = marketo.subscription.user_of_email(EMAIL)
    assert user

    steps = run("nightly")
    assert all(step.succeeded for step in steps.values()), steps
    page = folder / "review.html"
    assert EMAIL in page.read_text("utf-8")

    page.unlink()
    user.first_name = "Changed"
    steps = run("nightly")
    assert not steps[DRIFT].succeeded
    assert not steps[REVIEW].succeeded
    assert "differs" in steps[REVIEW].printed
    assert page.exists(), "the page is written where there is something to read"


def test_the_page_is_kept_whatever_was_found() -> None:
    """The run keeps the files that the review writes."""
    (upload,) = [
        action
        for action in Workflow(WORKFLOWS / "nightly.yml", {}).actions
        if action["uses"].startswith("actions/upload-artifact@")
    ]
    assert upload["if"] == "${{ !cancelled() }}"
    assert upload["with"]["path"].split() == ["review.html", "review.json"]
