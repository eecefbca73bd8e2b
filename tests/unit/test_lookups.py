"""Look up what Marketo holds, with the connection that the resources use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import marketo_resources as marketo
from marketo_simulator import Simulator


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """Serve a Marketo to which the environment leads."""
    with Simulator() as simulator:
        monkeypatch.setenv("MARKETO_BASE_URL", simulator.base_url)
        monkeypatch.setenv("MARKETO_CLIENT_ID", simulator.client_id)
        monkeypatch.setenv("MARKETO_CLIENT_SECRET", simulator.client_secret)
        monkeypatch.setenv("MARKETO_QUOTA_STORE", "memory://")
        yield simulator


@pytest.mark.usefixtures("instance")
def test_a_role_is_found_by_its_name_and_its_id() -> None:
    """Both find the same role."""
    role = marketo.get_role("Warehouse API")
    assert role.only_all_workspaces is False
    assert marketo.get_role(role.role_id) == role
    assert role in marketo.get_roles()


def test_a_script_without_an_engine_sees_what_changed_since(instance: Simulator) -> None:
    """Each call asks again, because a process may run for long."""
    subscription = instance.subscription
    role = marketo.get_role("Warehouse API")
    subscription.remove_role(subscription.roles[int(role.role_id)])
    made = subscription.add_role("Warehouse API", [])
    assert marketo.get_role("Warehouse API").role_id == str(made.id) != role.role_id
    subscription.add_workspace("Asia")
    assert "Asia" in [one.name for one in marketo.get_workspaces()]
    user = subscription.add_user("new@example.com", "N", "API")
    assert marketo.get_user("new@example.com").first_name == "N"
    subscription.remove_user(user)
    assert "new@example.com" not in [one.email_address for one in marketo.get_users()]


def test_a_workspace_is_found_by_its_name_and_its_id(instance: Simulator) -> None:
    """Both find the same workspace."""
    europe = marketo.get_workspace("Europe")
    assert europe.workspace_id == str(
        next(one.id for one in instance.subscription.workspaces.values() if one.name == "Europe")
    )
    assert marketo.get_workspace(europe.workspace_id) == europe
    assert [one.name for one in marketo.get_workspaces()] == ["Default", "Europe"]


def test_a_user_is_found_by_its_address_with_its_roles(instance: Simulator) -> None:
    """However the address is written."""
    role = instance.subscription.role_named("Warehouse API")
    assert role
    instance.subscription.add_user("etl@example.com", "E", "TL", grants=[(role.id, 1)])
    user = marketo.get_user("ETL@example.com")
    assert (user.email_address, user.roles) == (
        "etl@example.com",
        (("Warehouse API", "Default"),),
    )
    assert marketo.get_user(user.user_id) == user


def test_a_user_has_everything_that_marketo_shows(instance: Simulator) -> None:
    """Expiry, last login, failed logins, and the lock with its reason."""
    made = instance.subscription.add_user(
        "etl@example.com", "E", "TL", expires_at=1_900_000_000.0, last_login_at=1_700_000_000.0
    )
    made.failed_logins = 3
    made.locked, made.locked_reason = True, "Too many failed logins"
    user = marketo.get_user("etl@example.com")
    assert (user.is_locked, user.locked_reason) == (True, "Too many failed logins")
    assert user.last_login_at == "2023-11-14T22:13:20+00:00"
    assert user.expires_at == "2030-03-17T17:46:40+00:00"
    assert (user.failed_logins, user.pending, user.roles) == (3, False, ())
    assert marketo.get_user("operator@example.com").locked_reason == ""


@pytest.mark.parametrize("found_by", ["etl@example.com", "an-id"])
def test_a_pending_invitation_is_found_and_said_to_be_one(
    instance: Simulator, found_by: str
) -> None:
    """The end that Marketo shows of it is not the user's, and its roles are shown nowhere."""
    instance.subscription.add_user("etl@example.com", "E", "TL", userid=found_by, pending=True)
    user = marketo.get_user(found_by)
    assert (user.pending, user.first_name, user.email_address) == (True, "E", "etl@example.com")
    assert (user.expires_at, user.roles, user.api_only) == (None, (), False)


def test_people_and_programs_are_told_apart(instance: Simulator) -> None:
    """`api_only` filters the list."""
    instance.subscription.add_user("person@example.com", "P", "N", api_only=False)
    people = [user.email_address for user in marketo.get_users(api_only=False)]
    assert people == ["person@example.com"]
    assert len(marketo.get_users()) == len(marketo.get_users(api_only=True)) + 1


@pytest.mark.usefixtures("instance")
def test_what_is_not_there_is_an_error_with_near_matches() -> None:
    """The message helps to find what was meant."""
    with pytest.raises(marketo.ResourceError, match="'Warehouse API'"):
        marketo.get_role("Warehouse AP")
    with pytest.raises(marketo.ResourceError, match="'Default', 'Europe'"):
        marketo.get_workspace("Asia Pacific")
    with pytest.raises(marketo.ResourceError, match="no user"):
        marketo.get_user("nobody@example.com")


def test_lookups_share_the_count_of_calls_of_the_machine(
    instance: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the file that providers of the machine share too."""
    monkeypatch.delenv("MARKETO_QUOTA_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    marketo.get_roles()
    marketo.get_workspaces()
    marketo.get_users()
    made = [call for call in instance.app.calls.all() if call["endpoint"] != "identity"]
    (file,) = tmp_path.rglob("calls.sqlite")
    with closing(sqlite3.connect(file)) as counted:
        (table,) = counted.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone()
        (count,) = counted.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - its own name
    assert count == len(made) == len({call["endpoint"] for call in made})
