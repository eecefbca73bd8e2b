"""Write stories of a stack: a program, what somebody does by hand, another program, and the result.

Many run in one stack at once, so each has its own names and addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from marketo_simulator import Simulator
from tests.support.engine.subscription import role_id, user_named

EMAIL = "etl@example.com"
INVITE, DELETE = "invite.json", "{userid}/delete.json"
UPDATE = "{userid}/update.json"
GIVE, TAKE = "{userid}/roles/create.json", "{userid}/roles/delete.json"
DATE = "'2091-01-01T00:00:00+00:00'"
AT_THE_ROOT = "pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)"
GRANT = "[role.grant(workspace='Default')]"


def roles(*workspaces: str, role: str = "Warehouse API") -> str:
    """Return grants of a role in workspaces."""
    grants = (f"marketo.RoleGrant(role_name={role!r}, workspace={place!r})" for place in workspaces)
    return f"[{', '.join(grants)}]"


def _resource(noun: str, name: str, opts: str, arguments: dict[str, str]) -> str:
    if opts:
        arguments = arguments | {"opts": f"pulumi.ResourceOptions({opts})"}
    listed = ", ".join(f"{key}={value}" for key, value in arguments.items())
    return f"marketo.{noun}({name!r}, {listed})\n"


@dataclass(frozen=True)
class Names:
    """Writes programs whose resources, addresses and credentials begin with a prefix."""

    prefix: str = ""

    def quoted(self, name: str) -> str:
        """Return a name of the story as a Python expression."""
        return repr(self.prefix + name)

    @property
    def email(self) -> str:
        """Return the address of the story's user."""
        return f"{self.prefix}.{EMAIL}" if self.prefix else EMAIL

    @property
    def other(self) -> str:
        """Return the address that the user gets, or that of a second user."""
        return self.email.replace(EMAIL, "other@example.com")

    @property
    def own_role(self) -> str:
        """Return the name of a role that no other story uses."""
        return f"{self.prefix}role"

    @property
    def u(self) -> str:
        """Return the user as a preview lists it."""
        return f"ApiOnlyUser {self.prefix}u"

    @property
    def v(self) -> str:
        """Return a second user as a preview lists it."""
        return f"ApiOnlyUser {self.prefix}v"

    @property
    def w(self) -> str:
        """Return the user under another logical name."""
        return f"ApiOnlyUser {self.prefix}w"

    @property
    def r(self) -> str:
        """Return the role as a preview lists it."""
        return f"ApiOnlyRole {self.prefix}r"

    @property
    def s(self) -> str:
        """Return the custom service as a preview lists it."""
        return f"CustomService {self.prefix}s"

    @property
    def creates(self) -> dict[str, str]:
        """Return what a preview lists that makes the user."""
        return {self.u: "create"}

    @property
    def updates(self) -> dict[str, str]:
        """Return what a preview lists that changes the user."""
        return {self.u: "update"}

    def user(self, name: str = "u", opts: str = "", **given: str) -> str:
        """Return a program that declares one user; arguments are Python expressions."""
        arguments = {
            "email_address": repr(self.email),
            "first_name": "'E'",
            "last_name": "'TL'",
            "roles": roles("Default"),
        } | given
        return _resource("ApiOnlyUser", self.prefix + name, opts, arguments)

    def another(self, first_name: str) -> str:
        """Return a program that declares the second user."""
        return self.user("v", email_address=repr(self.other), first_name=first_name)

    def served(self) -> str:
        """Return a program that adopts the user whose service a person made."""
        return self.user(adopt="True")

    def role(self, name: str = "Warehouse API", **given: str) -> str:
        """Return a program that declares a role."""
        arguments = {"role_name": repr(name)} | given
        return "role = " + _resource("ApiOnlyRole", f"{self.prefix}r", "", arguments)

    def service(self, **given: str) -> str:
        """Return a program that declares the custom service that `_service_is_there` makes."""
        arguments = {
            "service_name": "'S'",
            "user_id": repr(self.email),
            "email_address": repr(self.email),
            "client_id": self.quoted("id"),
            "client_secret": self.quoted("secret"),
        } | given
        return _resource("CustomService", f"{self.prefix}s", "", arguments)

    def component(self) -> str:
        """Return a program that makes a component for resources to be moved under."""
        return f"parent = pulumi.ComponentResource('test:index:Team', {self.quoted('team')})\n"


