"""Use the page of an access review in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from marketo_resources.cli.review.page import as_page
from marketo_resources.cli.review.report import report_of
from marketo_simulator import Simulator
from tests.support.access_review import ReviewedSubscription, review
from tests.support.accessibility import low_contrast, names_by_role
from tests.support.chromium import Chromium, chromium

TAB, ENTER = ("Tab", 9), ("Enter", 13, "\r")
SHOWN = "[...document.querySelectorAll('#table tbody tr:not([hidden]) th > bdi')]"
ADDRESSES = f"JSON.stringify({SHOWN}.map(one => one.textContent))"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page about users of every kind."""
    folder = tmp_path_factory.mktemp("review")
    with Simulator() as marketo:
        subscription = ReviewedSubscription(marketo)
        for number in range(30):
            ends_in = timedelta(days=10 * number + 5)
            etl = subscription.user(f"etl-{number}@example.com", ends_in=ends_in, calls=[number, 1])
            if number % 2:
                subscription.managed(etl, protect=False)
        admin = subscription.user("admin@example.com", role="Admin", first_name="Ädmin")
        subscription.managed(admin, stack="dev")
        subscription.service(admin, "Everything")
        subscription.user("person@example.com", api_only=False, calls=[4])
        found = review(subscription, folder)
        report = report_of(found.reviewed, found.findings)
    written = folder / "review.html"
    written.write_text(as_page(report), "utf-8")
    return written.as_uri()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Start a browser, which the tests share."""
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture
def browser(started: Chromium, page: str) -> Chromium:
    """Return the browser with the page opened anew, as wide as a screen."""
    size = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    started.send("Emulation.setDeviceMetricsOverride", **size)
    started.open("data:text/html,<h1>nothing</h1>")
    started.open(page)
    return started


def shown(browser: Chromium) -> list[str]:
    """Return the addresses of the users that the table shows, in its order."""
    return list(json.loads(browser.evaluate(ADDRESSES)))


def test_the_table_is_sorted_with_the_keyboard_alone(browser: Chromium) -> None:
    """The head of a column shows its order; numbers are sorted as numbers."""
    browser.evaluate("document.querySelectorAll('#table thead button')[4].focus()")
    browser.press(*TAB)
    assert browser.evaluate("document.activeElement.textContent") == "Calls"
    browser.press(*ENTER)
    sorted_by = "document.querySelector('#table [aria-sort]')"
    assert browser.evaluate(f"{sorted_by}.ariaSort + {sorted_by}.textContent") == "ascendingCalls"
    browser.press(*ENTER)
    assert browser.evaluate(f"{sorted_by}.ariaSort") == "descending"
    assert shown(browser)[:3] == ["etl-29@example.com", "etl-28@example.com", "etl-27@example.com"]
    assert len(shown(browser)) == 33


def test_users_are_found_by_words_finding_and_stack(browser: Chromium) -> None:
    """A screen reader also hears how many are shown."""
    browser.evaluate("document.getElementById('find').focus()")
    browser.type("ädmin dev")
    assert shown(browser) == ["admin@example.com"]
    said = "document.getElementById('shown')"
    assert browser.evaluate(f"{said}.value") == "1 of 33 users shown"
    assert browser.evaluate(f"{said}.getAttribute('aria-live')") == "polite"
    browser.evaluate("document.querySelector('.filters button').click()")
    browser.wait_for(f"{said}.value === '33 of 33 users shown'")
    choose = (
        (
            "(id, value) => {{ const one = document.getElementById(id); one.value = value;"
            "one.dispatchEvent(new Event('input', {{bubbles: true}})) }}"
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    browser.evaluate(f"({choose})('by-rule', 'standard-role')")
    assert shown(browser) == ["admin@example.com"]
    browser.evaluate(f"({choose})('by-rule', ''); ({choose})('by-stack', 'access/prod')")
    assert len(shown(browser)) == 15
    browser.evaluate(f"({choose})('by-stack', '-')")
    assert "person@example.com" in shown(browser)
    browser.evaluate(f"({choose})('by-rule', '-')")
    assert shown(browser) == []


def test_a_finding_leads_to_its_user_though_a_filter_hides_it(browser: Chromium) -> None:
    """Following the link clears the filter."""
    browser.evaluate("document.getElementById('find').focus()")
    browser.type("nobody")
    assert shown(browser) == []
    browser.evaluate("document.querySelector('#rule-standard-role li a').click()")
    browser.wait_for(f"{SHOWN}.length === 33")
    target = "document.querySelector('tr:target')"
    browser.wait_for(f"{target}.textContent.includes('admin@example.com')")
    browser.wait_for(f"Math.abs({target}.getBoundingClientRect().top) < innerHeight")


def test_everything_has_a_name_for_a_screen_reader(browser: Chromium) -> None:
    """The names are those of the browser's own accessibility tree."""
    named = names_by_role(browser)
    for role in ("button", "link", "combobox", "searchbox", "table", "region", "image", "heading"):
        assert named.get(role), role
        assert all(named[role]), (role, named[role])
    assert "Access" in browser.evaluate("document.title")
    assert browser.evaluate("document.documentElement.lang") == "en"
    levels = "[...document.querySelectorAll('h1,h2,h3')].map(one => Number(one.tagName[1]))"
    jumps = f"{levels}.some((level, at, all) => at && level > all[at - 1] + 1)"
    assert browser.evaluate(jumps) is False


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(browser: Chromium, scheme: str) -> None:
    """The contrast is at least 4.5 to 1, which WCAG AA asks for."""
    scheme_of_system = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.send("Emulation.setEmulatedMedia", features=scheme_of_system)
    assert browser.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
    assert low_contrast(browser) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_width_makes_the_page_itself_scroll_sideways(browser: Chromium, width: int) -> None:
    """Pictures and tables scroll inside themselves, and the keyboard can do it."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.send("Emulation.setDeviceMetricsOverride", **size)
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    parts = "[...document.querySelectorAll('.wide')].every(one => one.tabIndex === 0)"
    assert browser.evaluate(parts)


def test_paper_shows_everything_and_nothing_to_click(browser: Chromium) -> None:
    """Printing unfolds what is folded, and the table fits the sheet.

    Chromium repeats the heads of a table on each sheet only if there are no buttons in them.
    """
    buttons = "document.querySelectorAll('#table thead button').length"
    assert browser.evaluate(buttons) == 8
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    size = {"width": 1010, "height": 700, "deviceScaleFactor": 1, "mobile": False}
    browser.send("Emulation.setDeviceMetricsOverride", **size)
    browser.send("Emulation.setEmulatedMedia", media="print")
    assert browser.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    assert browser.evaluate(buttons) == 0
    assert browser.evaluate("document.querySelector('#table thead').innerText").startswith("User")
    assert browser.evaluate("document.querySelector('.filters').checkVisibility()") is False
    assert browser.evaluate("document.getElementById('table').scrollWidth <= innerWidth")
    browser.send("Emulation.setEmulatedMedia", media="")
    browser.evaluate("dispatchEvent(new Event('afterprint'))")
    assert browser.evaluate("document.querySelectorAll('details[open]').length") == 0
    assert browser.evaluate(buttons) == 8
    printed = browser.send("Page.printToPDF", preferCSSPageSize=True)["data"]
    assert len(printed) > 50_000


def test_the_page_asks_the_network_for_nothing(started: Chromium, page: str) -> None:
    """The page's security policy blocks no part of the page itself."""
    started.send("Network.enable")
    started.send("Log.enable")
    started.open("data:text/html,<h1>nothing</h1>")
    started.open(page)
    entries: Any = started.evaluate(
        "JSON.stringify(performance.getEntriesByType('resource').map(one => one.name))"
    )
    assert json.loads(entries) == []
    assert started.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    assert started.evaluate("document.querySelector('.filters').hidden") is False
