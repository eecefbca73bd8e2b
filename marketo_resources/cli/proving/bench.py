"""Hold what all tries of `prove` use: the subscription, the user made there, what was seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from marketo_resources.cli.proving.exchanges import Answer, Exchanges, of_user
from marketo_resources.cli.proving.readings import Inconclusive
from marketo_resources.cli.proving.subject import FIRST_NAME, Listed, all_users_of, same_address
from marketo_resources.marketo import dates, models, reading
from marketo_resources.marketo.client import USERS
from marketo_resources.marketo.errors import UnexpectedAnswerError

__all__ = ["LAST_NAME", "Bench", "Chosen", "Pair", "own_user", "rows"]

LAST_NAME = "AA R&D  try"
"""The last name of the user: it shows whether names are kept as sent, and sorts before most."""
_LOOKS = (0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 60.0)
"""Seconds after the invitation at which the new user is looked for."""
_LIFE = timedelta(days=30)
"""The access of the user lasts this long: that of a user that is left behind ends by itself."""

Pair = dict[str, int]


@dataclass(frozen=True)
class Chosen:
    """What the command line and the subscription say about the user to make.

    Attributes:
        address: Its address.
        second_address: Another address, to try whether it can be changed; empty if none.
        base: The role and workspace that it gets.
        other: Another role or workspace, to try granting with.
        role_name: The name of that role.
        with_own_user: Whether the user behind the credentials may be sent its own first name.
    """

    address: str
    second_address: str
    base: Pair
    other: Pair
    role_name: str
    with_own_user: bool


@dataclass
class Bench:
    """Everything that a try needs; tries leave the user as they found it.

    Attributes:
        marketo: The connection to the subscription.
        chosen: The user to make, and the options.
        users: The list of all users before anything was made.
        roles: The list of all roles, as Marketo answers it.
        workspaces: The list of all workspaces, as Marketo answers it.
        userid: The userid of the user that was made or found; empty if there is none.
        why_none: The reason why there is no user to try things with.
        invited: The pending invitation, where that is what an invitation makes.
        sees: When the new user was seen: not before the first of these seconds, by the second.
        outcomes: The answers to inviting, updating and deleting.
        invited_in_list: Whether the list of all users shows that invitation too.
        by_person: Whether a person made the user, because Marketo lets no program delete it.
        may_have_made: Whether an invitation was sent, answered or not.
    """

    marketo: Exchanges
    chosen: Chosen
    users: Sequence[Listed]
    roles: Sequence[dict[str, Any]]
    workspaces: Sequence[dict[str, Any]]
    userid: str = ""
    why_none: str = "no user was made yet"
    invited: dict[str, Any] | None = None
    sees: tuple[float, float] | None = None
    outcomes: dict[str, Answer] = field(default_factory=dict)
    invited_in_list: bool = False
    by_person: bool = False
    may_have_made: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether a user may have been made that was never seen."""
        answer = self.outcomes.get("invite")
        was_refused = answer is not None and not answer.is_done
        return self.may_have_made and not was_refused and self.sees is None

    def own_user(self) -> models.UserSummary:
        """Return the user behind the credentials.

        Raises:
            Inconclusive: The list does not show it.
        """
        return own_user(self.marketo.owner(), self.users)

    def subject(self) -> str:
        """Return the userid of the user to try things with.

        Raises:
            Inconclusive: There is none.
        """
        if not self.userid:
            raise Inconclusive(f"there is no user to try it with: {self.why_none}")
        return self.userid

    def expiry(self) -> datetime:
        """Return when the access of the user ends."""
        now = datetime.fromtimestamp(self.marketo.clock.epoch(), UTC)
        return (now + _LIFE).replace(microsecond=0)

    def invitation(self) -> dict[str, Any]:
        """Return the body that makes the user."""
        return {
            "emailAddress": self.chosen.address,
            "firstName": FIRST_NAME,
            "lastName": LAST_NAME,
            "apiOnly": True,
            "userRoleWorkspaces": [self.chosen.base],
            "expiresAt": dates.invite_form(self.expiry()),
            "reason": "Tries what this subscription does; deleted at the end",
        }

    def make(self) -> None:
        """Make the user and look for it.

        Raises:
            MarketoError: Marketo could not be asked.
        """
        self.may_have_made = True
        answer = self.marketo.post(f"{USERS}/invite.json", self.invitation())
        self.outcomes["invite"] = answer
        if not answer.is_done:
            self.why_none = f"Marketo refused to make it ({answer.in_words})"
            return
        self._look()

    def _look(self) -> None:
        began, before = self.marketo.clock.now(), 0.0
        for planned in _LOOKS:
            self.marketo.clock.sleep(max(0.0, began + planned - self.marketo.clock.now()))
            asked = self.marketo.clock.now() - began
            if self._is_there():
                late = self.marketo.clock.now() - began - planned
                self.sees = (before, planned if late < 1 else math.ceil(planned + late))
                return
            before = asked
        self.why_none = f"it did not show within {before:.0f} seconds after it was made"

    def _is_there(self) -> bool:
        for user in all_users_of(self.marketo):
            if same_address(user.email_address, self.chosen.address):
                return self._is_user(user.userid)
        return self._is_invited(self.chosen.address)

    def _is_user(self, userid: str) -> bool:
        if self.marketo.get(of_user(userid, "user.json")).is_done:
            self.userid = userid
            return True
        self.invited_in_list = self._is_invited(userid)
        return self.invited_in_list

    def _is_invited(self, userid: str) -> bool:
        answer = self.marketo.get(of_user(userid, "invite.json"))
        if answer.is_done and isinstance(answer.payload, dict):
            self.invited = answer.payload
            self.why_none = "it is an invitation that nobody has accepted"
        return self.invited is not None

    def shown(self) -> dict[str, Any]:
        """Return the user as Marketo shows it now.

        Raises:
            MarketoError: It is not shown.
        """
        answer = self.marketo.get(of_user(self.subject(), "user.json"))
        if not answer.is_done or not isinstance(answer.payload, dict):
            raise UnexpectedAnswerError(f"the user is no longer shown ({answer.in_words})")
        return answer.payload

    def user(self) -> models.User:
        """Return the user as a model."""
        try:
            return reading.user_of(self.subject())(self.shown())
        except ValueError:
            raise UnexpectedAnswerError("the user is shown in a form that is not known") from None

    def update(self, **fields: Any) -> Answer:  # noqa: ANN401 - any JSON is tried
        """Change attributes of the user."""
        answer = self.marketo.post(of_user(self.subject(), "update.json"), fields)
        self.outcomes.setdefault("update", answer)
        return answer

    def held(self) -> set[tuple[int, int]]:
        """Return the grants that the user holds."""
        answer = self.marketo.get(of_user(self.subject(), "roles.json"))
        try:
            return {(int(one["accessRoleId"]), int(one["workspaceId"])) for one in rows(answer)}
        except (KeyError, ValueError, TypeError):
            raise UnexpectedAnswerError(
                "the grants are shown in a form that is not known"
            ) from None


def own_user(owner: str, users: Sequence[models.UserSummary]) -> models.UserSummary:
    """Return the user that a token's `scope` names.

    Raises:
        Inconclusive: The list does not show it.
    """
    named = owner.strip().casefold()
    for one in users:
        if named in {one.userid.casefold(), one.email_address.casefold()}:
            return one
    raise Inconclusive("the list of all users does not show the user behind these credentials")


def rows(answer: Answer) -> list[dict[str, Any]]:
    """Return the objects of an answer that is a list; none if it is not."""
    payload = answer.payload
    listed = payload.get("result") if isinstance(payload, dict) else payload
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
