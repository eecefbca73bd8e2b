"""Read a preview on a terminal: whose diagnosed it is, one click a line, nothing twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack

PROGRAM = """
role = marketo.ApiOnlyRole("late", role_name="Late API", wait_for_creation=60,
                           permissions=["Read-Only Person", "Approve Assets"])
marketo.Integration("eu", profile=["Read-Only Person"], role=role, workspace="Default",
                    email_address="eu@example.com")
"""
STACK, INTEGRATION = "pulumi:pulumi:Stack", "marketo:index:Integration"
_OF = re.compile(r"^  (\S+) \(\S+\):$", re.MULTILINE)


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo on Adobe identity."""
    with Simulator(user_calls="refused", identity="adobe") as simulator:
        yield simulator


def diagnostics(printed: str) -> dict[str, str]:
    """Return what the engine prints at the end, by the type of the resource that it is about."""
    diagnosed = printed.partition("Diagnostics:\n")[2].partition("\nResources:")[0]
    _, *parts = _OF.split(diagnosed)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def lists(text: str) -> list[list[str]]:
    """Return the numbered lists of a text, each line behind its number."""
    found: list[list[str]] = []
    for number, click in re.findall(r"^ +(\d+)\. (.+)$", text, re.MULTILINE):
        if number == "1":
            found.append([])
        found[-1].append(click)
        assert int(number) == len(found[-1])
    return found


def test_clicks_are_lists_and_the_programs_words_are_its_resources(stack: Stack) -> None:
    """A provider's own lines can only be the stack's; the engine prints them once at the end."""
    stack.configure({"marketo:usersByHand": "always"}, {})
    stack.program(PROGRAM)
    diagnosed = diagnostics(stack.run("preview"))
    assert diagnosed.keys() == {STACK, INTEGRATION}
    by_first = {clicks[0].rpartition(" > ")[2]: clicks[1:] for clicks in lists(diagnosed[STACK])}
    assert by_first == {
        "New Role": [
            "Role Name: Late API",
            "Permissions: Access API > Approve Assets",
            "Permissions: Access API > Read-Only Person",
            "Create",
        ],
        "Create API Only User": [
            "Email: eu@example.com",
            "First Name: eu",
            "Last Name: API",
            "API Only Role: Late API",
            "Create API Only User",
        ],
    }
    (asked,) = lists(diagnosed[INTEGRATION])
    assert asked == [
        "Admin > Integration > LaunchPoint > New > New Service",
        "Display Name: eu",
        "Service: Custom",
        "API Only User: eu@example.com",
        "Create",
        "View Details, which shows its Client Id and Client Secret",
    ]
    lines = [line for text in diagnosed.values() for line in text.splitlines() if line.strip()]
    sentences = Counter(line.strip() for line in lines if not re.match(r" +\d+\. ", line))
    assert set(sentences.values()) == {1}, sentences
    assert len(sentences) >= 8
