"""The admin page in a real browser."""

from __future__ import annotations

from pathlib import Path

from marketo_simulator import Simulator
from tests.support.chromium import chromium

TAB, SPACE, ENTER = ("Tab", 9), (" ", 32, " "), ("Enter", 13, "\r")
ESCAPE = ("Escape", 27)


def test_a_role_and_a_service_are_made_with_the_keyboard_alone(tmp_path: Path) -> None:
    """Every field is reached by Tab, boxes are ticked by Space, Enter sends the form."""
    with Simulator() as marketo, chromium(tmp_path) as browser:
        browser.open(marketo.base_url)
        browser.evaluate("document.querySelector('#roles > details > summary').focus()")
        browser.press(*ENTER)
        browser.press(*TAB)
        browser.type("Browser API")
        browser.press(*TAB)
        browser.type("made with a keyboard")
        browser.press(*TAB)
        browser.press(*TAB)
        assert browser.evaluate("document.activeElement.value") == "Approve Assets"
        browser.press(*SPACE)
        browser.press(*ENTER)
        browser.wait_for("document.body.innerText.includes('Created the role Browser API')")
        role = marketo.subscription.role_named("Browser API")
        assert role
        assert (role.description, role.permissions) == ("made with a keyboard", ["Approve Assets"])

        browser.evaluate("document.querySelector('form[action=\"/admin/services\"] input').focus()")
        browser.type("Browser service")
        browser.press(*ENTER)
        browser.wait_for("document.body.innerText.includes('Created the service')")
        names = [service.name for service in marketo.subscription.services.values()]
        assert "Browser service" in names


def test_every_input_has_a_label(tmp_path: Path) -> None:
    """So that a screen reader can say what it is."""
    with Simulator() as marketo, chromium(tmp_path) as browser:
        browser.open(marketo.base_url)
        bare = "[...document.querySelectorAll('input,select')].filter(i=>!i.labels.length).length"
        assert browser.evaluate(bare) == 0
        assert browser.evaluate("document.querySelectorAll('button:empty').length") == 0


def test_a_dialog_has_the_focus_and_escape_leaves_it(tmp_path: Path) -> None:
    """So that a user is edited without a mouse."""
    with Simulator() as marketo, chromium(tmp_path) as browser:
        marketo.subscription.add_user("etl@example.com", "E", "TL", grants=[(1003, 1)])
        dialog = f"{marketo.base_url}/admin/users/etl@example.com"
        has_focus = "document.activeElement.name === 'email'"
        browser.open(dialog)
        browser.wait_for(has_focus)
        browser.press(*ESCAPE)
        browser.wait_for("location.pathname === '/' && !document.querySelector('dialog')")
        browser.open(dialog)
        browser.wait_for(has_focus)
        browser.press(*TAB)
        browser.type("New")
        browser.press(*ENTER)
        browser.wait_for("document.body.innerText.includes('Saved the user')")
        user = marketo.subscription.user_of_email("etl@example.com")
        assert user
        assert (user.first_name, user.grants) == ("New", [(1003, 1)])


def test_credentials_have_a_button_that_copies_them(tmp_path: Path) -> None:
    """One for the id and one for the secret, each with a name for a screen reader."""
    with Simulator() as marketo, chromium(tmp_path) as browser:
        browser.open(marketo.base_url)
        browser.evaluate(
            "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
        )
        for value in (marketo.client_id, marketo.client_secret):
            browser.evaluate(f"document.querySelector('[aria-label=\"Copy {value}\"]').click()")
            browser.wait_for(f"window.copied === '{value}'")


def test_three_hundred_users_fit_a_narrow_and_a_wide_window(tmp_path: Path) -> None:
    """Nothing but a table's own content is wider than the window."""
    with Simulator() as marketo, chromium(tmp_path) as browser:
        for number in range(300):
            marketo.subscription.add_user(f"integration-{number}@example.com", "In", f"T{number}")
        for width in (390, 1280):
            size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
            browser.send("Emulation.setDeviceMetricsOverride", **size)
            browser.open(f"{marketo.base_url}/")
            assert browser.evaluate("document.querySelectorAll('#users tbody tr').length") == 301
            wider = "document.documentElement.scrollWidth > innerWidth"
            assert browser.evaluate(wider) is False