user = Names().user
"""Writes a program that declares one user, for tests that have a stack to themselves."""
ByHand = Callable[[Simulator, Names], object]


@dataclass(frozen=True)
class Story:
    """What is applied, what is done by hand, what is declared then, and what must follow."""

    name: str
    before: str
    after: str
    steps: dict[str, str]
    """What the preview lists."""
    changed: list[str] = field(default_factory=list)
    """The calls that change something, in their order."""
    by_hand: ByHand = lambda _marketo, _names: None
    """What somebody does between the two programs."""
    refresh: bool = False
    prepare: ByHand = lambda _marketo, _names: None
    """What is in Marketo before the first program."""
    about: str = ""
    """The row of docs/changes.md that the story proves."""


def _someone_made(
    marketo: Simulator, names: Names, first: str = "E", *, seen: bool = False
) -> None:
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    made = marketo.subscription.add_user(names.email, first, "TL", grants=grants)
    made.last_login_at = marketo.subscription.now() if seen else None


def _service_is_there(marketo: Simulator, names: Names) -> None:
    """Make two services of a user with known secrets; the second is for a change to it."""
    _someone_made(marketo, names)
    of = user_named(marketo, names.email)
    for part in ("", "2"):
        client_id = f"{names.prefix}id{part}"
        marketo.subscription.add_service("S", of, client_id, f"{names.prefix}secret")


def _secret_reset(marketo: Simulator, names: Names) -> None:
    marketo.subscription.services[f"{names.prefix}id"].client_secret = f"{names.prefix}new"


def _own_role(marketo: Simulator, names: Names) -> None:
    marketo.subscription.add_role(names.own_role, [])


def _role_made_anew(marketo: Simulator, names: Names) -> None:
    role = marketo.subscription.role_named(names.own_role)
    assert role
    marketo.subscription.remove_role(role)
    _own_role(marketo, names)


def _role_renamed(marketo: Simulator, names: Names) -> None:
    role = marketo.subscription.role_named(names.own_role)
    assert role
    role.name = f"{role.name}2"


def _renamed(marketo: Simulator, names: Names) -> None:
    user_named(marketo, names.email).first_name = "By hand"


def _deleted(marketo: Simulator, names: Names) -> None:
    marketo.subscription.remove_user(user_named(marketo, names.email))


def _granted(marketo: Simulator, names: Names) -> None:
    user_named(marketo, names.email).grants.append((role_id(marketo, "Warehouse API"), 1002))


def _stripped(marketo: Simulator, names: Names) -> None:
    user_named(marketo, names.email).grants = []


def _expired(marketo: Simulator, names: Names) -> None:
    user_named(marketo, names.email).expires_at = marketo.subscription.now() + 3600


