"""Stories of a stack: a program, what somebody does by hand, another program, and what follows.

Many are told in one stack at once: `telling` gives the names and addresses of each a prefix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from marketo_simulator import Simulator
from tests.support.engine.subscription import role_id, user_named

EMAIL = "etl@example.com"
OTHER = "other@example.com"
INVITE, DELETE = "invite.json", "{userid}/delete.json"
UPDATE = "{userid}/update.json"
GIVE, TAKE = "{userid}/roles/create.json", "{userid}/roles/delete.json"

ByHand = Callable[[Simulator, str], object]


def user(name: str = "u", opts: str = "", **given: str) -> str:
    """A program that declares one user; arguments are Python expressions."""
    arguments = {
        "email_address": repr(EMAIL),
        "first_name": "'E'",
        "last_name": "'TL'",
        "roles": roles("Default"),
    } | given
    return _resource("ApiOnlyUser", name, opts, arguments)


def role(name: str = "Warehouse API", **given: str) -> str:
    """A program that declares a role."""
    return "role = " + _resource("ApiOnlyRole", "r", "", {"role_name": repr(name)} | given)


def service(**given: str) -> str:
    """A program that declares the custom service that `_service_is_there` makes."""
    arguments = {
        "service_name": "'S'",
        "user_id": repr(EMAIL),
        "email_address": repr(EMAIL),
        "client_id": "'id'",
        "client_secret": "'secret'",
    } | given
    return _resource("CustomService", "s", "", arguments)


def roles(*workspaces: str, role: str = "Warehouse API") -> str:
    """Grants of a role in workspaces."""
    grants = (f"marketo.RoleGrant(role_name={role!r}, workspace={place!r})" for place in workspaces)
    return f"[{', '.join(grants)}]"


def _resource(noun: str, name: str, opts: str, arguments: dict[str, str]) -> str:
    if opts:
        arguments = arguments | {"opts": f"pulumi.ResourceOptions({opts})"}
    listed = ", ".join(f"{key}={value}" for key, value in arguments.items())
    return f"marketo.{noun}({name!r}, {listed})\n"


@dataclass(frozen=True)
class Story:
    """What is applied, what happens by hand, what is declared then, and what must follow."""

    name: str
    before: str
    after: str
    steps: dict[str, str]
    """What the preview lists."""
    changed: list[str] = field(default_factory=list)
    """The calls that change something, in their order."""
    by_hand: ByHand = lambda _marketo, _email: None
    """What somebody does between the two programs."""
    refresh: bool = False
    prepare: ByHand = lambda _marketo, _email: None
    """What is in Marketo before the first program."""
    about: str = ""
    """The row of docs/changes.md that it proves."""


def _someone_made(marketo: Simulator, email: str, first: str = "E", *, seen: bool = False) -> None:
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    made = marketo.subscription.add_user(email, first, "TL", grants=grants)
    made.last_login_at = marketo.subscription.now() if seen else None


def _service_is_there(marketo: Simulator, email: str) -> None:
    """Two services of a user, whose secrets are known; the second is for a change to it."""
    _someone_made(marketo, email)
    of = user_named(marketo, email)
    prefix = email.partition(".")[0]
    for part in ("", "2"):
        marketo.subscription.add_service("S", of, f"{prefix}id{part}", f"{prefix}secret")


def _secret_reset(marketo: Simulator, email: str) -> None:
    name = email.partition(".")[0]
    marketo.subscription.services[f"{name}id"].client_secret = f"{name}new"


def _own_role(marketo: Simulator, email: str) -> None:
    """A role that no other story uses; `ROLE_OF_ITS_OWN` is what a program calls it."""
    marketo.subscription.add_role(_role_of(email), [])


def _role_of(email: str) -> str:
    return f"{email.partition('.')[0]}role"


def _role_made_anew(marketo: Simulator, email: str) -> None:
    role = marketo.subscription.role_named(_role_of(email))
    assert role
    marketo.subscription.remove_role(role)
    _own_role(marketo, email)


def _role_renamed(marketo: Simulator, email: str) -> None:
    role = marketo.subscription.role_named(_role_of(email))
    assert role
    role.name = f"{role.name}2"


def _renamed(marketo: Simulator, email: str) -> None:
    user_named(marketo, email).first_name = "By hand"


def _deleted(marketo: Simulator, email: str) -> None:
    marketo.subscription.remove_user(user_named(marketo, email))


def _granted(marketo: Simulator, email: str) -> None:
    user_named(marketo, email).grants.append((role_id(marketo, "Warehouse API"), 1002))


def _stripped(marketo: Simulator, email: str) -> None:
    user_named(marketo, email).grants = []


def _expired(marketo: Simulator, email: str) -> None:
    user_named(marketo, email).expires_at = marketo.subscription.now() + 3600


DATE = "'2091-01-01T00:00:00+00:00'"
U, R, S = "ApiOnlyUser u", "ApiOnlyRole r", "CustomService s"
V = f"email_address={OTHER!r}"
COMPONENT = "parent = pulumi.ComponentResource('test:index:Team', 'team')\n"
AT_THE_ROOT = "pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)"
CREATE, CHANGE = {U: "create"}, {U: "update"}
GRANT = "[role.grant(workspace='Default')]"
SERVED = user("u", adopt="True")
ROLE_OF_ITS_OWN = "role"


def _another(given: str) -> str:
    return user("v", email_address=repr(OTHER), first_name=given)


OF_USERS = [
    Story("a user is made", "", user(), CREATE, [INVITE]),
    Story("two users are made", "", user() + _another("'V'"),
          CREATE | {"ApiOnlyUser v": "create"}, [INVITE, INVITE]),
    Story("another first name", user(), user(first_name="'Other'"), CHANGE, [UPDATE],
          about="ApiOnlyUser.first_name"),
    Story("another last name", user(), user(last_name="'Other'"), CHANGE, [UPDATE],
          about="ApiOnlyUser.last_name"),
    Story("another address", user(), user(email_address=repr(OTHER)), CHANGE, [UPDATE],
          about="ApiOnlyUser.email_address"),
    Story("an expiry", user(), user(expires_at=DATE), CHANGE, [UPDATE],
          about="ApiOnlyUser.expires_at"),
    Story("a later expiry", user(expires_at=DATE),
          user(expires_at="'2092-01-01T00:00:00+00:00'"), CHANGE, [UPDATE]),
    Story("another grant", user(), user(roles=roles("Default", "Europe")), CHANGE, [GIVE],
          about="ApiOnlyUser.roles"),
    Story("a grant less", user(roles=roles("Default", "Europe")), user(), CHANGE, [TAKE]),
    Story("a grant elsewhere", user(), user(roles=roles("Europe")), CHANGE, [GIVE, TAKE]),
    Story("a name and a grant", user(),
          user(first_name="'Other'", roles=roles("Default", "Europe")), CHANGE, [UPDATE, GIVE]),
    Story("another reason", user(), user(reason="'new'"), CHANGE, about="ApiOnlyUser.reason"),
    Story("another adopt", user(), user(adopt="True"), {}, about="ApiOnlyUser.adopt"),
    Story("another delete_adopted", user(), user(delete_adopted="True"), CHANGE,
          about="ApiOnlyUser.delete_adopted"),
    Story("a user is taken away", user(), "", {U: "delete"}, [DELETE]),
    Story("one of two changes", user() + _another("'V'"), user() + _another("'W'"),
          {"ApiOnlyUser v": "update"}, [UPDATE]),
    Story("other letters of an address", user(), user(email_address="'ETL@Example.com'"), {}),
    Story("other order of grants", user(roles=roles("Default", "Europe")),
          user(roles=roles("Europe", "Default")), {}),
    Story("the same date in another zone", user(expires_at=DATE),
          user(expires_at="'2091-01-01T02:00:00+02:00'"), {}),
    Story("blanks around a name", user(), user(first_name="' E '"), {}),
    Story("drift that is not refreshed", user(), user(), {}, [], _renamed),
    Story("adoption changes what differs", "", user(adopt="True"), CREATE, [UPDATE],
          lambda marketo, email: _someone_made(marketo, email, "Old", seen=True)),
    Story("adoption of an equal user", "", user(adopt="True"), CREATE, [],
          lambda marketo, email: _someone_made(marketo, email, seen=True)),
    Story("an adopted user is left", user(adopt="True"), "", {U: "delete"}, [],
          prepare=_someone_made),
    Story("another wait for a person", user(), user(wait_for_person="60"), CHANGE,
          about="ApiOnlyUser.wait_for_person"),
    Story("an adopted user is deleted", user(adopt="True", delete_adopted="True"), "",
          {U: "delete"}, [DELETE], prepare=_someone_made),
    Story("what an interrupted up left", "", user(), CREATE, [], _someone_made),
    Story("an alias keeps a renamed resource", user(),
          user("w", "aliases=[pulumi.Alias(name='u')]"), {}),
    Story("renamed without alias", user(), user("w"), {U: "delete", "ApiOnlyUser w": "create"}),
    Story("moved under a component", user(),
          COMPONENT + user("u", f"parent=parent, aliases=[{AT_THE_ROOT}]"), {}),
    Story("ignored changes", user(), user("u", "ignore_changes=['first_name']", first_name="'X'"),
          {}),
    Story("kept in Marketo", user("u", "retain_on_delete=True"), "", {U: "delete"}, []),
    Story("a change that the program lets replace", user(),
          user("u", "replace_on_changes=['first_name']", first_name="'New'"),
          {U: "replace"}, [DELETE, INVITE]),
    Story("another address that the program lets replace", user(),
          user("u", "replace_on_changes=['email_address']", email_address=repr(OTHER)),
          {U: "replace"}, [INVITE, DELETE]),
    Story("replaced, the old one deleted first", user(),
          user("u", "replace_on_changes=['email_address'], delete_before_replace=True",
               email_address=repr(OTHER)), {U: "replace"}, [DELETE, INVITE]),
    Story("an adopted user is replaced", user(adopt="True"),
          user("u", "replace_on_changes=['first_name']", adopt="True", first_name="'New'"),
          {U: "replace"}, [UPDATE], prepare=_someone_made),
    Story("renamed and moved under a component", user(),
          COMPONENT + user("w", "parent=parent, aliases=[pulumi.Alias(name='u',"
                           " parent=pulumi.ROOT_STACK_RESOURCE)]"), {}),
    Story("some changes are ignored", user(),
          user("u", "ignore_changes=['first_name']", first_name="'X'", last_name="'Y'"),
          CHANGE, [UPDATE]),
]  # fmt: skip

REFRESHED = [
    Story("drift of a name", user(), user(), CHANGE, [UPDATE], _renamed, refresh=True),
    Story("drift of the grants", user(), user(), CHANGE, [TAKE], _granted, refresh=True),
    Story("all grants taken by hand", user(), user(), CHANGE, [GIVE], _stripped, refresh=True),
    Story("expiry changed by hand", user(expires_at=DATE), user(expires_at=DATE), CHANGE, [UPDATE],
          _expired, refresh=True),
    Story("a user deleted by hand", user(), user(), CREATE, [INVITE], _deleted, refresh=True),
    Story("no drift", user(), user(), {}, refresh=True),
]  # fmt: skip

OF_ROLES_AND_SERVICES = [
    Story("a role and its user", "", role() + user(roles=GRANT), CREATE | {R: "create"}, [INVITE]),
    Story("other permissions of a role", role() + user(roles=GRANT),
          role(permissions="['Read-Only Person']") + user(roles=GRANT), {R: "update"},
          about="ApiOnlyRole.permissions"),
    Story("another wait for a role", role(), role(wait_for_creation="60"), {R: "update"},
          about="ApiOnlyRole.wait_for_creation"),
    Story("another role", role(), role("API User Management"), {R: "replace"},
          about="ApiOnlyRole.role_name"),
    Story("a role is taken away", role() + user(roles=GRANT), user(), {R: "delete"}, []),
    Story("a renamed role under a user", role(ROLE_OF_ITS_OWN) + user(roles=GRANT),
          role(f"{ROLE_OF_ITS_OWN}2") + user(roles=GRANT), {R: "update"}, [], _role_renamed,
          prepare=_own_role),
    Story("a role made anew under a user", role(ROLE_OF_ITS_OWN) + user(roles=GRANT),
          role(ROLE_OF_ITS_OWN) + user(roles=GRANT), {R: "replace", U: "update"}, [GIVE],
          _role_made_anew, prepare=_own_role),
    Story("another role under a user", role(ROLE_OF_ITS_OWN) + user(roles=GRANT),
          role() + user(roles=GRANT), {R: "replace", U: "update"}, [GIVE, TAKE],
          prepare=_own_role),
    Story("a service", SERVED, SERVED + service(), {S: "create"}, prepare=_service_is_there),
    Story("another name of a service", SERVED + service(),
          SERVED + service(service_name="'T'"), {S: "update"}, prepare=_service_is_there,
          about="CustomService.service_name"),
    Story("another user id of a service", SERVED + service(), SERVED + service(user_id="'x'"),
          {S: "update"}, prepare=_service_is_there, about="CustomService.user_id"),
    Story("another address of a service", SERVED + service(),
          SERVED + service(email_address=repr(OTHER)), {S: "update"}, prepare=_service_is_there,
          about="CustomService.email_address"),
    Story("another client id", SERVED + service(), SERVED + service(client_id="'id2'"),
          {S: "replace"}, prepare=_service_is_there, about="CustomService.client_id"),
    Story("another secret", SERVED + service(), SERVED + service(client_secret="'new'"),
          {S: "update"}, [], _secret_reset, prepare=_service_is_there,
          about="CustomService.client_secret"),
    Story("permissions of a service", SERVED + service(),
          SERVED + service(permissions="['Approve Assets']"), {S: "update"},
          prepare=_service_is_there, about="CustomService.permissions"),
    Story("another wait of a service", SERVED + service(),
          SERVED + service(wait_for_deletion="60"), {S: "update"}, prepare=_service_is_there,
          about="CustomService.wait_for_deletion"),
    Story("a service is taken away", SERVED + service(), SERVED, {S: "delete"},
          prepare=_service_is_there),
]  # fmt: skip

STORIES = [*OF_USERS, *REFRESHED, *OF_ROLES_AND_SERVICES]
