"""Bundle a simulated Marketo, a client of it, and what a test does with both."""

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
        """Return the id of a role that may be held in any workspace."""
        role = self.simulator.subscription.role_named("Warehouse API")
        assert role
        return role.id

    def pair(self, workspace: int = 1) -> models.UserRoleWorkspaceId:
        """Return the role in a workspace."""
        return models.UserRoleWorkspaceId(access_role_id=self.role, workspace_id=workspace)

    def invite(self, email: str = EMAIL) -> None:
        """Invite a user with every field that an invitation has, and let time pass."""
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
        """Invite a user, accept the invitation if needed, and return its userid."""
        self.invite()
        user = self.simulator.subscription.user_of_email(EMAIL)
        assert user
        user.pending = False
        return user.userid

    def sent(self, endpoint: str) -> int:
        """Return how many calls of an endpoint the simulator got."""
        return sum(call["endpoint"] == endpoint for call in self.simulator.app.calls.all())

    def held(self, userid: str) -> set[tuple[int, int]]:
        """Return the pairs that a user holds in the simulator."""
        user = self.simulator.subscription.user(userid)
        assert user
        return set(user.grants)
