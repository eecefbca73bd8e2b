"""Click through the simulator's admin pages as a person does: by the words that they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import httpx

VOID = {"input", "meta", "br", "link"}
Label = str | tuple[str, str]
"""The label of a field; with the title of its group where several groups have this label."""


class _Page(HTMLParser):
    """Builds the tree of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._builder = TreeBuilder()
        self.feed(text)
        self.close()
        self.root = self._builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        """Add text."""
        self._builder.data(data)


class Person:
    """A person at the admin pages, who sees one page at a time."""

    def __init__(self, client: httpx.Client) -> None:
        """Open the first page."""
        self._client = client
        self.opens("/")

    def opens(self, address: str) -> None:
        """Open an address of these pages."""
        self._sees(self._client.get(address, follow_redirects=True))

    def follows(self, label: str) -> None:
        """Click a link."""
        [found] = {a.attrib["href"] for a in self._root.iter("a") if _words(a) == label}
        self.opens(found)

    def sends(self, button: str, given: Mapping[Label, str | bool] | None = None) -> None:
        """Fill in the form of a button, tick or untick its boxes, and click the button."""
        [form] = [
            one
            for one in self._root.iter("form")
            if button in [_words(found) for found in one.iter("button")]
        ]
        for label, value in (given or {}).items():
            _set(_field(form, label), value)
        data: dict[str, list[str]] = {}
        for name, value in _values(form):
            data.setdefault(name, []).append(value)
        self._sees(self._client.post(form.attrib["action"], data=data, follow_redirects=True))

    @property
    def title(self) -> str:
        """Return the heading of the page."""
        return _words(next(self._root.iter("h1")))

    @property
    def message(self) -> str:
        """Return what the page says about the last form; empty for nothing."""
        found = [one for one in self._root.iter() if one.attrib.get("role") == "status"]
        return _words(found[0]) if found else ""

    @property
    def text(self) -> str:
        """Return all words of the page."""
        return _words(self._root)

    def _sees(self, answer: httpx.Response) -> None:
        assert answer.status_code in {200, 422}, answer.text
        self._root = _Page(answer.text.removeprefix("<!doctype html>")).root


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _beside(label: Element) -> str:
    """Return the words of a label, without those of the options in it."""
    return " ".join(" ".join([label.text or "", *((c.tail or "") for c in label)]).split())


def _field(form: Element, wanted: Label) -> Element:
    group, words = wanted if isinstance(wanted, tuple) else ("", wanted)
    places = [form] if not group else [
        one for one in form.iter("fieldset") if _words(next(one.iter("legend"))) == group
    ]  # fmt: skip
    found = [
        next(one for one in label if one.tag in {"input", "select"})
        for place in places
        for label in place.iter("label")
        if _beside(label) == words
    ]
    assert len(found) == 1, f"{wanted} is there {len(found)} times: {_words(form)}"
    return found[0]


def _set(field: Element, value: str | bool) -> None:  # noqa: FBT001 - a box is ticked or not
    if isinstance(value, bool):
        field.attrib.pop("checked", None)
        field.attrib.update({"checked": ""} if value else {})
    elif field.tag == "select":
        [chosen] = [one for one in field.iter("option") if _words(one) == value]
        for option in field.iter("option"):
            option.attrib.pop("selected", None)
        chosen.attrib["selected"] = ""
    else:
        field.attrib["value"] = value


def _values(form: Element) -> Iterator[tuple[str, str]]:
    """Yield what a browser sends."""
    for field in form.iter():
        given: dict[str, Any] = dict(field.attrib)
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = [one for one in options if "selected" in one.attrib] or options[:1]
            yield from ((given["name"], one.attrib["value"]) for one in chosen)
        elif field.tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            yield given["name"], given.get("value", "")
