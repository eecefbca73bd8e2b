"""A person who does what the terminal asks for, by the forms of the admin page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import httpx

from marketo_simulator import Simulator
from tests.support.clicks.terminal import Request
from tests.support.simulator.clicking import Label, Person

CREATE, INVITE = "Create API Only User", "Invite New User"
EXPIRES = "Access Expires"
EVERYWHERE = "All workspaces"
Given = Mapping[Label, str | bool]


class Screen(Protocol):
    """A page that a person sees, in a browser or in this process."""

    @property
    def said(self) -> str:
        """What the page says of the last form."""

    @property
    def text(self) -> str:
        """All words of the page."""

    def follows(self, label: str) -> None:
        """Click a link."""

    def sends(self, button: str, given: Given | None = None) -> None:
        """Fill in the form of a button, and click it."""


class Clerk:
    """Someone who knows Marketo's admin pages and nothing of the stack but what is printed.

    Args:
        opens: Opens the first page.
    """

    def __init__(self, opens: Callable[[], Screen]) -> None:
        self._opens = opens

    @classmethod
    def of(cls, marketo: Simulator) -> Clerk:
        """Return a clerk at the pages of a simulator in this process."""
        transport = httpx.WSGITransport(app=marketo.app)
        client = httpx.Client(transport=transport, base_url="http://localhost")
        return cls(lambda: Person(client))

    @classmethod
    def at(cls, base_url: str) -> Clerk:
        """Return a clerk at the pages of a simulator that is served there."""
        return cls(lambda: Person(httpx.Client(base_url=base_url, trust_env=False)))

    def does(self, request: Request) -> bool:
        """Do what is asked for; return whether the page let it be done."""
        acts = {
            "make": self._makes,
            "change": self._changes,
            "delete": self._deletes,
            "tick API Only": self._ticks,
            "delete service": self._deletes_service,
        }
        page = self._opens()
        if request.about and f"Edit {request.about}" not in page.text:
            return False
        acts[request.act](page, request)
        return page.said.startswith(("Created", "Saved", "Deleted", "Invited"))

    def makes_service(self, name: str, email: str) -> None:
        """LaunchPoint > New Service."""
        page = self._opens()
        page.follows("New Service")
        page.sends("Create", {"Display Name": name, "API Only User": email})
        assert page.said.startswith("Created the service"), page.said

    def links(self, service: str, email: str) -> None:
        """LaunchPoint > Edit Service: choose another API Only User."""
        page = self._opens()
        page.follows(f"Edit {service}")
        page.sends("Save", {"API Only User": email})
        assert page.said == f"Saved the service {service}. It acts as {email}.", page.said

    def _makes(self, page: Screen, request: Request) -> None:
        if CREATE in page.text:
            page.follows(CREATE)
            values = dict(request.in_adobes_dialog)
            role = values["API Only Role"].partition(", ")[0]
            named = _typed(values, ("Email", "First Name", "Last Name"))
            page.sends(CREATE, named | {"API Only Role": role})
        else:
            page.follows(INVITE)
            self._invites(page, dict(request.in_marketos_dialog))

    @staticmethod
    def _invites(page: Screen, values: dict[str, str]) -> None:
        page.sends("Next", _typed(values, ("Email", "First Name", "Last Name", "Reason", EXPIRES)))
        if page.said:
            return  # it is refused already
        boxes: dict[Label, str | bool] = {_box(one): True for one in values["Roles"].split(", ")}
        page.sends("Next", boxes | {"API Only": "tick API Only" in values})
        page.sends("Send")

    @staticmethod
    def _changes(page: Screen, request: Request) -> None:
        page.follows(f"Edit {request.email}")
        labels = ("Email", "First Name", "Last Name", EXPIRES)
        page.sends("Save", _typed(dict(request.edits), labels))

    @staticmethod
    def _ticks(page: Screen, request: Request) -> None:
        page.follows(f"Edit {request.email}")
        page.sends("Save", {"API Only": True})

    @staticmethod
    def _deletes(page: Screen, request: Request) -> None:
        page.follows(f"Edit {request.email}")
        page.sends("Delete User")

    @staticmethod
    def _deletes_service(page: Screen, request: Request) -> None:
        # Of two services with one name nobody can tell which one is meant.
        if page.text.count(f"View Details {request.service}") == 1:
            page.follows(f"Edit {request.service}")
            page.sends("Delete")


def _typed(values: Mapping[str, str], labels: Iterable[str]) -> dict[Label, str | bool]:
    """Return what is typed into the fields of these labels."""
    return {label: values[label] for label in labels if label in values}


def _box(grant: str) -> Label:
    role, _, place = grant.rpartition(" in ")
    return f"Roles in {EVERYWHERE if place == 'all workspaces' else place}", role
