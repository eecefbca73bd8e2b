"""Compare, word for word, what a reviewer reads in a preview and an operator in an `up`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from marketo_simulator import Simulator
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import changes, role_id, user_named

SOURCE = """
def user(name, *grants, **more):
    roles = [marketo.RoleGrant(role_name=role, workspace=place) for role, place in grants]
    ignored = more.pop('ignored', None)
    marketo.ApiOnlyUser(name, email_address=name + '@example.com', first_name='E', last_name='TL',
                        roles=roles, **more, opts=pulumi.ResourceOptions(ignore_changes=ignored))

WAREHOUSE, SECOND = ('Warehouse API', 'Default'), ('Second API', 'Default')
EUROPE, THIRD = ('Warehouse API', 'Europe'), ('Third API', 'Europe')
"""


def program(stack: Stack, *lines: str) -> None:
    """Write a program of users."""
    stack.program(SOURCE + "\n".join(lines) + "\n")


def roles(stack: Stack, name: str) -> list[str]:
    """Return the grants in state, in their order."""
    (found,) = [one for one in stack.state() if one["urn"].endswith(f"::{name}")]
    return [f"{grant['role_name']} in {grant['workspace']}" for grant in found["inputs"]["roles"]]


def as_0_1_0(stack: Stack) -> None:
    """Make the state what 0.1.0 would have written: grants sorted by id, without saying so."""
    exported = json.loads(stack.run("stack", "export"))
    for resource in exported["deployment"]["resources"]:
        for values in (resource.get("inputs", {}), resource.get("outputs", {})):
            values.pop("__in_order", None)
            if "roles" in values:
                values["roles"].sort(key=lambda one: (int(one["role_id"]), one["workspace_id"]))
    path = stack.folder / "0.1.0.json"
    path.write_text(json.dumps(exported))
    stack.run("stack", "import", "--file", str(path))


def grants_of(marketo: Simulator, name: str) -> int:
    """Return how many grants Marketo holds of a user."""
    return len(user_named(marketo, f"{name}@example.com").grants)


def more_roles(marketo: Simulator) -> None:
    """Make roles in addition to the built-in ones."""
    for name in ("Second API", "Third API"):
        marketo.subscription.add_role(name, permissions=[])


def test_an_index_means_the_same_grant(stack: Stack, marketo: Simulator) -> None:
    """`ignore_changes` of one grant works whatever else changes; where it cannot, it is refused.

    The roles' ids rise in the order Warehouse, Second, Third, and the programs have another one.
    """
    more_roles(marketo)
    program(
        stack,
        "user('plain', SECOND, WAREHOUSE, ignored=['roles[1]'])",
        "user('swapped', SECOND, EUROPE, ignored=['roles[1]'])",
        "user('old', SECOND, WAREHOUSE)",
    )
    stack.up()
    assert roles(stack, "plain") == ["Second API in Default", "Warehouse API in Default"]
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert roles(stack, "plain") == ["Second API in Default", "Warehouse API in Default"]
    assert stack.steps() == {}

    program(
        stack,
        "user('plain', SECOND, THIRD, ignored=['roles[1]'])",
        "user('swapped', THIRD, THIRD, ignored=['roles[1]'])",
        "user('old', SECOND, WAREHOUSE)",
    )
    assert stack.steps() == {"ApiOnlyUser swapped": "update"}
    stack.up()
    assert roles(stack, "swapped") == ["Third API in Europe", "Warehouse API in Europe"]
    assert stack.steps() == {}

    others = ["user('plain', SECOND, WAREHOUSE)", "user('swapped', THIRD, EUROPE)"]
    as_0_1_0(stack)
    assert roles(stack, "old") == ["Warehouse API in Default", "Second API in Default"]
    changes(marketo)
    for ignoring in (
        "user('old', SECOND, WAREHOUSE, ignored=['roles[1]'])",
        "user('old', THIRD, WAREHOUSE, ignored=['roles[1]'])",
    ):
        program(stack, ignoring)
        refused = stack.up("--target", "**::old", fails=True)
        assert "`pulumi up` once without `ignore_changes`" in refused
        assert "If `ignore_changes` names roles[1]" in refused
    assert changes(marketo) == []
    program(stack, *others, "user('old', SECOND, WAREHOUSE)")
    stack.up("--expect-no-changes")
    assert roles(stack, "old") == ["Second API in Default", "Warehouse API in Default"]
    program(stack, *others, "user('old', SECOND, THIRD, ignored=['roles[1]'])")
    stack.up("--expect-no-changes")
    assert grants_of(marketo, "old") == 2


def said_of(printed: str, name: str, noun: str = "ApiOnlyUser") -> list[str]:
    """Return what a command said about a resource in notices, in their order.

    Except with `--diff`, the engine prints a line when it is said, and all lines again at the end.
    """
    lines = [line.strip() for line in printed.rpartition("Diagnostics:")[2].splitlines()]
    start = f'{noun} "{name}": '
    return [line.removeprefix(start) for line in lines if line.startswith(start)]


def test_changed_grants_are_named_once_in_words(stack: Stack, marketo: Simulator) -> None:
    """Added and removed grants, by role and workspace, and which roles are standard roles."""
    more_roles(marketo)
    program(
        stack,
        "user('added', SECOND, THIRD)",
        "user('swapped', SECOND, THIRD)",
        "user('moved', ('Second API', 'Europe'))",
        "user('fewer', SECOND, WAREHOUSE, THIRD)",
        "user('byhand', SECOND, WAREHOUSE)",
    )
    stack.up()
    program(
        stack,
        "user('added', EUROPE, SECOND, THIRD)",
        "user('swapped', WAREHOUSE, THIRD)",
        "user('moved', SECOND)",
        "user('fewer', SECOND, THIRD)",
        "user('byhand', SECOND, WAREHOUSE)",
    )
    expected = {
        "added": ["roles: + Warehouse API in Europe"],
        "swapped": ["roles: + Warehouse API in Default; - Second API in Default"],
        "moved": ["roles: + Second API in Default; - Second API in Europe"],
        "fewer": ["roles: - Warehouse API in Default"],
        "byhand": [],
    }
    previewed = stack.preview()
    assert {name: said_of(previewed, name) for name in expected} == expected
    listed = json.loads(stack.run("preview", "--json"))
    differing = {
        step["urn"].rpartition("::")[2]: sorted(step["detailedDiff"])
        for step in listed["steps"]
        if step["op"] == "update"
    }
    assert differing["added"] == ["roles[2]"]
    assert differing["swapped"] == ["roles[0].role_id", "roles[0].role_name"]
    assert differing["moved"] == ["roles[0].workspace", "roles[0].workspace_id"]
    applied = stack.up()
    assert {name: said_of(applied, name) for name in expected} == expected
    assert stack.steps() == {}

    user_named(marketo, "byhand@example.com").grants = [(1, 0), (role_id(marketo, "Third API"), 1)]
    admin = "Admin in all workspaces (a standard role, not API-only)"
    gone = "Second API in Default", "Warehouse API in Default"
    seen = stack.preview("--refresh")
    assert said_of(seen, "byhand") == [
        f"changed in Marketo: roles: + {admin}; + Third API in Default; - {gone[0]}; - {gone[1]}",
        f"roles: + {gone[0]}; + {gone[1]}; - {admin}; - Third API in Default",
    ]


def test_who_renamed_a_role_is_known(stack: Stack, marketo: Simulator) -> None:
    """A name changed in the program is not attributed to Marketo, nor the reverse."""
    more_roles(marketo)
    declared = "marketo.ApiOnlyRole('etl', role_name='{}')\n"
    stack.program(declared.format("Second API"))
    stack.up()
    second = role_id(marketo, "Second API")
    stack.program(declared.format("Thrid API"))
    refused = stack.preview(fails=True)
    assert (
        "Marketo has no role named 'Thrid API'. So far this resource is the role "
        f"{second}, which Marketo calls 'Second API': to keep that one, declare role_name='Second "
        "API'. Did you mean 'Third API'? Marketo has no call to make a role, so a person must: "
        "Admin > Users & Roles > Roles > New Role; Role Name: Thrid API; Permissions: under Access "
        "API those that the integration needs; Create Then run again; or set wait_for_creation, "
        "and `up` waits for it."
    ) in " ".join(in_a_row(refused).split())
    assert "is now called" not in refused

    role = marketo.subscription.role_named("Second API")
    assert role is not None
    role.name = "Renamed API"
    stack.program(declared.format("Second API"))
    blamed = (
        f"the role 'Second API' ({second}) is now called 'Renamed API' in Marketo: declare "
        "role_name='Renamed API', or rename it back in Admin > Users & Roles > Roles"
    )
    assert blamed in stack.preview(fails=True)
    stack.refresh()
    assert blamed in stack.preview(fails=True)
    stack.program(declared.format("Thrid API"))
    assert "which Marketo calls 'Renamed API': to keep that" in stack.preview(fails=True)
    stack.program(declared.format("Renamed API"))
    stack.up()
    assert stack.steps() == {}
    program(stack, declared.format("Renamed API"), "user('etl', ('Loader', 'Europe'))")
    assert (
        "roles[0].role_name: Marketo has no role named 'Loader'. Besides those that Marketo "
        "comes with, there are: 'API User Management', "
        "'Renamed API', 'Third API', 'Warehouse API'. A new role is made by a person, because "
        "Marketo has no call for it: Admin > Users & Roles > Roles > New Role."
    ) in stack.preview(fails=True)


def instant(days: float) -> str:
    """Return an instant in this many days, as Marketo stores it."""
    then = datetime.now(UTC) + timedelta(days=days)
    return then.replace(microsecond=0).isoformat()


def made_by_hand(marketo: Simulator, email: str, expires_at: str) -> None:
    """Make an API-only user as `user` declares it, whose access ends at an instant."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    end = datetime.fromisoformat(expires_at).timestamp()
    marketo.subscription.add_user(email, "E", "TL", grants=grants, expires_at=end)


