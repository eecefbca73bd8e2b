"""Say in words which grants a user gets and loses; Pulumi lists them index by index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketo_resources.core.finding import is_standard
from marketo_resources.core.unknown import Unknown
from marketo_resources.role_grants.grant import Grant, pairs
from marketo_resources.role_grants.resolution import Catalogue

__all__ = ["grant_changes"]


def grant_changes(
    before: Sequence[Grant | Unknown],
    after: Sequence[Grant | Unknown],
    catalogue: Catalogue | None,
) -> str:
    """Return "roles: + … ; - …", or nothing if no grant comes or goes.

    Without a catalogue, as in an offline preview, standard roles cannot be told from others.
    """
    changes = [f"+ {_words(grant, catalogue)}" for grant in _missing(after, before)]
    if any(map(_is_open, after)):
        # One of these may be a grant that seems to go.
        changes.append("others, known only during `up`")
    else:
        changes += [f"- {_words(grant, catalogue)}" for grant in _missing(before, after)]
    return f"roles: {'; '.join(changes)}" if changes else ""


def _missing(
    grants: Sequence[Grant | Unknown], others: Sequence[Grant | Unknown]
) -> Iterator[Grant]:
    known = pairs(others)
    for grant in grants:
        if isinstance(grant, Grant) and grant.pair not in known and not _is_open(grant):
            yield grant


def _is_open(grant: Grant | Unknown) -> bool:
    # A role without an id yet is one that is still to be made, so nobody holds it.
    if isinstance(grant, Unknown):
        return True
    return any(
        isinstance(value, Unknown)
        for name, value in grant
        if name != "role_id" or not isinstance(grant.role_name, str)
    )


def _words(grant: Grant, catalogue: Catalogue | None) -> str:
    role = catalogue.role_with(str(grant.role_id)) if catalogue else None
    standard = role is not None and is_standard(role)
    return f"{grant} (a standard role, not API-only)" if standard else str(grant)
