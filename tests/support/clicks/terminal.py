"""Read the clicks that notices and errors ask of a person, as requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Act = Literal["make", "change", "delete", "tick API Only", "link", "delete service"]
_USERS = "Admin > Users & Roles > Users"
_FIELDS = r"(?P<fields>Email: .*?)"
_SELECTED = r"select (?P<email>\S+?)"
_IN_ADOBES_DIALOG = re.compile(
    rf"{_USERS} > Create API Only User; {_FIELDS}; Create API Only User\b"
)
_IN_MARKETOS_DIALOG = re.compile(rf"{_USERS} > Invite New User; {_FIELDS}; Send\b")
_EDITED = re.compile(rf"{_USERS}; {_SELECTED}; Edit User; (?P<fields>.*?); Save\b")
_DELETED = re.compile(rf"{_USERS}; {_SELECTED}; Delete User\b")
_PERSONS = re.compile(r"the user (?P<email>\S+) is there, but API Only is not ticked")
_LINKED = re.compile(
    r"Admin > Integration > LaunchPoint; select (?P<fields>.*?); Edit Service; choose another"
)
_SERVICE_DELETED = re.compile(
    r"Admin > Integration > LaunchPoint; select (?P<fields>'.*?'); Service Actions > Delete Service"
)
_ABOUT: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("change", _EDITED),
    ("delete", _DELETED),
    ("tick API Only", _PERSONS),
    ("link", _LINKED),
    ("delete service", _SERVICE_DELETED),
)
_CLICK = re.compile(r"\s*\n(?:[ ~+-]*pulumi:pulumi:Stack [^\n]*?)?[ ]+(\d+)\. (?=\S)")
_VALUE = re.compile(r"'((?:[^'\\]|\\.)*)'")


@dataclass(frozen=True)
class Request:
    """Something that a person is asked to click.

    Attributes:
        act: What is asked for.
        email: The user that it is about; empty for a service.
        in_adobes_dialog: The values for the dialog *Create API Only User*, by their labels.
        in_marketos_dialog: The values for *Invite New User*.
        edits: The new values for *Edit User*, by their labels.
        service: The service that is to be linked to another user or deleted, if the text names one.
    """

    act: Act
    email: str
    in_adobes_dialog: tuple[tuple[str, str], ...] = ()
    in_marketos_dialog: tuple[tuple[str, str], ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    service: str = ""

    @property
    def about(self) -> str:
        """Return what a page must show before this can be done; empty for what is new."""
        return "" if self.act == "make" else self.email or self.service


def in_a_row(printed: str) -> str:
    """Return a text with each numbered list in one line, its clicks separated by semicolons.

    While a command runs, the engine prints each line of a list behind the stack's name.
    """
    return _CLICK.sub(lambda found: " " if found[1] == "1" else "; ", printed)


def requests(printed: str) -> list[Request]:
    """Return what a text asks for: each request once, in the order of the text."""
    text = " ".join(in_a_row(printed).split())
    found = [*_to_make(text), *_others(text)]
    return list(dict.fromkeys(one for _, one in sorted(found, key=lambda entry: entry[0])))


def _to_make(text: str) -> Iterator[tuple[int, Request]]:
    adobes = {_email(found): found for found in _IN_ADOBES_DIALOG.finditer(text)}
    marketos = {_email(found): found for found in _IN_MARKETOS_DIALOG.finditer(text)}
    for email in {**adobes, **marketos}:
        adobe, marketo = adobes.get(email), marketos.get(email)
        place = min(one.start() for one in (adobe, marketo) if one)
        yield place, Request("make", email, _steps(adobe), _steps(marketo))


def _steps(found: re.Match[str] | None) -> tuple[tuple[str, str], ...]:
    return _fields(found["fields"]) if found else ()


def _others(text: str) -> Iterator[tuple[int, Request]]:
    for act, pattern in _ABOUT:
        for found in pattern.finditer(text):
            groups = found.groupdict()
            email, fields = groups.get("email", ""), groups.get("fields", "")
            if act in {"link", "delete service"}:
                services = _VALUE.findall(fields)
                yield found.start(), Request(act, "", service=services[0] if services else "")
            else:
                yield found.start(), Request(act, email, edits=tuple(_edits(fields)))


def _email(found: re.Match[str]) -> str:
    return dict(_fields(found["fields"]))["Email"]


def _fields(steps: str) -> tuple[tuple[str, str], ...]:
    pairs = (step.partition(": ") for step in steps.split("; "))
    return tuple((label, value) for label, _, value in pairs)


def _edits(steps: str) -> Iterator[tuple[str, str]]:
    """Yield the value after each arrow."""
    for step in filter(None, steps.split("; ")):
        label, _, values = step.partition(": ")
        _, arrow, after = values.rpartition(" → ")
        assert arrow, step
        quoted = _VALUE.fullmatch(after)
        yield label, quoted[1] if quoted else ""
