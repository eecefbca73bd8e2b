"""Prepare a run of `prove`: read the lists, choose the user to make, delete what is left over."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from marketo_resources.cli.proving.bench import Bench, Chosen, Pair, rows
from marketo_resources.cli.proving.exchanges import Exchanges
from marketo_resources.cli.proving.readings import Inconclusive
from marketo_resources.cli.proving.run import QUESTIONS
from marketo_resources.cli.proving.subject import FIRST_NAME, CleanUp, all_users_of, same_address
from marketo_resources.core.fields import EmailAddress
from marketo_resources.errors import MarketoResourcesError
from marketo_resources.marketo.client import USERS
from marketo_resources.marketo.connection_settings import ConnectionSettings
from marketo_resources.marketo.paging import PAGE_SIZE

__all__ = [
    "Options",
    "ProveError",
    "announcement",
    "check_confirmation",
    "clean_up_before",
    "ready",
]

_READS_OF_THE_LIST = 18
"""One run reads the list of all users at most this many times."""
_CLEANING_UP = 16
"""Both clean-ups together take at most this many calls, where the list is one page."""


class ProveError(MarketoResourcesError):
    """A run cannot begin; the text says what to do."""


@dataclass(frozen=True)
class Options:
    """The options of the command that say what to try with.

    Attributes:
        address: The address of the user to make.
        second_address: Another one, to try whether an address can be changed; empty if none.
        role: The name of the role that the user gets; empty to take the first.
        with_own_user: Whether the user behind the credentials may be sent its own first name.
    """

    address: str
    second_address: str = ""
    role: str = ""
    with_own_user: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that the user may have."""
        return tuple(filter(None, (self.address, self.second_address)))


def check_confirmation(given: str, settings: ConnectionSettings) -> None:
    """Refuse to go on unless the operator named the subscription that the settings lead to.

    Raises:
        ProveError: It was another one.
    """
    host = urlsplit(settings.base_url).hostname or ""
    names = {settings.host, host, host.removesuffix(".mktorest.com")}
    if given.strip().casefold() not in {name.casefold() for name in names}:
        raise ProveError(
            f"--confirm {given} is not the subscription that the settings lead to, {host}. Type "
            "its Munchkin id (Admin > Munchkin) or the host of its address, to make sure that it "
            "is a sandbox of yours"
        )


def ready(marketo: Exchanges, options: Options) -> Bench:
    """Read users, roles and workspaces, and choose the user to make; nothing is changed.

    Raises:
        MarketoError: Marketo could not be asked.
        ProveError: The address or the role cannot be taken.
    """
    _check_addresses(options)
    users = all_users_of(marketo)
    roles = rows(marketo.get(f"{USERS}/roles.json"))
    workspaces = rows(marketo.get(f"{USERS}/workspaces.json"))
    base, other, name = _pairs(roles, workspaces, options.role)
    chosen = Chosen(
        options.address, options.second_address, base, other, name, options.with_own_user
    )
    bench = Bench(marketo, chosen, users, roles, workspaces)
    _check_are_free(bench, options)
    return bench


def clean_up_before(bench: Bench, clean_up: CleanUp) -> None:
    """Delete what an earlier run left; go on with a user that no program can delete.

    Raises:
        MarketoError: Marketo could not be asked.
        ProveError: Something is left with which no run can go on.
    """
    left = clean_up.run()
    if not left:
        return
    users = clean_up.of_address()
    if len(users) != 1 or clean_up.refusal is None or not users[0].api_only:
        raise ProveError(f"An earlier run left {'; '.join(left)}. Delete it in the admin pages")
    bench.userid, bench.by_person = users[0].userid, True
    bench.outcomes["delete"] = clean_up.refusal
    held = sorted(bench.held())
    if held:
        base = {"accessRoleId": held[0][0], "workspaceId": held[0][1]}
        bench.chosen = replace(bench.chosen, base=base)


