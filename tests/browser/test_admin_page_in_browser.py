"""Use the admin page in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from marketo_simulator import Simulator
from tests.support.accessibility import low_contrast, names_by_role
from tests.support.chromium import Chromium, chromium

TAB, SPACE, ENTER = ("Tab", 9), (" ", 32, " "), ("Enter", 13, "\r")
ESCAPE = ("Escape", 27)
FOCUSED = "document.activeElement"
DIALOG = "document.querySelector('dialog')"
SAID = "document.querySelector('main [role=status]:not(.quiet)')?.textContent ?? ''"
SHOWN = "[...document.querySelectorAll('#users tbody tr')].filter(one => one.checkVisibility())"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Start a browser, which the tests share."""
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a subscription with a user in each state."""
    with Simulator() as simulator:
        add = simulator.subscription.add_user
        add("etl@example.com", "E", "TL", expires_at=1.0)
        add("person@example.com", "A", "Person", api_only=False, pending=True)
        locked = {"locked": True, "locked_reason": "Left", "grants": [(2, 1)]}
        add("locked@example.com", "L", "Ocked", **locked)
        yield simulator


@pytest.fixture
def browser(started: Chromium, marketo: Simulator) -> Chromium:
    """Return the browser at the admin page, as wide as a screen."""
    size(started, 1280)
    started.open(marketo.base_url)
    started.wait_for("document.documentElement.classList.contains('scripted')")
    return started


def size(browser: Chromium, width: int) -> None:
    """Set the width of the window in pixels."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.send("Emulation.setDeviceMetricsOverride", **metrics)


def focus(browser: Chromium, link: str) -> None:
    """Move the focus to a link."""
    words = json.dumps(link)
    links = f"[...document.querySelectorAll('a')].find(one => one.textContent === {words})"
    browser.evaluate(f"{links}.focus()")


def opens(browser: Chromium, link: str) -> None:
    """Press Enter on a link to a dialog."""
    focus(browser, link)
    browser.press(*ENTER)
    browser.wait_for(f"{DIALOG}.open && {DIALOG}.contains({FOCUSED})")


def wait_until_said(browser: Chromium, words: str) -> None:
    """Wait for the page with a message that follows a form, with its script."""
    scripted = "document.documentElement.classList.contains('scripted')"
    browser.wait_for(f"{scripted} && ({SAID}).includes({json.dumps(words)})")


def test_a_role_and_a_service_are_made_with_the_keyboard_alone(
    browser: Chromium, marketo: Simulator
) -> None:
    """A dialog begins in its first field; Space ticks a box, and Enter sends the form."""
    opens(browser, "New Role")
    browser.type("Browser API")
    browser.press(*TAB)
    browser.type("made with a keyboard")
    while browser.evaluate(f"{FOCUSED}.value") != "Approve Assets":
        browser.press(*TAB)
    browser.press(*SPACE)
    assert browser.evaluate(f"{FOCUSED}.closest('fieldset').innerText").startswith(
        "Access API (1 of"
    )
    browser.press(*ENTER)
    wait_until_said(browser, "Created the role Browser API")
    role = marketo.subscription.role_named("Browser API")
    assert role
    assert (role.description, role.permissions) == ("made with a keyboard", ["Approve Assets"])

    opens(browser, "New Service")
    browser.type("Browser service")
    browser.press(*ENTER)
    wait_until_said(browser, "Created the service")
    assert browser.evaluate(f"{FOCUSED}.role") == "status"
    names = [service.name for service in marketo.subscription.services.values()]
    assert "Browser service" in names


def test_escape_leads_back_to_the_link_that_opened_a_dialog(browser: Chromium) -> None:
    """Escape and Cancel both lead back, and nothing is sent."""
    opens(browser, "Edit etl@example.com")
    browser.press(*ESCAPE)
    browser.wait_for(f"!{DIALOG}.open")
    assert browser.evaluate(f"{FOCUSED}.textContent") == "Edit etl@example.com"
    opens(browser, "Edit etl@example.com")
    browser.evaluate(f"{DIALOG}.querySelector('[data-closes]').click()")
    browser.wait_for(f"!{DIALOG}.open && {FOCUSED}.textContent === 'Edit etl@example.com'")