def test_users_without_access_are_named(stack: Stack, marketo: Simulator) -> None:
    """Previews name expired and ending users, and locked users where Marketo is asked for them.

    An expired user is adopted as it is, and neither message hands access back unasked.
    """
    past, soon, late = instant(-3), instant(9.5), instant(60)
    made_by_hand(marketo, "expired@example.com", past)
    made_by_hand(marketo, "open@example.com", past)
    kept = [
        f"user('expired', WAREHOUSE, adopt=True, expires_at='{past}')",
        f"user('soon', WAREHOUSE, expires_at='{soon}')",
        f"user('late', WAREHOUSE, expires_at='{late}')",
        "user('locked', WAREHOUSE)",
    ]
    program(stack, *kept, "user('open', WAREHOUSE, adopt=True)")
    assert (
        f"Marketo holds the expiry {past} for this user, which has passed, and Adobe documents no "
        f"call to remove one: declare expires_at='{past}' to leave the user without access. A "
        "later date gives access back, and so does clearing it in Admin > Users & Roles > Users "
        "before `pulumi up --refresh`"
    ) in stack.preview(fails=True)
    program(stack, *kept, f"user('new', WAREHOUSE, expires_at='{past}')")
    assert (
        f"property expires_at value {{{past}}} has a problem: is in the past, and Marketo locks a "
        "user whose access has ended, so that it can call nothing: give a later date"
    ) in stack.preview(fails=True)

    program(stack, *kept)
    expired = (
        f"expired on {past}: Marketo locks such a user and refuses its calls. A later expires_at "
        "gives access back."
    )
    adopts = (
        "adopts the API-only user expired@example.com: nothing changes. A later delete leaves the "
        "user in Marketo."
    )
    assert said_of(stack.preview(), "expired") == [expired, adopts]
    stack.up()
    changes(marketo)
    ends = f"access ends on {soon}, within 10 days: a later expires_at extends it."
    marketo.app.calls.clear()
    seen = stack.preview()
    assert len(marketo.app.calls.all()) == 3  # with the token
    assert said_of(seen, "expired") == [expired]
    assert said_of(seen, "soon") == [ends]
    assert said_of(seen, "late") == said_of(seen, "locked") == []

    record = user_named(marketo, "locked@example.com")
    record.locked, record.locked_reason = True, "Too many failed logins"
    message = (
        "is locked in Marketo (Too many failed logins): a person can unlock it in Admin > Users & "
        "Roles > Users."
    )
    stack.environment["MARKETO_EXPIRY_NOTICE"] = "0"
    seen = stack.preview("--refresh")
    assert said_of(seen, "locked") == [message]
    assert said_of(seen, "expired") == [expired]
    assert said_of(seen, "soon") == []

    stack.environment["MARKETO_EXPIRY_NOTICE"] = "90"
    kept[0] = kept[0].replace(past, late)
    kept[3] = "user('locked', WAREHOUSE, EUROPE)"
    program(stack, *kept)
    applied = stack.up()
    ends = f"access ends on {late}, within 60 days: a later expires_at extends it."
    assert said_of(applied, "late") == [ends]
    assert said_of(applied, "locked") == ["roles: + Warehouse API in Europe", message]
    back = f"expired on {past}, and the later date {late} gives access back."
    assert said_of(applied, "expired") == [back]


