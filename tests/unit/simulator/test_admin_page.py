"""Do on the admin page what only people can do in Marketo."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import Client, TestResponse

from marketo_simulator import Simulator

EMAIL = "etl@example.com"


@pytest.fixture
def simulator() -> Simulator:
    """Return a subscription with one more user."""
    made = Simulator()
    made.subscription.add_user(EMAIL, "E", "TL")
    return made


@pytest.fixture
def browser(simulator: Simulator) -> Client:
    """Return what fetches pages and sends forms."""
    return Client(simulator.app)


def sent(browser: Client, address: str, **fields: str | list[str]) -> str:
    """Return the page after a form was sent."""
    answered = browser.post(address, data=fields)
    if answered.status_code == 422:  # a dialog that is shown again
        return answered.get_data(as_text=True)
    assert answered.status_code == 303
    return shown(browser.get(answered.headers["Location"]))


def shown(page: TestResponse) -> str:
    """Return the text of a page, which must be there."""
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_everything_is_shown(browser: Client, simulator: Simulator) -> None:
    """Users, roles with permissions, workspaces, services with credentials."""
    page = shown(browser.get("/"))
    for words in (EMAIL, "Warehouse API", "Read-Only Person", "Europe", simulator.client_secret):
        assert words in page


def test_a_role_is_made_by_ticking_boxes(browser: Client, simulator: Simulator) -> None:
    """It is edited by ticking others, and deleted."""
    wanted = ["Read-Only Person", "Approve Assets"]
    page = sent(browser, "/admin/roles", name="New API", permission=wanted, only_all_zones="yes")
    assert "Created the role New API" in page
    role = simulator.subscription.role_named("New API")
    assert role
    assert (role.permissions, role.only_all_zones) == (wanted, True)
    sent(browser, f"/admin/roles/{role.id}", permission=["Read-Only Activity"])
    assert role.permissions == ["Read-Only Activity"]
    sent(browser, f"/admin/roles/{role.id}/delete")
    assert simulator.subscription.role_named("New API") is None


def test_a_service_is_made_and_deleted(browser: Client, simulator: Simulator) -> None:
    """Its credentials are shown, and get tokens until it is deleted."""
    page = sent(browser, "/admin/services", name="ETL", email=EMAIL)
    service = next(one for one in simulator.subscription.services.values() if one.name == "ETL")
    assert service.client_id in page
    assert service.client_secret in page
    query = f"grant_type=client_credentials&client_id={service.client_id}"
    token = f"/identity/oauth/token?{query}&client_secret={service.client_secret}"
    assert browser.get(token).status_code == 200
    sent(browser, f"/admin/services/{service.client_id}/delete")
    assert browser.get(token).status_code == 401


def test_a_user_is_edited_and_deleted(browser: Client, simulator: Simulator) -> None:
    """Its names and the end of its access are edited."""
    fields = {"first_name": "New", "last_name": "Name", "expires_at": "2027-06-30T00:00:00Z"}
    sent(browser, f"/admin/users/{EMAIL}", **fields)
    user = simulator.subscription.user_of_email(EMAIL)
    assert user
    assert (user.first_name, user.last_name, user.expires_at) == ("New", "Name", 1814313600.0)
    sent(browser, f"/admin/users/{EMAIL}", **fields | {"expires_at": ""})
    assert user.expires_at is None
    sent(browser, f"/admin/users/{EMAIL}/delete")
    assert simulator.subscription.user_of_email(EMAIL) is None


def test_a_role_is_renamed_and_keeps_its_permissions(browser: Client, simulator: Simulator) -> None:
    """The name is a field of the form that has its boxes."""
    role = simulator.subscription.role_named("Warehouse API")
    assert role
    dialog = shown(browser.get(f"/admin/roles/{role.id}"))
    assert 'name="name" value="Warehouse API"' in dialog
    assert dialog.count(" checked>") == 11
    fields: dict[str, str | list[str]] = {"permission": role.permissions, "name": "Renamed API"}
    page = sent(browser, f"/admin/roles/{role.id}", **fields)
    assert "Saved the role Renamed API, which was Warehouse API." in page
    assert (role.name, len(role.permissions)) == ("Renamed API", 11)


def test_a_user_is_locked_and_unlocked(browser: Client, simulator: Simulator) -> None:
    """With the reason; an expired one stays locked, and the page says so."""
    user = simulator.subscription.user_of_email(EMAIL)
    assert user
    page = sent(browser, f"/admin/users/{EMAIL}/lock", locked_reason="Too many failed logins")
    assert f"Locked the user {EMAIL}." in page
    assert "locked (Too many failed logins)" in page
    assert user.locked
    assert f"Unlocked the user {EMAIL}." in sent(browser, f"/admin/users/{EMAIL}/unlock")
    assert (user.locked, user.locked_reason) == (False, None)
    user.expires_at = 1.0
    assert "stays locked: its access has expired" in sent(browser, f"/admin/users/{EMAIL}/unlock")


def test_a_secret_is_replaced(browser: Client, simulator: Simulator) -> None:
    """By the one in the field or a generated one; the page shows it."""
    service = simulator.subscription.services["simulator"]
    page = sent(browser, "/admin/services/simulator/secret", client_secret="another")
    assert "Replaced the secret of the service Pulumi. Its client id stays." in page
    assert service.client_secret == "another"
    page = sent(browser, "/admin/services/simulator/secret", client_secret="")
    assert service.client_secret not in {"another", ""}
    assert service.client_secret in page


@pytest.mark.parametrize(
    ("address", "fields", "words"),
    [
        ("/admin/roles", {"name": " "}, "name: must not be empty."),
        ("/admin/roles/1/delete", {}, "own roles"),
        ("/admin/roles/99", {}, "no role 99"),
        ("/admin/services", {"name": "S", "email": "nobody@example.com"}, "no user with"),
        ("/admin/services/unknown/delete", {}, "no service with the client id unknown"),
        ("/admin/roles", {"name": "Admin"}, "a role named &#39;Admin&#39; already"),
        ("/admin/services/unknown/secret", {}, "no service with the client id unknown"),
        ("/admin/users/nobody/lock", {}, "no user nobody"),
        ("/admin/users/operator@example.com/delete", {}, "in use by a custom service"),
        ("/admin/users/nobody/delete", {}, "no user nobody"),
        (f"/admin/users/{EMAIL}", {"expires_at": "soon", "first_name": "E"}, "soon is not a date"),
        (f"/admin/users/{EMAIL}", {"expires_at": "0001-01-01T00:00:00+23:00"}, "is not a date"),
        (
            f"/admin/users/{EMAIL}",
            {"first_name": "X", "last_name": ""},
            "last name: must not be empty.",
        ),
    ],
)
def test_what_the_rules_refuse_is_said_on_the_page(
    browser: Client, simulator: Simulator, address: str, fields: dict[str, str], words: str
) -> None:
    """Nothing is changed."""
    before = repr(simulator.subscription)
    assert words in sent(browser, address, **fields)
    assert repr(simulator.subscription) == before


def test_names_cannot_bring_markup_into_the_page(browser: Client, simulator: Simulator) -> None:
    """Everything shown is escaped."""
    simulator.subscription.add_user("x@example.com", '"><script>1</script>', "L")
    simulator.subscription.add_role("<b>role</b>", ["<i>box</i>"])
    page = shown(browser.get("/?message=<u>said</u>"))
    for tag in ("<script>1", "<b>", "<i>", "<u>"):
        assert tag not in page


def test_forms_of_other_sites_are_refused(browser: Client, simulator: Simulator) -> None:
    """Otherwise a page elsewhere could send them from the user's own browser."""
    headers = {"Origin": "https://elsewhere.example"}
    answered = browser.post("/admin/roles", data={"name": "Evil"}, headers=headers)
    assert answered.status_code == 403
    assert simulator.subscription.role_named("Evil") is None
    own = {"Origin": "http://localhost"}
    assert browser.post("/admin/roles", data={"name": "Own"}, headers=own).status_code == 303


