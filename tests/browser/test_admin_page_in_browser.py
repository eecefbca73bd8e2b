"""The admin page in a real browser."""

from __future__ import annotations

from pathlib import Path

from marketo_simulator import Simulator
from tests.support.chromium import chromium

TAB, SPACE, ENTER = ("Tab", 9), (" ", 32, " "), ("Enter", 13, "\r")


def test_a_role_and_a_service_are_made_with_the_keyboard_alone(tmp_path: Path) -> None:
    """Every field is reached by Tab, boxes are ticked by Space, Enter sends the form."""
    with Simulator() as marketo, chromium(tmp_path) as browser:
        browser.open(marketo.base_url)
        browser.evaluate("document.querySelector('form[action=\"/admin/roles\"] input').focus()")
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