def announcement(bench: Bench, host: str) -> Iterator[str]:
    """Say what will be done, in how many calls, before the first change."""
    chosen = bench.chosen
    pages = max(1, math.ceil(len(bench.users) / PAGE_SIZE))
    calls = _CLEANING_UP + sum(one.calls for one in QUESTIONS)
    calls += _READS_OF_THE_LIST * (pages - 1)
    yield f"This tries {len(QUESTIONS)} open questions on {host}, in at most {calls} calls:"
    yield "- it reads the lists of users, roles and workspaces, and keeps nobody's data;"
    yield (
        f"- it makes the API-only user {chosen.address}, first name {FIRST_NAME}, with the role "
        f'"{chosen.role_name}", changes it, and deletes it at the end, also after Ctrl-C; without '
        "a custom service such a user can do nothing, and its access ends after 30 days in any "
        "case;"
    )
    if chosen.second_address:
        yield f"- it gives it the address {chosen.second_address} for a moment;"
    if chosen.with_own_user:
        yield "- it sends the user behind these credentials its own first name, unchanged;"
    yield (
        "- it asks for users that do not exist, and sends a made-up token, to see how these are "
        "refused;"
    )
    yield "- it never uses up the limits of rate or quota on purpose, and touches no other user."
    yield "What an earlier run left is deleted first."


def _check_addresses(options: Options) -> None:
    for address in options.addresses:
        try:
            TypeAdapter(EmailAddress).validate_python(address)
        except ValidationError as error:
            raise ProveError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
    if len(options.addresses) > 1 and same_address(*options.addresses):
        raise ProveError("--second-email-address must be another one than --email-address")


def _check_are_free(bench: Bench, options: Options) -> None:
    _check_are_not_of_own_user(bench, options)
    for user in bench.users:
        is_ours = user.api_only and user.first_name == FIRST_NAME
        if not is_ours and any(same_address(user.email_address, one) for one in options.addresses):
            raise ProveError(
                f"{user.email_address} is the address of a user that this command did not make. "
                "Give an address that no user has, in any subscription"
            )


def _check_are_not_of_own_user(bench: Bench, options: Options) -> None:
    try:
        own = bench.own_user()
    except Inconclusive as reason:
        raise ProveError(f"{reason}") from None
    if any(same_address(own.email_address, one) for one in options.addresses):
        raise ProveError(
            f"{own.email_address} is the user behind these credentials, which this command would "
            "change and delete. Give an address that no user has, in any subscription"
        )


def _pairs(
    roles: Sequence[dict[str, Any]], workspaces: Sequence[dict[str, Any]], wanted: str
) -> tuple[Pair, Pair, str]:
    """Return the grant of the user, another to try granting with, and the name of its role."""
    usable = [one for one in roles if _is_usable(one, wanted)]
    if not usable:
        named = f"named {wanted!r} " if wanted else ""
        raise ProveError(
            f"there is no role {named}that a person made (Admin > Users & Roles > Roles). Make one "
            "with any box of Access API, for the user to hold"
        )
    usable.sort(key=lambda one: (_only_everywhere(one), one["id"]))
    found = [
        {"accessRoleId": int(role["id"]), "workspaceId": place}
        for role in usable
        for place in _places(role, workspaces)
    ]
    return found[0], found[1] if len(found) > 1 else found[0], str(usable[0]["name"])


def _is_usable(role: dict[str, Any], wanted: str) -> bool:
    is_named = not wanted or role.get("name") == wanted
    return is_named and role.get("type") != "system" and isinstance(role.get("id"), int)


def _only_everywhere(role: dict[str, Any]) -> bool:
    return bool(role.get("onlyAllZones", role.get("isOnlyAllZones")))


def _places(role: dict[str, Any], workspaces: Sequence[dict[str, Any]]) -> list[int]:
    if _only_everywhere(role):
        return [0]
    return [one["id"] for one in workspaces if isinstance(one.get("id"), int)] or [0]