def test_other_machines_see_nothing(browser: Client) -> None:
    """The page shows client secrets."""
    other = {"REMOTE_ADDR": "192.0.2.1"}
    assert browser.get("/", environ_overrides=other).status_code == 403


@pytest.mark.parametrize("address", ["/", "/_simulator/users"])
def test_a_request_under_a_websites_name_is_refused(browser: Client, address: str) -> None:
    """Otherwise a site could rebind its name to this machine and read the page as its own."""
    answered = browser.get(address, base_url="http://rebound.example:8080")
    assert answered.status_code == 403


def test_lists_show_what_is_looked_for_without_a_script_too(browser: Client) -> None:
    """Lines that contain every word are shown, in upper or lower case."""
    page = shown(
        browser.get("/", query_string={"find-users": "ETL@ only", "find-services": "none"})
    )
    users = page.partition('id="users-list"')[2].partition("</table>")[0]
    assert f">{EMAIL}<" in users
    assert "operator@example.com" not in users
    assert "simulator-secret" not in page


def test_the_calls_of_the_last_minute_are_shown_with_their_codes() -> None:
    """The newest first, and no older call."""
    now = [1_800_000_000.0]
    simulator = Simulator(clock=lambda: now[0])
    browser = Client(simulator.app)
    assert "No calls." in shown(browser.get("/"))
    browser.get("/userservice/management/v1/users/roles.json")
    browser.get("/identity/oauth/token")
    page = shown(browser.get("/")).partition("Calls of the last minute</h2>")[2]
    assert page.index("/identity/oauth/token") < page.index("roles.json")
    assert ">603<" in page
    assert ">400<" in page
    now[0] += 61
    assert "No calls." in shown(browser.get("/"))