def of_users(s: Names) -> list[Story]:
    """Return the stories of users."""
    return [
        Story("a user is made", "", s.user(), s.creates, [INVITE]),
        Story("two users are made", "", s.user() + s.another("'V'"),
              {s.u: "create", s.v: "create"}, [INVITE, INVITE]),
        Story("another first name", s.user(), s.user(first_name="'Other'"), s.updates, [UPDATE],
              about="ApiOnlyUser.first_name"),
        Story("another last name", s.user(), s.user(last_name="'Other'"), s.updates, [UPDATE],
              about="ApiOnlyUser.last_name"),
        Story("another address", s.user(), s.user(email_address=repr(s.other)), s.updates, [UPDATE],
              about="ApiOnlyUser.email_address"),
        Story("an expiry", s.user(), s.user(expires_at=DATE), s.updates, [UPDATE],
              about="ApiOnlyUser.expires_at"),
        Story("a later expiry", s.user(expires_at=DATE),
              s.user(expires_at="'2092-01-01T00:00:00+00:00'"), s.updates, [UPDATE]),
        Story("another grant", s.user(), s.user(roles=roles("Default", "Europe")), s.updates,
              [GIVE],
              about="ApiOnlyUser.roles"),
        Story("a grant less", s.user(roles=roles("Default", "Europe")), s.user(), s.updates,
              [TAKE]),
        Story("a grant elsewhere", s.user(), s.user(roles=roles("Europe")), s.updates,
              [GIVE, TAKE]),
        Story("a name and a grant", s.user(),
              s.user(first_name="'Other'", roles=roles("Default", "Europe")), s.updates,
              [UPDATE, GIVE]),
        Story("another reason", s.user(), s.user(reason="'new'"), s.updates,
              about="ApiOnlyUser.reason"),
        Story("another adopt", s.user(), s.user(adopt="True"), {}, about="ApiOnlyUser.adopt"),
        Story("another delete_adopted", s.user(), s.user(delete_adopted="True"), s.updates,
              about="ApiOnlyUser.delete_adopted"),
        Story("a user is taken away", s.user(), "", {s.u: "delete"}, [DELETE]),
        Story("one of two changes", s.user() + s.another("'V'"), s.user() + s.another("'W'"),
              {s.v: "update"}, [UPDATE]),
        Story("other letters of an address", s.user(), s.user(email_address=repr(s.email.upper())),
              {}),
        Story("other order of grants", s.user(roles=roles("Default", "Europe")),
              s.user(roles=roles("Europe", "Default")), {}),
        Story("the same date in another zone", s.user(expires_at=DATE),
              s.user(expires_at="'2091-01-01T02:00:00+02:00'"), {}),
        Story("spaces around a name", s.user(), s.user(first_name="' E '"), {}),
        Story("drift that is not refreshed", s.user(), s.user(), {}, [], _renamed),
        Story("adoption changes what differs", "", s.user(adopt="True"), s.creates, [UPDATE],
              lambda marketo, names: _someone_made(marketo, names, "Old", seen=True)),
        Story("adoption of an equal user", "", s.user(adopt="True"), s.creates, [],
              lambda marketo, names: _someone_made(marketo, names, seen=True)),
        Story("an adopted user is left", s.user(adopt="True"), "", {s.u: "delete"}, [],
              prepare=_someone_made),
        Story("another wait for a person", s.user(), s.user(wait_for_person="60"), s.updates,
              about="ApiOnlyUser.wait_for_person"),
        Story("an adopted user is deleted", s.user(adopt="True", delete_adopted="True"), "",
              {s.u: "delete"}, [DELETE], prepare=_someone_made),
        Story("what an interrupted up left", "", s.user(), s.creates, [], _someone_made),
        Story("an alias keeps a renamed resource", s.user(),
              s.user("w", f"aliases=[pulumi.Alias(name={s.quoted('u')})]"), {}),
        Story("renamed without alias", s.user(), s.user("w"), {s.u: "delete", s.w: "create"}),
        Story("moved under a component", s.user(),
              s.component() + s.user("u", f"parent=parent, aliases=[{AT_THE_ROOT}]"), {}),
        Story("ignored changes", s.user(),
              s.user("u", "ignore_changes=['first_name']", first_name="'X'"),
              {}),
        Story("kept in Marketo", s.user("u", "retain_on_delete=True"), "", {s.u: "delete"}, []),
        Story("a change that the program lets replace", s.user(),
              s.user("u", "replace_on_changes=['first_name']", first_name="'New'"),
              {s.u: "replace"}, [DELETE, INVITE]),
        Story("another address that the program lets replace", s.user(),
              s.user("u", "replace_on_changes=['email_address']", email_address=repr(s.other)),
              {s.u: "replace"}, [INVITE, DELETE]),
        Story("replaced, the old one deleted first", s.user(),
              s.user("u", "replace_on_changes=['email_address'], delete_before_replace=True",
                     email_address=repr(s.other)), {s.u: "replace"}, [DELETE, INVITE]),
        Story("an adopted user is replaced", s.user(adopt="True"),
              s.user("u", "replace_on_changes=['first_name']", adopt="True", first_name="'New'"),
              {s.u: "replace"}, [UPDATE], prepare=_someone_made),
        Story("renamed and moved under a component", s.user(),
              s.component() + s.user("w", "parent=parent, aliases=[pulumi.Alias("
                                     f"name={s.quoted('u')}, parent=pulumi.ROOT_STACK_RESOURCE)]"),
              {}),
        Story("some changes are ignored", s.user(),
              s.user("u", "ignore_changes=['first_name']", first_name="'X'", last_name="'Y'"),
              s.updates, [UPDATE]),
    ]  # fmt: skip


