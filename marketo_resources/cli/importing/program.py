"""Write the program that declares the users taken over, as a person would have written it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from marketo_resources.cli.importing.explicit_provider import ExplicitProvider
from marketo_resources.cli.importing.grants import written_grant
from marketo_resources.cli.importing.naming import by_name, variable_names
from marketo_resources.cli.importing.reading import Recorded
from marketo_resources.cli.importing.source_code import Bracketed, Code, comment, layout, literal
from marketo_resources.cli.importing.takeover import TakenOver
from marketo_resources.core.finding import is_standard

__all__ = ["program"]

Block = Sequence[str]


def program(taken: TakenOver, provider: ExplicitProvider | None) -> str:
    """Return the program's text.

    Args:
        taken: What it declares, and what it says of the rest.
        provider: The explicit provider that all of it belongs to, or None.
    """
    writer = _Writer(taken, provider)
    blocks = [
        writer.head(),
        writer.connection(),
        *writer.roles(),
        *writer.users(),
        writer.people(),
        writer.left_out(),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Writer:
    """Writes each part of a program as a block of lines."""

    def __init__(self, taken: TakenOver, provider: ExplicitProvider | None) -> None:
        self._taken = taken
        self._provider = provider
        named = variable_names([provider.name] if provider else [], _IN_USE)
        self._provider_variable = next(iter(named.values()), "")
        self._options = f"on_{self._provider_variable}"
        in_use = {*_IN_USE, self._provider_variable, self._options}
        variables = variable_names([role.name for role in taken.roles], in_use)
        self._variables = {role.id: variables[role.name] for role in taken.roles}

    def head(self) -> Block:
        """Say where the program comes from, and import what it needs."""
        imports = ["import marketo_resources as marketo"]
        if self._provider:
            imports.append("import pulumi")
        return [_HEAD.format(self._taken.host, self._taken.day.isoformat()), "", *imports]

    def connection(self) -> Block:
        """Declare the explicit provider."""
        if self._provider is None:
            return []
        name, value = self._provider.argument
        members = literal(self._provider.name), f"{name}={literal(value)}"
        made = Bracketed(f"{self._provider_variable} = marketo.Provider(", members, ")")
        options = f"{self._options} = pulumi.ResourceOptions(provider={self._provider_variable})"
        remark = _IN_STACK if self._provider.urn else _CREDENTIALS
        return [*comment(remark), *layout(made), options]

    def roles(self) -> Iterator[Block]:
        """Declare the roles: those that people made, then those that Marketo comes with."""
        standard = {
            role.id
            for role in self._taken.roles
            if (found := self._taken.catalogue.role_with(role.id)) and is_standard(found)
        }
        for heading, is_among in (_MADE, False), (_STANDARD, True):
            roles = [one for one in self._taken.roles if (one.id in standard) is is_among]
            if roles:
                yield [*comment(heading), *chain.from_iterable(map(self._role, roles))]

    def users(self) -> Iterator[Block]:
        """Declare the users, after a line that names the roles of each group."""
        users = sorted(self._taken.users, key=_roles_and_address)
        for roles, group in groupby(users, key=_role_names):
            heading = list(comment(f"Users with {_listed(roles)}"))
            for user in group:
                yield [*heading, *self._user(user)]
                heading = []

    def people(self) -> Block:
        """Name the people's users that were asked for."""
        people = self._taken.people
        named = people[:_MOST_PEOPLE]
        more = f", and {len(people) - len(named)} more" if len(people) > len(named) else ""
        return list(comment(f"{_PEOPLE} {', '.join(named)}{more}")) if people else []

    def left_out(self) -> Block:
        """Name the users that cannot be declared, each with the reason."""
        lines = [
            line
            for one in sorted(self._taken.left_out, key=lambda one: (one.address, one.reason))
            for line in comment(f"- {one.address}: {one.reason}")
        ]
        return [*comment(_LEFT_OUT), *lines] if lines else []

    def _role(self, role: Recorded) -> Iterable[str]:
        name = f"role_name={literal(role.inputs['role_name'])}"
        members = literal(role.name), name, *self._opts()
        return layout(Bracketed(f"{self._variables[role.id]} = marketo.ApiOnlyRole(", members, ")"))

    def _user(self, user: Recorded) -> Iterable[str]:
        expiry = user.inputs.get("expires_at")
        members: tuple[Code, ...] = (
            literal(user.name),
            *(f"{name}={literal(user.inputs[name])}" for name in _TEXTS),
            Bracketed("roles=[", self._grants(user), "]"),
            *([f"expires_at={literal(expiry)}"] if expiry else []),
            "adopt=True",
            *self._opts(),
        )
        return layout(Bracketed("marketo.ApiOnlyUser(", members, ")", is_split=True))

    def _grants(self, user: Recorded) -> tuple[Code, ...]:
        catalogue = self._taken.catalogue
        return tuple(written_grant(one, catalogue, self._variables) for one in user.inputs["roles"])

    def _opts(self) -> list[str]:
        return [f"opts={self._options}"] if self._provider else []


def _role_names(user: Recorded) -> tuple[str, ...]:
    return tuple(sorted({grant["role_name"] for grant in user.inputs["roles"]}, key=by_name))


def _roles_and_address(user: Recorded) -> tuple[list[tuple[str, str]], str]:
    return [by_name(name) for name in _role_names(user)], user.inputs["email_address"]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


_IN_USE = frozenset({"marketo", "pulumi"})
_MOST_PEOPLE = 10
"""Name at most this many people's users; a program is not a list of a company's employees."""
_HEAD = '''\
"""API-only roles and users of {0}.

Written by `marketo-resources import` on {1}, from what Marketo held.
A user that is removed here stays in Marketo, because it is adopted.
"""'''
_CREDENTIALS = (
    "Without client_id and client_secret it takes MARKETO_CLIENT_ID and MARKETO_CLIENT_SECRET from "
    "the environment."
)
_IN_STACK = "The stack declares this provider already: leave this out, and use that one."
_TEXTS = ("email_address", "first_name", "last_name")
_MADE = "Roles. People make them in Marketo; a program only finds them by name."
_STANDARD = "Roles that Marketo has for people: better give programs a role of their own."
_PEOPLE = "People's users, which are never managed here:"
_LEFT_OUT = "Users that cannot be declared here:"
