"""Keep a user's grants in one order, so that an index means the same grant.

The engine compares lists by index, and so do `ignore_changes` and every preview.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketo_resources.api_only_user.properties import ApiOnlyUserInputs
from marketo_resources.core.properties import Declared, Problem, differing
from marketo_resources.core.unknown import Unknown
from marketo_resources.role_grants.grant import Grant, arranged, is_resolved, pairs

__all__ = ["check_copied", "in_order", "recorded_grants"]

DeclaredUser = Declared[ApiOnlyUserInputs]


def in_order(declared: DeclaredUser, before: DeclaredUser | None) -> DeclaredUser:
    """Put resolved grants into the order of those before.

    A state of 0.1.0 takes on the program's order as soon as nothing else changes, so that no
    preview lists that as a change.
    """
    if before is None or not (
        before.known.in_order or differing(ApiOnlyUserInputs, before, declared)
    ):
        return declared.replace(in_order=True)
    roles = arranged(declared.known.roles, recorded_grants(before))
    return declared.replace(roles=roles, in_order=before.known.in_order)


def check_copied(
    declared: DeclaredUser, resolved: Sequence[Grant | Unknown], before: DeclaredUser | None
) -> Iterator[Problem]:
    """Yield grants that `ignore_changes` took from the state, where that would lose another one.

    The engine puts the state's grant of an index in place of the program's of the same index. Where
    the two lists have another order, the program's grant may then be nowhere.
    """
    given, old = declared.known.roles, recorded_grants(before)
    copied = [index for index, grant in enumerate(given[: len(old)]) if _is_copy(grant, old[index])]
    if before is None or not copied or not is_resolved(resolved):
        return
    order = ", ".join(str(grant) for grant in old)
    twice = [index for index in copied if resolved.count(resolved[index]) > 1]
    for index in twice:
        grant = resolved[index]
        yield Problem(f"roles[{index}]", _TWICE.format(index=index, grant=grant, order=order))
    sorted_by_id = not before.known.in_order
    if sorted_by_id and not twice and len(copied) < len(given) and pairs(resolved) != pairs(old):
        index = copied[0]
        text = _SORTED.format(index=index, grant=resolved[index], order=order)
        yield Problem(f"roles[{index}]", text)


def recorded_grants(before: DeclaredUser | None) -> list[Grant | Unknown]:
    """Return the grants of the state, as far as they can be read."""
    return before.known.roles if before is not None and before.knows("roles") else []


def _is_copy(grant: Grant | Unknown, old: Grant | Unknown) -> bool:
    # No program needs to give all four parts of a grant, and state has them all.
    return isinstance(grant, Grant) and grant == old and None not in dict(grant).values()


_TWICE = (
    "grants {grant} a second time: remove one. If `ignore_changes` names roles[{index}], this "
    "grant was taken from the state, where the grants have another order than in the program: "
    "{order}. Declare them in that order, or run `pulumi up` once without "
    "`ignore_changes`"
)
_SORTED = (
    "is {grant}, as in the state. If `ignore_changes` names roles[{index}], it may stand for "
    "another grant there than in the program, because version 0.1.0 sorted them by id: {order}. "
    "Nothing was changed. Run `pulumi up` once without `ignore_changes`, before other grants are "
    "changed"
)
