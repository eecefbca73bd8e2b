"""Find what a page in a real browser hides from readers with a disability."""

from __future__ import annotations

import json

from tests.support.chromium import Chromium

_CONTRAST = """
(() => {
  const light = rgb => {
    const part = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map(v => part(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const behind = one => {
    for (let at = one; at; at = at.parentElement) {
      const back = numbers(getComputedStyle(at).backgroundColor);
      if (back.length === 3 || back[3] > 0) return back.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || one.closest('svg') || !one.checkVisibility()) continue;
    const pair = [light(numbers(getComputedStyle(one).color).slice(0, 3)), light(behind(one))];
    if ((Math.max(...pair) + .05) / (Math.min(...pair) + .05) < 4.5) low.push(one.outerHTML);
  }
  return JSON.stringify(low.slice(0, 3));
})()
"""


def low_contrast(browser: Chromium) -> list[str]:
    """Return elements whose text has a contrast below 4.5 to 1, the least that WCAG AA allows."""
    return list(json.loads(browser.evaluate(_CONTRAST)))


def names_by_role(browser: Chromium) -> dict[str, list[str]]:
    """Return the names that a screen reader gives to the elements of a page, by role."""
    named: dict[str, list[str]] = {}
    for node in browser.send("Accessibility.getFullAXTree")["nodes"]:
        if not node["ignored"]:
            name = str(node.get("name", {}).get("value", "")).strip()
            named.setdefault(node["role"]["value"], []).append(name)
    return named
