"""Answer the questions that take nothing but reading: nothing in Marketo is changed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from marketo_resources.cli.proving.bench import Bench, rows
from marketo_resources.cli.proving.exchanges import Answer, of_user
from marketo_resources.cli.proving.questions import question
from marketo_resources.cli.proving.readings import Conclusion, Inconclusive
from marketo_resources.marketo.client import USERS
from marketo_resources.permissions.probes import probe_for

_GENERATED = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}(@.*)?", re.IGNORECASE)
_DENIED = 603
_CRM = 1018


@question("Is the subscription on Marketo identity or on Adobe identity?", "What a userid is")
def identity(bench: Bench) -> Conclusion:
    """Look at the userids of people: API-only users may keep their address on either."""
    people = [user.userid for user in bench.users if not user.api_only]
    if not people:
        raise Inconclusive(
            "the list of all users shows no person, and the userid of an API-only user may be its "
            "address on either identity"
        )
    generated = sum(bool(_GENERATED.fullmatch(userid)) for userid in people)
    if generated == len(people):
        return Conclusion("adobe", "the userids of people are generated")
    if generated == 0 and all("@" in userid for userid in people):
        return Conclusion("marketo", "the userids of people are addresses")
    raise Inconclusive("some userids of people are generated and some are not")


@question("Whom does the `scope` of a token name?", "What `scope` holds on Adobe identity")
def scope(bench: Bench) -> Conclusion:
    """Compare it with the address and the userid of the caller's own user."""
    owner, user = bench.marketo.owner().casefold(), bench.own_user()
    by_address, by_id = owner == user.email_address.casefold(), owner == user.userid.casefold()
    if by_address and by_id:
        return Conclusion("address, which is the userid")
    return Conclusion("address" if by_address else "userid")


@question("How are the fields of a role spelled?", "The spelling of a role's fields")
def spelling(bench: Bench) -> Conclusion:
    """Look at the list of roles."""
    names = {name for role in bench.roles for name in role}
    if {"hidden", "onlyAllZones"} <= names and not {"isHidden", "isOnlyAllZones"} & names:
        return Conclusion("guide", "hidden, onlyAllZones")
    if {"isHidden", "isOnlyAllZones"} <= names and not {"hidden", "onlyAllZones"} & names:
        return Conclusion("specification", "isHidden, isOnlyAllZones")
    raise Inconclusive("the roles have neither the guide's nor the specification's fields alone")


@question("Do two roles have one name?", "Whether names of roles are unique")
def one_name_of_two_roles(bench: Bench) -> Conclusion:
    """Look at the list of roles; no program can make a second one."""
    names = [str(role.get("name", "")).casefold() for role in bench.roles]
    if len(set(names)) < len(names):
        return Conclusion("yes", "so names of roles are not unique")
    raise Inconclusive("no two roles have one name here, and no program can make one")


@question(
    "How is a user that is not there answered?", "The body for a user that is not there", calls=1
)
def user_not_there(bench: Bench) -> Conclusion:
    """Ask for a userid that nobody has."""
    answer = bench.marketo.get(of_user(_made_up(), "user.json"))
    if answer.is_done:
        raise Inconclusive("a made-up userid was answered as if it were there")
    return Conclusion(answer.outcome, answer.quoted)


@question(
    "Can invitations be asked for?", "Whether invitations can be read on Adobe identity", calls=1
)
def invitations_readable(bench: Bench) -> Conclusion:
    """Ask for the invitation of a userid that nobody has."""
    answer = bench.marketo.get(of_user(_made_up(), "invite.json"))
    if answer.is_done:
        raise Inconclusive("a made-up userid was answered as if it were invited")
    if answer.status == 404 or answer.code == 1013:  # noqa: PLR2004 - not found
        return Conclusion("yes", f"it is not there: {answer.in_words}")
    return Conclusion("no", answer.in_words)


