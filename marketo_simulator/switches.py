"""Declare the switches of the simulator, each with its default and its help text.

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
    """Describe a field to the command line and the docs, in addition to its type.

    Attributes:
        does: its help text.
        takes: the name of its value in the help text; empty for a choice or a flag.
        served: its default on the command line, where that differs from the keyword's.
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
            "Choose who logs people in. On `marketo` identity a userid is the e-mail address of "
            "the invitation. On `adobe` identity it is generated, and people's users can be "
            "neither invited, nor changed, nor deleted."
        ),
    ] = "marketo"
    user_calls: Annotated[
        UserCalls,
        Switch(
            "Choose whether programs may invite, change and delete users, API-only ones too: the "
            "four calls work, Marketo refuses them with 611, or HTTP forbids them with 403. "
            "People always can."
        ),
    ] = "allowed"
    edit_in_use: Annotated[
        EditInUse,
        Switch(
            "Choose whether a user that a custom service uses can be edited; where it is "
            "`refused`, programs get 611. Such a user can never be deleted."
        ),
    ] = "allowed"
    relinked_token: Annotated[
        RelinkedToken,
        Switch(
            "Choose whom a running token acts as once its service is linked to another user: the "
            "`old` user until the token ends, or the `new` one at once."
        ),
    ] = "old"  # noqa: S105 - a choice
    include_role_workspace: Annotated[
        bool,
        Switch(
            "Let the list of all users take `includeRoleWorkspace=true`, which adds their grants,"
            " and needs the permission *Access Roles* as well."
        ),
    ] = False
    roles_body: Annotated[
        RolesBody,
        Switch(
            "Choose which body the calls that grant and take roles accept: a bare list (`array`, "
            "as in Adobe's guide), an object with `input` (as in its specification), or either."
        ),
    ] = "either"
    errors: Annotated[
        Errors,
        Switch(
            "Choose whether the gateway's refusals have their own HTTP `status`, or come "
            "with 200 and `success: false` in the `body`, as in Marketo's other APIs."
        ),
    ] = "status"
    visible_after: Annotated[
        float,
        Switch("Show a new user in answers only after this many seconds.", takes="SECONDS"),
    ] = 0.0
    pending: Annotated[
        bool, Switch("Make API-only users accept an invitation first, as people do.")
    ] = False
    invitations_readable: Annotated[
        InvitationsReadable,
        Switch(
            "Choose whether invitations can be read and taken back; where they cannot, these calls "
            "get 611. With `by-identity` they can on Marketo identity, and wherever API-only users "
            "must accept one."
        ),
    ] = "by-identity"
    limits: Annotated[
        bool,
        Switch(
            "Lift the limits of rate (606), concurrency (615) and calls a day (607).", served=True
        ),
    ] = False
    dates: Annotated[
        Dates,
        Switch(
            "Choose the form of dates in answers: that of the guide's samples, ISO 8601, or the "
            "compact form of the specification's examples."
        ),
    ] = "guide"
    spelling: Annotated[
        Spelling,
        Switch(
            "Choose whether names and types of fields follow the guide's samples or the "
            "specification."
        ),
    ] = "guide"
    order: Annotated[
        Order, Switch("Choose the order of the list of all users, which Adobe does not state.")
    ] = "oldest-first"
    rewrites: Annotated[
        bool,
        Switch("Store names with HTML's escapes (`R&D` as `R&amp;D`), and several spaces as one."),
    ] = False
    plan: Annotated[
        Plan,
        Switch(
            "Choose whether the subscription has everything (`full`), or nothing that is sold "
            "separately (`basic`): named accounts (703), custom objects (1026) and their types "
            "(616)."
        ),
    ] = "full"
    crm: Annotated[
        bool,
        Switch("Connect a CRM, which owns companies, opportunities and sales persons (1018)."),
    ] = False
    calls_a_day: Annotated[
        int,
        Switch("Answer this many calls a day before the limits refuse with 607.", takes="NUMBER"),
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
