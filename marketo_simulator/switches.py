"""Declare the switches of the simulator, each with its default and its words.

`Simulator` takes each field as a keyword; the command line and the table of docs/simulator.md are
made of them too (`command_line.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

Identity = Literal["marketo", "adobe"]
RolesBody = Literal["either", "array", "input"]
Errors = Literal["status", "body"]
Dates = Literal["guide", "iso", "compact"]
Spelling = Literal["guide", "specification"]
Order = Literal["oldest-first", "newest-first", "by-name"]
Plan = Literal["full", "basic"]
UserCalls = Literal["allowed", "refused", "forbidden"]
EditInUse = Literal["allowed", "refused"]
RelinkedToken = Literal["old", "new"]
InvitationsReadable = Literal["by-identity", "yes", "no"]
CALLS_A_DAY = 50_000
"""Answer this many calls a day, as most subscriptions may send (Adobe's best practices)."""


@dataclass(frozen=True, slots=True)
class Switch:
    """What the command line and the docs say of a field, beside its type.

    Attributes:
        does: what its option does.
        takes: the name of its value, where it takes one that is not among a few.
        served: its default on the command line, where that is another than a test's.
    """

    does: str
    takes: str = ""
    served: object = None


@dataclass(slots=True, kw_only=True, eq=False)
class Switches:
    """Choose one reading of each point where Adobe's pages contradict each other or are silent."""

    identity: Annotated[
        Identity,
        Switch(
            "whether a userid is the e-mail address of the invitation or a generated id; with "
            "`adobe`, people can be neither invited, nor changed, nor deleted"
        ),
    ] = "marketo"
    user_calls: Annotated[
        UserCalls,
        Switch(
            "whether programs may invite, change and delete users, API-only ones too: they may, "
            "Marketo refuses these four calls (611), or HTTP forbids them (403); people still can"
        ),
    ] = "allowed"
    edit_in_use: Annotated[
        EditInUse,
        Switch(
            "whether a user that a custom service uses can be edited, by programs (else 611) and "
            "by people; its deletion is refused in any case"
        ),
    ] = "allowed"
    relinked_token: Annotated[
        RelinkedToken,
        Switch(
            "whether the running token of a service that was linked to another user acts as the "
            "`old` user until it ends, or as the `new` one at once"
        ),
    ] = "old"  # noqa: S105 - a choice
    include_role_workspace: Annotated[
        bool,
        Switch(
            "the list of all users takes `includeRoleWorkspace=true`, which adds their grants, and "
            "needs the permission *Access Roles* as well"
        ),
    ] = False
    roles_body: Annotated[
        RolesBody,
        Switch(
            "which body the calls that grant and take roles accept: a bare list (Adobe's guide), "
            "an object with `input` (its specification), or either"
        ),
    ] = "either"
    errors: Annotated[
        Errors,
        Switch(
            "whether the gateway's refusals have an HTTP status of their own, or come with 200 and "
            "`success: false`, as in Marketo's other APIs"
        ),
    ] = "status"
    visible_after: Annotated[
        float,
        Switch("how many seconds pass until a new user shows in any answer", takes="SECONDS"),
    ] = 0.0
    pending: Annotated[
        bool, Switch("API-only users must accept their invitation first, as people do")
    ] = False
    invitations_readable: Annotated[
        InvitationsReadable,
        Switch(
            "whether invitations can be read and taken back (else 611); `by-identity`: on Marketo "
            "identity, and wherever API-only users must accept one"
        ),
    ] = "by-identity"
    limits: Annotated[
        bool,
        Switch(
            "lifts the limits of rate (606), concurrency (615) and calls a day (607)", served=True
        ),
    ] = False
    dates: Annotated[
        Dates,
        Switch(
            "the form of dates in answers: that of the guide's samples, ISO 8601, or the compact "
            "form of the specification's examples"
        ),
    ] = "guide"
    spelling: Annotated[
        Spelling,
        Switch("whether names and types of fields follow the guide's samples or the specification"),
    ] = "guide"
    order: Annotated[
        Order, Switch("the order of the list of all users, which Adobe does not state")
    ] = "oldest-first"
    rewrites: Annotated[
        bool,
        Switch(
            "names are kept as HTML writes them (`R&D` as `R&amp;D`), and runs of spaces as one"
        ),
    ] = False
    plan: Annotated[
        Plan,
        Switch(
            "whether the subscription has everything, or none of what is sold apart: named "
            "accounts (703), custom objects (1026) and their types (616)"
        ),
    ] = "full"
    crm: Annotated[
        bool,
        Switch("a CRM is connected: companies, opportunities and sales persons are its own (1018)"),
    ] = False
    calls_a_day: Annotated[
        int,
        Switch("how many calls a day are answered before the limits say 607", takes="NUMBER"),
    ] = CALLS_A_DAY

    @property
    def reads_invitations(self) -> bool:
        """Return whether invitations can be read and taken back."""
        if self.invitations_readable == "by-identity":
            return self.identity == "marketo" or self.pending
        return self.invitations_readable == "yes"

    @property
    def by_guide(self) -> bool:
        """Return whether fields are spelled as in the guide's samples."""
        return self.spelling == "guide"