@question(
    "Does the list of all users take `includeRoleWorkspace`?",
    "Whether the list of all users takes `includeRoleWorkspace`"
    " (seen in a mirror of the specification alone)",
    calls=1,
)
def include_role_workspace(bench: Bench) -> Conclusion:
    """Ask for one user with it."""
    query = {"pageSize": 1, "includeRoleWorkspace": "true"}
    answer = bench.marketo.get(f"{USERS}/allusers.json", query)
    if answer.code == _DENIED:
        return Conclusion(
            value=True, detail="it needs a permission that the plain list does not need"
        )
    if not answer.is_done or not rows(answer):
        raise Inconclusive(f"the list was not answered ({answer.in_words})")
    return Conclusion(any("userRoleWorkspaces" in one for one in rows(answer)))


@question("Does a refusal of the gateway have its own HTTP status?", calls=1)
def errors(bench: Bench) -> Conclusion:
    """Ask with a made-up token."""
    answer = bench.marketo.get_with_made_up_token(f"{USERS}/roles.json")
    if answer.code is None:
        raise Inconclusive(f"a made-up token was answered without a code (HTTP {answer.status})")
    return Conclusion("body" if answer.status == 200 else "status", answer.in_words)  # noqa: PLR2004 - HTTP


@question("Is the code of an error text or a number?", "The type of an error's code", calls=1)
def error_code(bench: Bench) -> Conclusion:
    """Ask with a made-up token, and look at the code."""
    answer = bench.marketo.get_with_made_up_token(f"{USERS}/roles.json")
    listed = answer.payload.get("errors") if isinstance(answer.payload, dict) else None
    code = listed[0].get("code") if isinstance(listed, list) and listed else None
    if code is None:
        raise Inconclusive("the refusal of a made-up token has no code")
    return Conclusion("text" if isinstance(code, str) else "number")


@question(
    "Does it have what is sold separately: named accounts, custom objects and their types?", calls=4
)
def plan(bench: Bench) -> Conclusion:
    """Send the harmless GETs of each; those without permission prove nothing."""
    nouns = ("Custom Object", "Custom Object Type", "Named Account", "Named Account List")
    answers = _probed(bench, nouns)
    if all(one.is_done for one in answers):
        return Conclusion("full")
    if all(one.code in {616, 703, 1026} for one in answers):
        return Conclusion("basic", ", ".join(one.outcome for one in answers))
    raise Inconclusive(_mixed(nouns, answers))


@question(
    "Does a CRM own companies, opportunities and sales persons?",
    "Whether companies are readable with a CRM",
    calls=3,
)
def crm(bench: Bench) -> Conclusion:
    """Send the harmless GETs of each; those without permission prove nothing."""
    nouns = ("Company", "Opportunity", "Sales Person")
    answers = _probed(bench, nouns)
    if all(one.is_done for one in answers):
        return Conclusion(value=False)
    if all(one.code == _CRM for one in answers):
        return Conclusion(value=True)
    raise Inconclusive(_mixed(nouns, answers))


def _probed(bench: Bench, nouns: Sequence[str]) -> list[Answer]:
    probes = [probe_for(f"Read-Only {noun}") for noun in nouns]
    return [_get(bench, probe.path) for probe in probes if probe]


def _get(bench: Bench, path: str) -> Answer:
    bare, _, query = path.partition("?")
    pairs: dict[str, Any] = dict(one.split("=", 1) for one in query.split("&") if "=" in one)
    return bench.marketo.get(bare, pairs)


def _mixed(nouns: Sequence[str], answers: Sequence[Answer]) -> str:
    if all(one.code == _DENIED for one in answers):
        return "every call for it is denied (code 603): the role of the credentials lacks the boxes"
    outcomes = [f"{noun} {one.outcome}" for noun, one in zip(nouns, answers, strict=True)]
    return f"the answers do not agree, or a permission is missing: {'; '.join(outcomes)}"


def _made_up() -> str:
    return f"{uuid.uuid4()}@example.invalid"