def test_what_people_deleted_or_made_anew_is_reported(stack: Stack, marketo: Simulator) -> None:
    """A user, a role and a service that are gone, and what a replacement of a service leaves."""
    more_roles(marketo)
    declared = "\nmarketo.ApiOnlyRole('third', role_name='Third API')\nuser('etl', WAREHOUSE)\n"
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    marketo.subscription.add_user("endless@example.com", "E", "TL", grants=grants)
    end = instant(99)
    program(stack, declared, f"user('endless', WAREHOUSE, adopt=True, expires_at='{end}')")
    adopts = (
        f"adopts the API-only user endless@example.com: no expiry → expires_at '{end}'. A later "
        "delete leaves the user in Marketo."
    )
    assert said_of(stack.up(), "endless") == [adopts]
    old, new = (
        marketo.subscription.add_service(name, user_named(marketo, "etl@example.com"))
        for name in ("old", "new")
    )
    served = (
        "marketo.CustomService('etl', service_name='etl', user_id='etl@example.com', "
        "email_address='etl@example.com', client_id='{}', client_secret='{}')\n"
    )
    program(stack, declared, served.format(old.client_id, old.client_secret))
    stack.up()
    replaced = (
        "is replaced in the state only, and nothing is deleted in Marketo: if the custom service "
        f"with the client_id {old.client_id} is still there, its credentials work until a person "
        "deletes it."
    )
    program(stack, declared, served.format(new.client_id, new.client_secret))
    assert said_of(stack.preview(), "etl", "CustomService") == [replaced]
    marketo.subscription.remove_service(old.client_id)
    deleted = (
        f"client_id {old.client_id} worked and is no longer known to {host_of(marketo)}: its "
        "custom service was deleted in Admin > Integration > LaunchPoint. Make it again and "
        "configure its new credentials, or take this resource out of the program. If its new "
        "credentials are configured already, `up` verifies them."
    )
    assert said_of(stack.preview("--refresh"), "etl", "CustomService") == [deleted, replaced]

    marketo.subscription.remove_service(new.client_id)
    marketo.subscription.users.remove(user_named(marketo, "etl@example.com"))
    role = marketo.subscription.role_named("Third API")
    assert role is not None
    marketo.subscription.remove_role(role)
    printed = stack.run("refresh", "--yes", "--skip-preview")
    gone = (
        "the user etl@example.com is gone from Marketo. `up` makes it again if the program "
        "declares it. A custom service that acted as it is gone or stopped with it: a person must "
        "make another one for the new user."
    )
    assert said_of(printed, "etl") == [gone]
    gone = (
        f"the role 'Third API' ({role.id}) is gone from Marketo, and no user holds it any more. If "
        "the program declares it, a preview and `up` look for a role of this name again."
    )
    assert said_of(printed, "third", "ApiOnlyRole") == [gone]