def test_no_site_may_frame_the_page(browser: Client) -> None:
    """It shows secrets, and has buttons."""
    for address in ("/", "/admin/users/new"):
        policy = browser.get(address).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


def test_the_list_of_users_has_their_last_login(browser: Client, simulator: Simulator) -> None:
    """In UTC; a user who has never logged in has the word *never*."""
    user = simulator.subscription.user_of_email(EMAIL)
    assert user
    user.last_login_at = 1_814_400_060.0
    cells = shown(browser.get("/", query_string={"find-users": EMAIL})).split('data-head="')
    [login] = [cell for cell in cells if cell.startswith("Last Login")]
    assert ">2027-07-01 00:01<" in login
    user.last_login_at = None
    assert ">never<" in shown(browser.get("/", query_string={"find-users": EMAIL}))


def test_view_details_gives_a_token_that_works(browser: Client) -> None:
    """Get Token shows the one that Identity gives out."""
    address = "/admin/services/simulator/details"
    page = shown(browser.get(address))
    assert "simulator-secret" in page
    assert "Token</dt>" not in page
    page = shown(browser.post("/admin/services/simulator/token"))
    token = page.partition("<dt>Token</dt><dd>")[2].partition("<code>")[2].partition("</code>")[0]
    headers = {"Authorization": f"Bearer {token}"}
    path = "/userservice/management/v1/users/roles.json"
    assert browser.get(path, headers=headers).status_code == 200


def test_descriptions_of_roles_and_services_are_edited(
    browser: Client, simulator: Simulator
) -> None:
    """As the dialogs of Marketo ask for them."""
    new = {"name": "ETL", "email": EMAIL, "description": "nightly"}
    sent(browser, "/admin/services", **new)
    [service] = [one for one in simulator.subscription.services.values() if one.name == "ETL"]
    assert service.description == "nightly"
    assert 'value="nightly"' in shown(browser.get(f"/admin/services/{service.client_id}"))
    sent(browser, f"/admin/services/{service.client_id}", **new | {"description": ""})
    assert service.description == ""
    role = simulator.subscription.role_named("Warehouse API")
    assert role
    sent(browser, f"/admin/roles/{role.id}", description="reads", permission=role.permissions)
    assert role.description == "reads"
    assert "reads" in shown(browser.get("/"))


def test_the_page_loads_and_runs_nothing_but_its_own_files(browser: Client) -> None:
    """A script in a name would not run; each of the page's files exists."""
    answered = browser.get("/")
    policy = answered.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    named = re.findall(r'(?:src|stylesheet" href)="([^"]+)"', answered.get_data(as_text=True))
    assert named == ["/admin/page.css", "/admin/page.js"]
    for address, kind in zip(named, ("text/css", "text/javascript"), strict=True):
        file = browser.get(address)
        assert (file.status_code, file.mimetype) == (200, kind)
