"""Make users as people have made them over the years, with everything that an import may meet."""

from __future__ import annotations

from dataclasses import dataclass

from marketo_simulator import Simulator
from tests.support.engine.subscription import role_id

DAY = 86_400.0
"""The length of a day in seconds."""
ROLES = ("Reporting API", 'Webinar "sync" {v2} API', "Événements 🎉 API")
NAMES = (
    ("Etl", "Sync"),
    ('Ann "Etl" O\'Neil', "{braces} and back\\slash"),
    ("🎉 Party", "日本"),
    ("שלום", "\u200fright to left"),
    ("Zoë", "Zoe\u0308"),
    ("A & B", "Sync"),
)


@dataclass(frozen=True)
class MadeByHand:
    """What was made, by address."""

    declarable: list[str]
    people: list[str]


def make_users(marketo: Simulator, number: int) -> MadeByHand:
    """Make API-only users that differ in every attribute, and some users of people."""
    subscription = marketo.subscription
    everywhere = subscription.add_role("Everything API", [], only_all_zones=True).id
    roles = [role_id(marketo, "Warehouse API")]
    roles += [subscription.add_role(name, []).id for name in ROLES]
    europe = next(one for one in subscription.workspaces if one != 1)
    addresses = [f"{'etl' if n % 2 else 'crm'}-{n:03}@example.com" for n in range(number)]
    for n, address in enumerate(addresses):
        grants = {(roles[n % 4], (1, europe)[n % 2]), (roles[n // 4 % 4], (1, europe, 0)[n % 3])}
        user = subscription.add_user(
            address.upper() if n % 5 == 3 else address,
            *NAMES[n % len(NAMES)],
            grants=[*sorted(grants, reverse=True), *[(everywhere, 0)] * (n % 4 == 2)],
            expires_at=None if n % 3 else subscription.now() + (n - number / 2) * 40 * DAY,
        )
        user.last_login_at = subscription.now() - n * DAY if n % 4 else None
        user.locked, user.locked_reason = n % 5 == 4, "Locked by an administrator"
    people = [f"person-{n:03}@example.com" for n in range(number // 3)]
    for person in people:
        subscription.add_user(person, "A", "Person", api_only=False, grants=[(1, 0)])
    return MadeByHand(addresses, people)
