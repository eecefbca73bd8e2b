"""Stories of a stack: a program, what somebody does by hand, another program, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from marketo_simulator import Simulator
from tests.engine.subscription import role_id, user_named

EMAIL = "etl@example.com"
INVITE, DELETE = "invite.json", "{userid}/delete.json"
UPDATE = "{userid}/update.json"
GIVE, TAKE = "{userid}/roles/create.json", "{userid}/roles/delete.json"


def user(name: str = "u", opts: str = "", **given: str) -> str:
    """A program that declares one user; arguments are Python expressions."""
    arguments = {
        "email_address": repr(EMAIL),
        "first_name": "'E'",
        "last_name": "'TL'",
        "roles": roles("Default"),
    } | given
    if opts:
        arguments["opts"] = f"pulumi.ResourceOptions({opts})"
    listed = ", ".join(f"{key}={value}" for key, value in arguments.items())
    return f"marketo.ApiOnlyUser({name!r}, {listed})\n"


def roles(*workspaces: str, role: str = "Warehouse API") -> str:
    """Grants of a role in workspaces."""
    grants = (f"marketo.RoleGrant(role_name={role!r}, workspace={place!r})" for place in workspaces)
    return f"[{', '.join(grants)}]"


@dataclass(frozen=True)
class Story:
    """What is applied, what happens by hand, what is declared then, and what must follow."""

    name: str
    before: str
    after: str
    steps: dict[str, str]
    changed: list[str] = field(default_factory=list)
    by_hand: Callable[[Simulator], object] = lambda _marketo: None
    refresh: bool = False


def _someone_made(marketo: Simulator, first: str = "E", *, seen: bool = False) -> None:
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    made = marketo.subscription.add_user(EMAIL, first, "TL", grants=grants)
    made.last_login_at = marketo.subscription.now() if seen else None


def _renamed(marketo: Simulator) -> None:
    user_named(marketo, EMAIL).first_name = "By hand"


def _deleted(marketo: Simulator) -> None:
    marketo.subscription.remove_user(user_named(marketo, EMAIL))


def _granted(marketo: Simulator) -> None:
    user_named(marketo, EMAIL).grants.append((role_id(marketo, "Warehouse API"), 1002))


def _stripped(marketo: Simulator) -> None:
    user_named(marketo, EMAIL).grants = []


def _expired(marketo: Simulator) -> None:
    user_named(marketo, EMAIL).expires_at = marketo.subscription.now() + 3600


DATE = "'2091-01-01T00:00:00+00:00'"
U = "ApiOnlyUser u"
COMPONENT = "parent = pulumi.ComponentResource('test:index:Team', 'team')\n"
AT_THE_ROOT = "pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)"
CREATE, CHANGE = {U: "create"}, {U: "update"}

STORIES = [
    Story("a user is made", "", user(), CREATE, [INVITE]),
    Story("two users are made", "", user() + user("v", email_address="'v@example.com'"),
          CREATE | {"ApiOnlyUser v": "create"}, [INVITE, INVITE]),
    Story("another first name", user(), user(first_name="'Other'"), CHANGE, [UPDATE]),
    Story("another last name", user(), user(last_name="'Other'"), CHANGE, [UPDATE]),
    Story("another address", user(), user(email_address="'o@example.com'"), CHANGE, [UPDATE]),
    Story("an expiry", user(), user(expires_at=DATE), CHANGE, [UPDATE]),
    Story("a later expiry", user(expires_at=DATE),
          user(expires_at="'2092-01-01T00:00:00+00:00'"), CHANGE, [UPDATE]),
    Story("another grant", user(), user(roles=roles("Default", "Europe")), CHANGE, [GIVE]),
    Story("a grant less", user(roles=roles("Default", "Europe")), user(), CHANGE, [TAKE]),
    Story("a grant elsewhere", user(), user(roles=roles("Europe")), CHANGE, [GIVE, TAKE]),
    Story("a name and a grant", user(),
          user(first_name="'Other'", roles=roles("Default", "Europe")), CHANGE, [UPDATE, GIVE]),
    Story("another reason is recorded only", user(), user(reason="'new'"), CHANGE),
    Story("another adopt is recorded only", user(), user(adopt="True"), CHANGE),
    Story("another delete_adopted is recorded only", user(), user(delete_adopted="True"), CHANGE),
    Story("a user is taken away", user(), "", {U: "delete"}, [DELETE]),
    Story("one of two changes", user() + user("v", email_address="'v@example.com'"),
          user() + user("v", email_address="'v@example.com'", first_name="'V'"),
          {"ApiOnlyUser v": "update"}, [UPDATE]),
    Story("other letters of an address", user(), user(email_address="'ETL@Example.com'"), {}),
    Story("other order of grants", user(roles=roles("Default", "Europe")),
          user(roles=roles("Europe", "Default")), {}),
    Story("the same date in another zone", user(expires_at=DATE),
          user(expires_at="'2091-01-01T02:00:00+02:00'"), {}),
    Story("blanks around a name", user(), user(first_name="' E '"), {}),
    Story("drift of a name", user(), user(), CHANGE, [UPDATE], _renamed, refresh=True),
    Story("drift of the grants", user(), user(), CHANGE, [TAKE], _granted, refresh=True),
    Story("all grants taken by hand", user(), user(), CHANGE, [GIVE], _stripped, refresh=True),
    Story("expiry changed by hand", user(expires_at=DATE), user(expires_at=DATE), CHANGE, [UPDATE],
          _expired, refresh=True),
    Story("a user deleted by hand", user(), user(), CREATE, [INVITE], _deleted, refresh=True),
    Story("drift that is not refreshed is left", user(), user(), {}, [], _renamed),
    Story("adoption changes what differs", "", user(adopt="True"), CREATE, [UPDATE],
          lambda marketo: _someone_made(marketo, "Old", seen=True)),
    Story("adoption of an equal user", "", user(adopt="True"), CREATE, [],
          lambda marketo: _someone_made(marketo, seen=True)),
    Story("what an interrupted up left", "", user(), CREATE, [], _someone_made),
    Story("an alias keeps a renamed resource", user(),
          user("w", "aliases=[pulumi.Alias(name='u')]"), {}),
    Story("a resource renamed without alias keeps its user", user(), user("w"),
          {U: "delete", "ApiOnlyUser w": "create"}, []),
    Story("moved under a component", user(),
          COMPONENT + user("u", f"parent=parent, aliases=[{AT_THE_ROOT}]"), {}),
    Story("ignored changes", user(), user("u", "ignore_changes=['first_name']", first_name="'X'"),
          {}),
    Story("kept in Marketo", user("u", "retain_on_delete=True"), "", {U: "delete"}, []),
]  # fmt: skip
