"""Click through the admin pages in a real browser, as `tests.support.simulator.clicking` does."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.support.chromium import Chromium
from tests.support.simulator.clicking import Label

_FIELD = """
((group, words) => {
  const text = (label) => [...label.childNodes].filter(n => n.nodeType === Node.TEXT_NODE)
    .map(n => n.data).join(" ").split(/\\s+/).filter(Boolean).join(" ");
  const places = group ? [...document.querySelectorAll("fieldset")]
    .filter(f => f.querySelector("legend").innerText.trim() === group) : [document];
  return places.flatMap(p => [...p.querySelectorAll("label")]).find(l => text(l) === words)
    .querySelector("input,select");
})(%s, %s)"""
_TITLE = "document.querySelector('h1')"


class InBrowser:
    """A person at the admin pages in a browser, who types and clicks."""

    def __init__(self, browser: Chromium, base_url: str) -> None:
        self._browser = browser
        browser.open(base_url)

    @property
    def message(self) -> str:
        """Return what the page says about the last form; empty for nothing."""
        found = "document.querySelector('[role=status]')"
        return str(self._browser.evaluate(f"{found} ? {found}.innerText : ''"))

    @property
    def text(self) -> str:
        """Return all words of the page."""
        return str(self._browser.evaluate("document.body.textContent.replace(/\\s+/g, ' ')"))

    def follows(self, label: str) -> None:
        """Click a link."""
        links = "[...document.querySelectorAll('a')]"
        words = "a.textContent.trim().replace(/\\s+/g, ' ')"
        self._leaves_by(f"location.href = {links}.find(a => {words} === {json.dumps(label)}).href")

    def sends(self, button: str, given: Mapping[Label, str | bool] | None = None) -> None:
        """Type into the form of a button, tick its boxes, and click the button."""
        for label, value in (given or {}).items():
            self._fills(label, value)
        buttons = "[...document.querySelectorAll('button')]"
        # Submit without the page's script, which would send the form in the background.
        self._leaves_by(
            f"{buttons}.find(b => b.textContent.trim() === {json.dumps(button)}).form.submit()"
        )

    def _fills(self, label: Label, value: str | bool) -> None:  # noqa: FBT001 - a box is ticked or not
        group, words = label if isinstance(label, tuple) else ("", label)
        field = _FIELD % (json.dumps(group), json.dumps(words))
        if isinstance(value, bool):
            self._browser.evaluate(f"{field}.checked !== {json.dumps(value)} && {field}.click()")
        elif self._browser.evaluate(f"{field}.tagName") == "SELECT":
            chosen = f"[...{field}.options].find(o => o.text === {json.dumps(value)})"
            self._browser.evaluate(f"{field}.value = {chosen}.value")
        else:
            self._browser.evaluate(f"{field}.focus(), {field}.select()")
            self._browser.type(value)

    def _leaves_by(self, script: str) -> None:
        """Leave the page, and wait for the one that follows."""
        self._browser.evaluate("document.documentElement.dataset.left = 'yes'")
        self._browser.evaluate(script)
        is_new = "document.documentElement.dataset.left !== 'yes'"
        self._browser.wait_for(f"{is_new} && document.readyState === 'complete' && !!{_TITLE}")
