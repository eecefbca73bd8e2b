"""Compare the states of stacks with Marketo: what differs of a user, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator

from marketo_resources.api_only_user.comparison import differences, held
from marketo_resources.api_only_user.properties import ApiOnlyUserOutputs
from marketo_resources.cli.review.facts import Facts
from marketo_resources.cli.states import ManagedResource, States
from marketo_resources.core.properties import parse, value_of
from marketo_resources.marketo.models import User
from marketo_resources.role_grants.changes import grant_changes
from marketo_resources.role_grants.grant import ALL_WORKSPACES
from marketo_resources.role_grants.resolution import Catalogue

__all__ = ["differences_of", "gone"]


def differences_of(managed: ManagedResource, user: User, facts: Facts) -> list[str]:
    """Return in words where Marketo holds something else of a user than a state records."""
    without_workspaces = Catalogue(facts.roles, ())
    found = list(_differences(managed, user, without_workspaces))
    if found and _names_all_workspaces(managed, user):
        # Where there is only one workspace, "all" means the same; to know it takes another call.
        found = list(_differences(managed, user, facts.catalogue))
    return found


def gone(states: States, facts: Facts) -> Iterator[ManagedResource]:
    """Yield the users and roles that a state holds and Marketo no longer has."""
    roles = {str(role.id) for role in facts.roles}
    yield from (one for one in states.roles if one.id not in roles)
    there = [(user.userid, user.email_address) for user in facts.listed]
    there += [(userid, "") for userid in facts.invited]
    found = {one.urn for names in there for one in states.users_with(*names)}
    yield from (one for one in states.users if one.urn not in found)


def _differences(managed: ManagedResource, user: User, catalogue: Catalogue) -> Iterator[str]:
    recorded = parse(ApiOnlyUserOutputs, managed.outputs).values
    live = held(user, catalogue, recorded)
    if live.found_by_refresh:
        yield live.found_by_refresh
    for name in differences(recorded, live):
        if name == "roles":
            yield grant_changes(recorded.known.roles, live.roles, catalogue)
        else:
            before, now = _in_words(recorded.known, name), _in_words(live, name)
            yield f"{name}: {before} in the state, {now} in Marketo"
    if unfinished := recorded.get("unfinished", None):
        yield f"the last `up` left unfinished: {', '.join(unfinished)}"


def _in_words(outputs: ApiOnlyUserOutputs, name: str) -> str:
    value = value_of(outputs, name)
    return "nothing" if value is None else repr(value)


def _names_all_workspaces(managed: ManagedResource, user: User) -> bool:
    recorded = managed.outputs.get("roles")
    grants = (
        [one for one in recorded if isinstance(one, dict)] if isinstance(recorded, list) else []
    )
    return any(str(one.get("workspace_id")) == str(ALL_WORKSPACES) for one in grants) or any(
        pair.workspace_id == ALL_WORKSPACES for pair in user.user_role_workspaces
    )