def refreshed(s: Names) -> list[Story]:
    """Return the stories in which somebody changes a user and the stack is refreshed."""
    return [
        Story("drift of a name", s.user(), s.user(), s.updates, [UPDATE], _renamed, refresh=True),
        Story("drift of the grants", s.user(), s.user(), s.updates, [TAKE], _granted, refresh=True),
        Story("all grants taken by hand", s.user(), s.user(), s.updates, [GIVE], _stripped,
              refresh=True),
        Story("expiry changed by hand", s.user(expires_at=DATE), s.user(expires_at=DATE),
              s.updates, [UPDATE],
              _expired, refresh=True),
        Story("a user deleted by hand", s.user(), s.user(), s.creates, [INVITE], _deleted,
              refresh=True),
        Story("no drift", s.user(), s.user(), {}, refresh=True),
    ]  # fmt: skip


def of_roles_and_services(s: Names) -> list[Story]:
    """Return the stories of roles and custom services."""
    return [
        Story("a role and its user", "", s.role() + s.user(roles=GRANT),
              {s.u: "create", s.r: "create"}, [INVITE]),
        Story("other permissions of a role", s.role() + s.user(roles=GRANT),
              s.role(permissions="['Read-Only Person']") + s.user(roles=GRANT), {s.r: "update"},
              about="ApiOnlyRole.permissions"),
        Story("another wait for a role", s.role(), s.role(wait_for_creation="60"), {s.r: "update"},
              about="ApiOnlyRole.wait_for_creation"),
        Story("another role", s.role(), s.role("API User Management"), {s.r: "replace"},
              about="ApiOnlyRole.role_name"),
        Story("a role is taken away", s.role() + s.user(roles=GRANT), s.user(), {s.r: "delete"},
              []),
        Story("a renamed role under a user", s.role(s.own_role) + s.user(roles=GRANT),
              s.role(f"{s.own_role}2") + s.user(roles=GRANT), {s.r: "update"}, [], _role_renamed,
              prepare=_own_role),
        Story("a role made anew under a user", s.role(s.own_role) + s.user(roles=GRANT),
              s.role(s.own_role) + s.user(roles=GRANT), {s.r: "replace", s.u: "update"}, [GIVE],
              _role_made_anew, prepare=_own_role),
        Story("another role under a user", s.role(s.own_role) + s.user(roles=GRANT),
              s.role() + s.user(roles=GRANT), {s.r: "replace", s.u: "update"}, [GIVE, TAKE],
              prepare=_own_role),
        Story("a service", s.served(), s.served() + s.service(), {s.s: "create"},
              prepare=_service_is_there),
        Story("another name of a service", s.served() + s.service(),
              s.served() + s.service(service_name="'T'"), {s.s: "update"},
              prepare=_service_is_there,
              about="CustomService.service_name"),
        Story("another user id of a service", s.served() + s.service(),
              s.served() + s.service(user_id="'x'"),
              {s.s: "update"}, prepare=_service_is_there, about="CustomService.user_id"),
        Story("another address of a service", s.served() + s.service(),
              s.served() + s.service(email_address=repr(s.other)), {s.s: "update"},
              prepare=_service_is_there,
              about="CustomService.email_address"),
        Story("another client id", s.served() + s.service(),
              s.served() + s.service(client_id=s.quoted("id2")),
              {s.s: "replace"}, prepare=_service_is_there, about="CustomService.client_id"),
        Story("another secret", s.served() + s.service(),
              s.served() + s.service(client_secret=s.quoted("new")),
              {s.s: "update"}, [], _secret_reset, prepare=_service_is_there,
              about="CustomService.client_secret"),
        Story("permissions of a service", s.served() + s.service(),
              s.served() + s.service(permissions="['Approve Assets']"), {s.s: "update"},
              prepare=_service_is_there, about="CustomService.permissions"),
        Story("another wait of a service", s.served() + s.service(),
              s.served() + s.service(wait_for_deletion="60"), {s.s: "update"},
              prepare=_service_is_there,
              about="CustomService.wait_for_deletion"),
        Story("a service is taken away", s.served() + s.service(), s.served(), {s.s: "delete"},
              prepare=_service_is_there),
    ]  # fmt: skip


Stories = Callable[[Names], list[Story]]
"""Writes stories that run in one stack."""
STORIES: tuple[Stories, ...] = (of_users, refreshed, of_roles_and_services)
