"""A simulated Marketo, a client of it, and what a test needs to do with both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from marketo_resources.marketo import MarketoClient, models
from marketo_simulator import Simulator
from tests.support.marketo.stand import Waits

EMAIL = "ada+api@example.com"
EXPIRY = datetime(2091, 6, 30, 23, 59, 59, tzinfo=UTC)
EUROPE = 1002
LATE = 30.0


@dataclass
class Simulated:
    """A simulator, its time, and a client."""

    simulator: Simulator
    client: MarketoClient
    waits: Waits

    @property
    def role(self) -> int:
        """The id of a role that may be held in any workspace."""
        role = self.simulator.subscription.role_named("Warehouse API")
        assert role
        return role.id

    def pair(self, workspace: int = 1) -> models.UserRoleWorkspaceId:
        """The role in a workspace."""
        return models.UserRoleWorkspaceId(access_role_id=self.role, workspace_id=workspace)

    def invite(self, email: str = EMAIL) -> None:
        """Invite a user with everything that can be said of one, and let time pass."""
        request = models.InviteUserRequest(
            email_address=email,
            first_name="Ada",
            last_name="Api",
            api_only=True,
            expires_at=EXPIRY,
            reason="a test",
            user_role_workspaces=[self.pair()],
        )
        self.client.invite_user(request)
        self.waits.seconds += LATE

    def invited(self) -> str:
        """The userid of a user that was invited, and has accepted if that is needed."""
        self.invite()
        user = self.simulator.subscription.user_of_email(EMAIL)
        assert user
        user.pending = False
        return user.userid

    def sent(self, endpoint: str) -> int:
        """How many calls of an endpoint the simulator got."""
        return sum(call["endpoint"] == endpoint for call in self.simulator.app.calls.all())

    def held(self, userid: str) -> set[tuple[int, int]]:
        """The pairs that a user holds, as the simulator has them."""
        user = self.simulator.subscription.user(userid)
        assert user
        return set(user.grants)