def test_a_user_is_invited_in_three_steps_of_one_dialog(
    browser: Chromium, marketo: Simulator
) -> None:
    """The dialog shows a refusal and focuses it; Back keeps what was filled in."""
    opens(browser, "Invite New User")
    for value in ("new@example.com", "New", "User"):
        browser.type(value)
        browser.press(*TAB)
    browser.press(*ENTER)
    browser.wait_for(f"{DIALOG}.ariaLabel.endsWith('Permissions')")
    browser.press(*ENTER)
    browser.wait_for(f"{FOCUSED}.textContent === 'Select at least one role.'")
    browser.evaluate(f"{DIALOG}.querySelector('[formaction]').click()")
    browser.wait_for(f"{DIALOG}.ariaLabel.endsWith('Info')")
    assert browser.evaluate(f"{FOCUSED}.value") == "new@example.com"
    browser.press(*ENTER)
    browser.wait_for(f"{DIALOG}.ariaLabel.endsWith('Permissions')")
    browser.press(*SPACE)
    browser.press(*ENTER)
    browser.wait_for(f"{DIALOG}.ariaLabel.endsWith('Message')")
    assert marketo.subscription.user_of_email("new@example.com") is None
    browser.press(*ENTER)
    wait_until_said(browser, "Invited new@example.com")
    user = marketo.subscription.user_of_email("new@example.com")
    assert user
    assert (user.pending, len(user.grants)) == (True, 1)


def test_300_users_are_filtered_by_words_and_stay_filtered_after_an_edit(
    browser: Chromium, marketo: Simulator
) -> None:
    """Each user is one line without a form in it."""
    for number in range(296):
        marketo.subscription.add_user(f"u{number}@example.com", "U", f"N{number}")
    browser.open(marketo.base_url)
    browser.wait_for(f"{SHOWN}.length === 300")
    heights = f"Math.max(...{SHOWN}.map(one => one.offsetHeight))"
    assert browser.evaluate(heights) < 50
    assert browser.evaluate("document.querySelectorAll('#users tbody form').length") == 0
    browser.evaluate("document.getElementById('find-users').focus()")
    browser.type("LEFT locked")
    assert browser.evaluate(f"{SHOWN}.map(one => one.cells[0].textContent).join()") == (
        "locked@example.com"
    )
    shown = "document.getElementById('shown-users').value"
    assert browser.evaluate(shown) == "1 of 300 shown"
    opens(browser, "Edit locked@example.com")
    browser.press(*ENTER)
    wait_until_said(browser, "Saved the user locked@example.com.")
    browser.wait_for(f"{shown} === '1 of 300 shown'")
    browser.evaluate("sessionStorage.clear()")


def test_calls_are_shown_as_they_come_and_credentials_are_copied(
    browser: Chromium, marketo: Simulator
) -> None:
    """A call is shown with its status and code, the newest first."""
    calls = "document.querySelector('#calls tbody').innerText"
    assert "roles.json" not in browser.evaluate(calls)
    httpx.get(f"{marketo.base_url}/userservice/management/v1/users/roles.json")
    browser.evaluate("document.getElementById('follow').click()")
    browser.wait_for(f"{calls}.includes('roles.json')")
    first = "document.querySelector('#calls tbody tr').innerText"
    assert browser.evaluate(f"{first}.includes('403') && {first}.includes('603')")
    copy = "document.querySelectorAll('button.copy')[1]"
    browser.evaluate(f"{copy}.focus()")
    browser.press(*ENTER)
    browser.wait_for(f"{copy}.textContent === 'Copied the client secret of Pulumi'")
    assert browser.evaluate(f"{copy}.dataset.value") == marketo.client_secret


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_has_a_name_and_enough_contrast(browser: Chromium, scheme: str) -> None:
    """On the page and in a dialog, at both widths; at no width does the page scroll sideways."""
    preferred = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.send("Emulation.setEmulatedMedia", features=preferred)
    named = names_by_role(browser)
    for role in ("button", "link", "searchbox", "table", "region", "heading", "cell"):
        assert named.get(role), role
    for role in ("button", "link", "searchbox", "table", "region", "heading", "checkbox"):
        assert all(named.get(role, [])), (role, named[role])
    opens(browser, "Edit locked@example.com")
    assert low_contrast(browser) == []
    in_dialog = names_by_role(browser)
    assert in_dialog["dialog"] == ["Edit User: locked@example.com"]
    assert "Roles in Default" in in_dialog["group"]
    for role in ("textbox", "checkbox", "button"):
        assert all(in_dialog[role]), (role, in_dialog[role])
    for width in (390, 1000, 1280):
        size(browser, width)
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert browser.evaluate(f"{DIALOG}.scrollWidth <= {DIALOG}.clientWidth"), width
    browser.send("Emulation.setEmulatedMedia", features=[])
