"""Answer the questions that take making a user: one with the given address, deleted at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketo_resources.cli.proving.bench import LAST_NAME, Bench
from marketo_resources.cli.proving.exchanges import of_user
from marketo_resources.cli.proving.questions import question
from marketo_resources.cli.proving.readings import Conclusion, Inconclusive
from marketo_resources.cli.proving.subject import same_address
from marketo_resources.cli.proving.tries.by_reading import _GENERATED
from marketo_resources.marketo.dates import parse_date

_DAY = 86400.0
_COMPACT = re.compile(r"\d{8}T[\d:]+\.\d+t[+-]\d{4}", re.ASCII)
_DASHED = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+\.\d+t[+-]\d{4}", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)", re.ASCII)


@question(
    "How many seconds pass until a new user shows?", "How soon a new user is visible", calls=22
)
def visible_after(bench: Bench) -> Conclusion:
    """Make the user, unless a person made it, and look for it again and again."""
    if bench.by_person:
        raise Inconclusive("the user was there already: a person made it")
    bench.make()
    if bench.sees is None:
        raise Inconclusive(f"no user was seen: {bench.why_none}")
    before, after = bench.sees
    seen = f"not yet after {before:.0f}" if after else "at the first look"
    return Conclusion(after, f"to the second; {seen}")


@question(
    "Must an API-only user accept an invitation?",
    "Whether an API-only user must accept an invitation",
)
def pending(bench: Bench) -> Conclusion:
    """See whether it was there as a user or as an invitation."""
    if bench.invited is not None:
        return Conclusion(value=True)
    bench.subject()
    if bench.by_person:
        raise Inconclusive("a person made the user, so nobody was invited")
    return Conclusion(value=False)


@question(
    "What is the userid of an API-only user?",
    "What a userid is",
    "The userid of an API-only user on Adobe identity",
)
def userid(bench: Bench) -> Conclusion:
    """Look at the user that was made, or at the caller's own."""
    made = bench.userid or (str(bench.invited.get("userid", "")) if bench.invited else "")
    own = bench.own_user()
    shown, address = (made, bench.chosen.address) if made else (own.userid, own.email_address)
    if same_address(shown, address):
        return Conclusion("address")
    return Conclusion("generated" if _GENERATED.fullmatch(shown) else "another text")


@question("Are names kept as they are sent?")
def rewrites(bench: Bench) -> Conclusion:
    """Compare the last name that was sent with the one that is shown."""
    if bench.by_person:
        raise Inconclusive("a person gave the user its name")
    name = str(bench.shown().get("lastName", ""))
    if name == LAST_NAME:
        return Conclusion(value=False)
    if name == "AA R&amp;D try":
        return Conclusion(value=True, detail="& as HTML writes it, runs of spaces as one")
    raise Inconclusive(
        "the last name is kept in a third way: not as sent, and not as HTML writes it"
    )


@question("In which form are dates answered?", calls=1)
def dates(bench: Bench) -> Conclusion:
    """Look at a role's date and a user's: the guide writes the two differently."""
    of_roles = {str(role["createdAt"]) for role in bench.roles if role.get("createdAt")}
    of_users = set(_dates_of_a_user(bench))
    if not of_roles or not of_users:
        raise Inconclusive("no date of a role and of a user was seen")
    forms = {
        "guide": (_COMPACT, _DASHED),
        "compact": (_COMPACT, _COMPACT),
        "iso": (_ISO, _ISO),
    }
    for name, (of_role, of_user_) in forms.items():
        if all(map(of_role.fullmatch, of_roles)) and all(map(of_user_.fullmatch, of_users)):
            return Conclusion(name)
    raise Inconclusive("the dates are in none of the documented forms alone")


def _dates_of_a_user(bench: Bench) -> Iterator[str]:
    userid = bench.userid or bench.own_user().userid
    answer = bench.marketo.get(of_user(userid, "user.json"))
    shown = answer.payload if isinstance(answer.payload, dict) else {}
    return (str(shown[name]) for name in ("expiresAt", "lastLoginAt") if shown.get(name))


@question(
    "Which workspace is answered where there is one only?",
    "Which workspace is answered where there is one only",
    calls=1,
)
def only_workspace(bench: Bench) -> Conclusion:
    """Look at the grant of the user that was made."""
    if len(bench.workspaces) != 1:
        raise Inconclusive(f"there are {len(bench.workspaces)} workspaces here")
    [place] = {workspace for _, workspace in bench.held()}
    return Conclusion(str(place), f"sent was {bench.chosen.base['workspaceId']}")


@question("Is a pending user in the list of all users?", "Whether pending users are in the list")
def pending_in_list(bench: Bench) -> Conclusion:
    """See where the invitation was found."""
    _invited(bench)
    return Conclusion("yes" if bench.invited_in_list else "no")


@question("Is `subscriptionId` text or a number?", "The type of `subscriptionId`")
def subscription_id(bench: Bench) -> Conclusion:
    """Look at the invitation."""
    found = _invited(bench).get("subscriptionId")
    return Conclusion("text" if isinstance(found, str) else "number")


@question("How many days does an invitation last?", "How long an invitation lasts")
def invitation_lasts(bench: Bench) -> Conclusion:
    """Compare its end with the moment it was made."""
    shown = _invited(bench)
    try:
        end, begin = (parse_date(str(shown[name])) for name in ("expiresAt", "createdAt"))
    except (KeyError, ValueError):
        raise Inconclusive("the invitation has no dates that can be read") from None
    return Conclusion(round((end - begin).total_seconds() / _DAY, 2))


@question(
    "Is the `expiresAt` of an invitation its own end, or the user's?",
    "What `expiresAt` of an invitation is",
)
def invitation_expires(bench: Bench) -> Conclusion:
    """Compare it with the end that was asked for."""
    try:
        end = parse_date(str(_invited(bench).get("expiresAt")))
    except ValueError:
        raise Inconclusive("the invitation has no end that can be read") from None
    is_users = abs((end - bench.expiry()).total_seconds()) < _DAY
    return Conclusion("the user's" if is_users else "its own")


@question(
    "What does deleting a user answer where there is only an invitation?",
    "What the delete of a user answers where there is only an invitation",
    calls=1,
)
def delete_of_invited(bench: Bench) -> Conclusion:
    """Try it on the invitation."""
    userid = str(_invited(bench).get("userid", bench.chosen.address))
    return Conclusion(bench.marketo.post(of_user(userid, "delete.json")).outcome)


def _invited(bench: Bench) -> dict[str, object]:
    if bench.invited is None:
        raise Inconclusive("there is no pending invitation here")
    return bench.invited
