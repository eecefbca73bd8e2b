"""Act as a person in Marketo's admin pages, through their forms: on request, or as a text asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import httpx

from marketo_simulator import Simulator
from marketo_simulator.admin.permission_boxes import BOXES
from tests.support.clicks.terminal import Request
from tests.support.simulator.clicking import Label, Person

CREATE, INVITE = "Create API Only User", "Invite New User"
EXPIRES = "Access Expires"
EVERYWHERE = "All workspaces"
ROLE = "Warehouse API"
Given = Mapping[Label, str | bool]
_DONE = ("Created", "Saved", "Deleted", "Invited")
_CREDENTIALS = re.compile(
    r"Client Id\s*(\S+) Copy the client id\s*Client Secret\s*(\S+) Copy the client secret"
)


class Screen(Protocol):
    """A page that a person sees, in a browser or in this process."""

    @property
    def message(self) -> str:
        """Return what the page says about the last form."""

    @property
    def text(self) -> str:
        """Return all words of the page."""

    def follows(self, label: str) -> None:
        """Click a link."""

    def sends(self, button: str, given: Given | None = None) -> None:
        """Fill in the form of a button, and click it."""


class Clerk:
    """A person who knows Marketo's admin pages, and of a stack only what is printed.

    Each act begins at the first page; its docstring says where Marketo has it.

    Args:
        opens: Opens the first page.
    """

    def __init__(self, opens: Callable[[], Screen]) -> None:
        self._opens = opens

    @classmethod
    def of(cls, marketo: Simulator) -> Clerk:
        """Return a clerk at the pages of a simulator in this process, served or not."""
        transport = httpx.WSGITransport(app=marketo.app)
        client = httpx.Client(transport=transport, base_url="http://localhost")
        return cls(lambda: Person(client))

    @classmethod
    def at(cls, base_url: str) -> Clerk:
        """Return a clerk at the pages of a simulator that is served at an address."""
        return cls(lambda: Person(httpx.Client(base_url=base_url, trust_env=False)))

    def makes(self, email: str, first: str, last: str, role: str = ROLE) -> None:
        """Admin > Users & Roles > Users > Create API Only User."""
        named: Given = {"Email": email, "First Name": first, "Last Name": last}
        message = _create_user(self._opens(), {**named, "API Only Role": role})
        assert message == f"Created the API Only user {email}.", message

    def invites(
        self, email: str, first: str, last: str, *, api_only: bool = True, expires: str = ""
    ) -> None:
        """Admin > Users & Roles > Users > Invite New User, in its three steps."""
        info: Given = {"Email": email, "First Name": first, "Last Name": last, EXPIRES: expires}
        boxes: Given = {("Roles in Default", ROLE): True, "API Only": api_only}
        message = _invite_user(self._opens(), info, boxes)
        assert email in message, message

    def edits(self, email: str, given: Given) -> str:
        """Admin > Users & Roles > Users > Edit User; return what the page says."""
        return _edit(self._opens(), email, "Save", given)

    def deletes(self, email: str) -> str:
        """Admin > Users & Roles > Users > Delete User; return what the page says."""
        return _edit(self._opens(), email, "Delete User")

    def makes_role(self, name: str, *permissions: str) -> None:
        """Admin > Users & Roles > Roles > New Role."""
        page = self._opens()
        page.follows("New Role")
        page.sends("Create", {"Role Name": name, **dict.fromkeys(permissions, True)})
        assert f"Created the role {name}" in page.message, page.message

    def ticks(self, role: str, *permissions: str) -> None:
        """Admin > Users & Roles > Roles > Edit Role: tick these boxes and no others."""
        boxes: Given = {one: one in permissions for group in BOXES.values() for one in group}
        message = _edit(self._opens(), role, "Save", boxes)
        assert message == f"Saved the role {role}.", message

    def makes_service(self, name: str, email: str) -> tuple[str, str]:
        """Admin > Integration > LaunchPoint > New Service; return its client id and secret."""
        page = self._opens()
        page.follows("New Service")
        page.sends("Create", {"Display Name": name, "API Only User": email})
        assert page.message.startswith(f"Created the service {name}"), page.message
        return self.sees_service(name)

    def sees_service(self, name: str) -> tuple[str, str]:
        """Admin > Integration > LaunchPoint > View Details; return client id and secret."""
        page = self._opens()
        page.follows(f"View Details {name}")
        found = _CREDENTIALS.search(page.text)
        assert found, page.text
        return found[1], found[2]

    def has_service(self, name: str) -> bool:
        """Return whether LaunchPoint lists a service of this name."""
        return f"View Details {name}" in self._opens().text

    def links(self, service: str, email: str) -> None:
        """Admin > Integration > LaunchPoint > Edit Service: choose another API Only User."""
        message = _edit(self._opens(), service, "Save", {"API Only User": email})
        assert message == f"Saved the service {service}. It acts as {email}.", message

    def deletes_service(self, name: str) -> None:
        """Admin > Integration > LaunchPoint > Delete Service."""
        message = _edit(self._opens(), name, "Delete")
        assert message == f"Deleted the service {name}.", message

    def does(self, request: Request) -> bool:
        """Do what a text asks for; return whether the page let it be done."""
        acts = {
            "make": _make_as_asked,
            "change": _change_as_asked,
            "delete": lambda page, asked: _edit(page, asked.email, "Delete User"),
            "tick API Only": lambda page, asked: _edit(
                page, asked.email, "Save", {"API Only": True}
            ),
            "delete service": _delete_service_as_asked,
        }
        page = self._opens()
        if request.about and f"Edit {request.about}" not in page.text:
            return False
        return acts[request.act](page, request).startswith(_DONE)


def _create_user(page: Screen, given: Given) -> str:
    page.follows(CREATE)
    page.sends(CREATE, given)
    return page.message


def _invite_user(page: Screen, info: Given, boxes: Given) -> str:
    page.follows(INVITE)
    page.sends("Next", info)
    if page.message:
        return page.message  # the first step is refused
    page.sends("Next", boxes)
    page.sends("Send")
    return page.message


def _edit(page: Screen, name: str, button: str, given: Given | None = None) -> str:
    page.follows(f"Edit {name}")
    page.sends(button, given)
    return page.message


def _make_as_asked(page: Screen, request: Request) -> str:
    if CREATE in page.text:
        values = dict(request.in_adobes_dialog)
        role = values["API Only Role"].partition(", ")[0]
        named = _typed(values, ("Email", "First Name", "Last Name"))
        return _create_user(page, named | {"API Only Role": role})
    values = dict(request.in_marketos_dialog)
    info = _typed(values, ("Email", "First Name", "Last Name", "Reason", EXPIRES))
    boxes: dict[Label, str | bool] = {_box(one): True for one in values["Roles"].split(", ")}
    return _invite_user(page, info, boxes | {"API Only": "tick API Only" in values})


def _change_as_asked(page: Screen, request: Request) -> str:
    labels = ("Email", "First Name", "Last Name", EXPIRES)
    return _edit(page, request.email, "Save", _typed(dict(request.edits), labels))


def _delete_service_as_asked(page: Screen, request: Request) -> str:
    # If two services have the name, nobody can know which one is meant.
    if page.text.count(f"View Details {request.service}") != 1:
        return ""
    return _edit(page, request.service, "Delete")


def _typed(values: Mapping[str, str], labels: Iterable[str]) -> dict[Label, str | bool]:
    """Return what is typed into the fields of these labels."""
    return {label: values[label] for label in labels if label in values}


def _box(grant: str) -> Label:
    role, _, place = grant.rpartition(" in ")
    return f"Roles in {EVERYWHERE if place == 'all workspaces' else place}", role
