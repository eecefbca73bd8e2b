"""List each call of the client, with valid arguments."""

from collections.abc import Callable

from marketo_resources.marketo import MarketoClient, models

ID = "ada@example.com"
PAIRS = [models.UserRoleWorkspaceId(access_role_id=1, workspace_id=1)]
INVITATION = models.InviteUserRequest(
    email_address=ID, first_name="A", last_name="B", user_role_workspaces=PAIRS
)
CALLS: dict[str, Callable[[MarketoClient], object]] = {
    "get_users": lambda client: client.get_users(),
    "get_user": lambda client: client.get_user(ID),
    "get_invited_user": lambda client: client.get_invited_user(ID),
    "get_user_roles": lambda client: client.get_user_roles(ID),
    "get_roles": lambda client: client.get_roles(),
    "get_workspaces": lambda client: client.get_workspaces(),
    "invite_user": lambda client: client.invite_user(INVITATION),
    "update_user": lambda client: client.update_user(
        ID, models.UpdateUserAttributesRequest(first_name="C")
    ),
    "delete_user": lambda client: client.delete_user(ID),
    "delete_invited_user": lambda client: client.delete_invited_user(ID),
    "add_roles": lambda client: client.add_roles(ID, PAIRS),
    "delete_roles": lambda client: client.delete_roles(ID, PAIRS),
    "get_usage": lambda client: client.get_usage(),
    "token_owner": lambda client: client.token_owner(),
}
