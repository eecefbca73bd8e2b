"""Where Adobe's pages contradict each other or are silent: which reading the simulator follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Identity = Literal["marketo", "adobe"]
RolesBody = Literal["either", "array", "input"]
Errors = Literal["status", "body"]
Dates = Literal["guide", "iso", "compact"]
Spelling = Literal["guide", "specification"]
Order = Literal["oldest-first", "newest-first", "by-name"]
Plan = Literal["full", "basic"]
CALLS_A_DAY = 50_000
"""What most subscriptions may call in a day (Adobe, integration best practices)."""


@dataclass(slots=True)
class Switches:
    """One reading of each contradiction.

    Attributes:
        identity: who logs people in. With `marketo` a userid is the e-mail of the invitation, with
            `adobe` a generated id, and only API-only users can be invited, updated and deleted.
        roles_body: what the calls that grant and take roles accept: a bare list (Adobe's guide), an
            object with `input` (its specification), or either.
        errors: whether the gateway's errors come as HTTP statuses, or as HTTP 200 with
            `success: false`, as its other APIs do it.
        visible_after: seconds until a new user shows in any answer.
        pending: whether invited API-only users must accept first, as people do.
        limits: whether the limits of rate, concurrency and calls a day are enforced.
        dates: the form of dates in answers: that of the guide's samples, ISO 8601, or the compact
            form that the specification's examples show.
        spelling: whether names and types of fields follow the guide's samples or the specification.
        order: the order of the list of all users, which Adobe does not state.
        plan: whether the subscription has everything, or, with `basic`, none of what is sold apart:
            named accounts (703), custom objects (1026) and their types (616).
        crm: whether a CRM is connected, so that companies, opportunities and sales persons are its
            own (1018).
        calls_a_day: how many calls a day are answered before the limits say 607.
    """

    identity: Identity = "marketo"
    roles_body: RolesBody = "either"
    errors: Errors = "status"
    visible_after: float = 0.0
    pending: bool = False
    limits: bool = False
    dates: Dates = "guide"
    spelling: Spelling = "guide"
    order: Order = "oldest-first"
    plan: Plan = "full"
    crm: bool = False
    calls_a_day: int = CALLS_A_DAY

    @property
    def by_guide(self) -> bool:
        """Whether fields are spelled as in the guide's samples."""
        return self.spelling == "guide"
