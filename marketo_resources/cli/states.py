"""Read which Marketo roles, users and custom services the states of given stacks hold.

A state is what `pulumi stack export` prints, or a file that it wrote. Its secrets are encrypted and
stay so: they are left out of what is read here, and so are those of an export that shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from marketo_resources.cli.pulumi_command import StackPlace
from marketo_resources.errors import MarketoResourcesError

__all__ = ["ManagedResource", "StateError", "States"]

_TYPE = "pulumi-python:dynamic/marketo:"
"""The types of the package's resources begin with this; the noun follows."""

_SECRET_MARK = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the engine's mark, not a secret
"""The key by which the engine marks an object that is more than a map, such as a secret."""

_NEVER_READ = frozenset({"client_secret", "__provider"})
"""Outputs that are left out whether or not the state marks them as secret."""


class StateError(MarketoResourcesError):
    """A file or answer that should be a stack's state is none; the text says how to get one."""


@dataclass(frozen=True)
class ManagedResource:
    """A role, user or custom service that a stack manages, as its state records it.

    Attributes:
        noun: `ApiOnlyRole`, `ApiOnlyUser` or `CustomService`.
        urn: Its URN.
        id: Its id in Marketo; that of a custom service is its client id.
        is_protected: Whether Pulumi refuses to delete it.
        outputs: What the state records of it, without secrets.
        source: Where the state was read: the stack or the file, as it was given.
    """

    noun: str
    urn: str
    id: str
    is_protected: bool
    outputs: Mapping[str, Any] = field(repr=False)
    source: str

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def stack(self) -> str:
        """The stack that manages it, as project/stack."""
        stack, _, rest = self.urn.removeprefix("urn:pulumi:").partition("::")
        return f"{rest.partition('::')[0]}/{stack}"

    @property
    def instance(self) -> str:
        """The host of the Marketo instance that it lives on; empty where the state has none."""
        return self.text("instance").lower()

    @property
    def email_address(self) -> str:
        """The address of the user, or of the user that the service acts as."""
        return self.text("email_address").strip().lower()

    @property
    def user_id(self) -> str:
        """The userid of the user, or of the user that the service acts as."""
        return self.id if self.noun == "ApiOnlyUser" else self.text("user_id")

    def text(self, key: str) -> str:
        """Return an output that is text; empty where there is none, or it is secret."""
        value = self.outputs.get(key)
        return value if isinstance(value, str) else ""

    def __str__(self) -> str:
        """Return the resource as messages name it, with its stack."""
        return f'{self.noun} "{self.name}" of {self.stack}'


@dataclass(frozen=True)
class States:
    """The Marketo resources that the states of several stacks hold together.

    Attributes:
        resources: Their roles, users and custom services, in the order of the states.
        sources: The stacks and files that were read.
    """

    resources: Sequence[ManagedResource] = ()
    sources: Sequence[str] = ()

    @classmethod
    def read(cls, stacks: Iterable[StackPlace] = (), files: Iterable[Path] = ()) -> Self:
        """Read the states of stacks, through `pulumi`, and exported ones.

        Raises:
            PulumiCommandError: `pulumi` is missing, or cannot export a stack.
            StateError: A file cannot be read, or is not a state.
        """
        texts = [(stack.name, stack.run("stack", "export")) for stack in stacks]
        texts += [(str(path), _text(path)) for path in files]
        # A stack that is given twice, by its name and as a file, is held once.
        found = {(m.urn, m.id): m for source, text in texts for m in _resources(source, text)}
        return cls(list(found.values()), [source for source, _ in texts])

    def on(self, instance: str) -> States:
        """Return what lives on one instance, by its host."""
        kept = [one for one in self.resources if one.instance in {"", instance.lower()}]
        return States(kept, self.sources)

    @property
    def roles(self) -> list[ManagedResource]:
        """The API-only roles."""
        return self._of("ApiOnlyRole")

    @property
    def users(self) -> list[ManagedResource]:
        """The API-only users."""
        return self._of("ApiOnlyUser")

    @property
    def services(self) -> list[ManagedResource]:
        """The custom services."""
        return self._of("CustomService")

    def users_with(self, userid: str, email_address: str) -> list[ManagedResource]:
        """Return the resources that manage a user; more than one is a mistake."""
        return self._of_user("ApiOnlyUser", userid, email_address)

    def services_of(self, userid: str, email_address: str) -> list[ManagedResource]:
        """Return the custom services that act as a user."""
        return self._of_user("CustomService", userid, email_address)

    def _of(self, noun: str) -> list[ManagedResource]:
        return [one for one in self.resources if one.noun == noun]

    def _of_user(self, noun: str, userid: str, email_address: str) -> list[ManagedResource]:
        # By the userid wherever there is one: an address may have got another user since.
        of_user = self._by_user.get((noun, "userid", userid.strip().lower()), [])
        return of_user + self._by_user.get((noun, "address", email_address.strip().lower()), [])

    @cached_property
    def _by_user(self) -> Mapping[tuple[str, str, str], list[ManagedResource]]:
        found: dict[tuple[str, str, str], list[ManagedResource]] = {}
        for one in self.resources:
            name = (
                ("userid", one.user_id.lower()) if one.user_id else ("address", one.email_address)
            )
            if name[1]:
                found.setdefault((one.noun, *name), []).append(one)
        return found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise StateError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise StateError(_NO_STATE.format(path, "it is not text")) from None


def _resources(source: str, text: str) -> Iterator[ManagedResource]:
    for record in _records(source, text):
        kind = record.get("type")
        is_ours = isinstance(kind, str) and kind.startswith(_TYPE)
        # An external resource is only read; one that is to be deleted has been replaced already.
        if is_ours and not record.get("external") and not record.get("delete"):
            yield _managed(source, str(kind).removeprefix(_TYPE), record)


def _records(source: str, text: str) -> list[dict[str, Any]]:
    """Return the resources of an export, or of a file that a self-managed backend keeps."""
    try:
        state = json.loads(text)
    except ValueError:  # without its text: it may hold secrets
        raise StateError(_NO_STATE.format(source, "it is not JSON")) from None
    state = state if isinstance(state, dict) else {}
    checkpoint = state.get("checkpoint")
    latest = checkpoint.get("latest") if isinstance(checkpoint, dict) else None
    deployment = state.get("deployment", latest)
    records = (deployment.get("resources") or []) if isinstance(deployment, dict) else None
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise StateError(_NO_STATE.format(source, "it has no list of resources"))
    return records


def _managed(source: str, noun: str, record: Mapping[str, Any]) -> ManagedResource:
    outputs = record.get("outputs")
    kept = outputs.items() if isinstance(outputs, dict) else ()
    return ManagedResource(
        noun=noun,
        urn=str(record.get("urn", "")),
        id=str(record.get("id", "")),
        is_protected=record.get("protect") is True,
        outputs={key: v for key, v in kept if key not in _NEVER_READ and not _is_secret(v)},
        source=source,
    )


def _is_secret(value: object) -> bool:
    """Return whether a value holds a secret, or whatever else the engine marks."""
    if isinstance(value, dict):
        return _SECRET_MARK in value or any(map(_is_secret, value.values()))
    return isinstance(value, list) and any(map(_is_secret, value))


_NO_STATE = (
    "{} is not the state of a stack: {}. Write one with "
    "`pulumi stack export --stack NAME --file state.json`"
)