NEW = """
role = marketo.ApiOnlyRole('wh', role_name='Warehouse API')
marketo.ApiOnlyUser('new', email_address='new@example.com', first_name='E', last_name='TL',
                    roles=[role.grant(workspace='Default')], delete_adopted=False)
"""
LISTED = """\
    + pulumi-python:dynamic/marketo:ApiOnlyRole: (create)
        [urn=urn:pulumi:test::marketo-access::pulumi-python:dynamic/marketo:ApiOnlyRole::wh]
        role_id        : "1003"
        role_name      : "Warehouse API"
    + pulumi-python:dynamic/marketo:ApiOnlyUser: (create)
        [urn=urn:pulumi:test::marketo-access::pulumi-python:dynamic/marketo:ApiOnlyUser::new]
        email_address: "new@example.com"
        first_name   : "E"
        last_name    : "TL"
        roles        : [
            [0]: {
                role_id     : "1003"
                role_name   : "Warehouse API"
                workspace   : "Default"
                workspace_id: "1"
            }
        ]
Resources:
    + 3 to create
"""


def test_a_preview_lists_only_what_matters(stack: Stack, marketo: Simulator) -> None:
    """No defaults, no instance, no update of what has no meaning any more, no trouble twice.

    What guards is hidden, not gone: the state still refuses another subscription.
    """
    stack.program(NEW)
    assert stack.preview().endswith(LISTED)
    end = instant(99)
    made_by_hand(marketo, "taken@example.com", end)
    taken = "user('taken', WAREHOUSE, adopt={}, expires_at='{}')"
    program(stack, NEW, taken.format("True", end))
    adopts = (
        "adopts the API-only user taken@example.com: nothing changes. A later delete leaves the "
        "user in Marketo."
    )
    assert said_of(stack.up(), "taken") == [adopts]
    outputs = stack.managed()["ApiOnlyUser new"]
    assert (outputs["delete_adopted"], outputs["instance"]) == (False, host_of(marketo))

    service = marketo.subscription.add_service("etl", user_named(marketo, "new@example.com"))
    served = (
        "marketo.CustomService('new', service_name='etl', user_id='new@example.com', "
        f"email_address='new@example.com', client_id=pulumi.Output.secret('{service.client_id}'), "
        f"client_secret='{service.client_secret}'{{}})\n"
    )
    program(stack, NEW, taken.format("False", end), served.format(""))
    seen = stack.preview()
    assert "    + 1 to create\n    4 unchanged\n" in seen
    assert f'        client_id    : "{service.client_id}"\n        client_secret: [secret]' in seen
    assert "wait_for_deletion" not in seen
    stack.up()
    defaults = ", permissions=[], wait_for_deletion=0"
    program(stack, NEW, taken.format("None", end), served.format(defaults))
    assert stack.steps() == {}

    secret = service.client_secret
    service.client_secret = "replaced"
    trouble = (
        f"client_secret is not accepted for {service.client_id} (invalid_client: Bad client "
        "credentials). Copy the Client Secret from Admin > Integration > LaunchPoint > View "
        "Details to where the program takes it from (if that is the stack's configuration, with "
        "`pulumi config set --secret`)."
    )
    again = (
        "a refresh recorded in found_by_refresh that client_secret no longer works. `up` verifies "
        "the service again, and fails while it does not work."
    )
    assert said_of(stack.preview("--refresh"), "new", "CustomService") == [trouble, again]
    stack.refresh()
    service.client_secret = secret
    seen = stack.preview()
    assert '      - found_by_refresh: "client_secret no longer works"\n' in seen
    assert f'CustomService "new": {again}\n' in seen
    stack.up()
    assert stack.steps() == {}

    user_named(marketo, "new@example.com").api_only = False
    seen = stack.preview("--refresh", fails=True)
    assert '      + found_by_refresh: "no longer API-only"\n' in seen
    assert (
        seen.count("is no longer API-only in Marketo, which the state keeps as found_by_ref") == 1
    )
    assert (
        "the user new@example.com is no longer API-only in Marketo, so it is left alone: tick API "
        "Only again in Admin > Users & Roles > Users, or delete the user there, and run `pulumi up "
        "--refresh`"
    ) in seen
    assert "api_only" not in seen
    user_named(marketo, "new@example.com").api_only = True
    with Simulator() as other:
        stack.environment["MARKETO_BASE_URL"] = other.base_url
        lives = f"it lives on the Marketo instance {host_of(marketo)}, but the connection"
        assert lives in stack.preview(fails=True)
        for command in ("refresh", "destroy"):
            assert lives in stack.run(command, "--yes", "--skip-preview", fails=True)


def host_of(marketo: Simulator) -> str:
    """Return the host that a resource records for a simulator."""
    return marketo.base_url.removeprefix("http://")
