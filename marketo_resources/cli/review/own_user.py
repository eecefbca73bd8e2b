"""Say what to do about a finding of the user behind the credentials in use.

The remedies for other users would delete it, let its access end, or take what it works with: then
neither a stack nor this command could call Marketo.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from marketo_resources.marketo.call import USER_MANAGEMENT

__all__ = ["REMEDIES", "in_short", "own_remedy"]

_BOTH = " and ".join(f'"{name}"' for name in USER_MANAGEMENT)
_EXTEND = "A person has to extend it in Admin > Users & Roles > Users: stacks never change this."
_ACCEPT = "If somebody has decided to keep it so, accept the finding: `--accept {}`."

REMEDIES: Mapping[str, str] = {
    "standard-role": (
        f"Grant it a role with {_BOTH} first, and then take the standard role away "
        f"(Admin > Users & Roles > Users). {_ACCEPT}"
    ),
    "differs": (
        "Look at it with `pulumi preview --refresh` in its stack, and declare what shall stay. "
        "A stack refuses to take a role from this user, or to change when its access ends: a "
        "person does that in Admin > Users & Roles > Users."
    ),
    "person-calls": (
        f"Make an API-only user with a role that has {_BOTH}, and link the custom service to that "
        f"user (Admin > Integration > LaunchPoint). {_ACCEPT}"
    ),
    "unmanaged": f"A stack need not manage the user that it calls Marketo as. {_ACCEPT}",
    "several-services": (
        "Leave it the custom service whose credentials are in use. Give each of the others its "
        f"own API-only user (Admin > Integration > LaunchPoint). {_ACCEPT}"
    ),
    "no-expiry": (
        "Once its access has ended, no stack can give it back: only a person can. So it may well "
        f"have no expiry. {_ACCEPT}"
    ),
    "ends-soon": _EXTEND,
    "ended": _EXTEND,
}
"""By rule: what to do in place of its remedy. `{}` stands for the value of `--accept`."""

_WHAT_IT_IS = (
    "{} is the user behind the credentials in use: do not delete or lock it, or stacks and this "
    "command can no longer call Marketo."
)


def own_remedy(rule: str, address: str) -> str | None:
    """Return what to do where the user behind the credentials in use breaks a rule.

    Args:
        rule: The rule's name.
        address: The user's address.

    Returns:
        The remedy; None if the rule's own does no harm to that user.
    """
    if rule not in REMEDIES:
        return None
    what_to_do = REMEDIES[rule].format(_acceptance(rule, address))
    return f"{_WHAT_IT_IS.format('This')} {what_to_do}"


def in_short(rules: Iterable[str], address: str) -> str:
    """Return what to print in a terminal of the rules that the user breaks."""
    options = [f"--accept {_acceptance(rule, address)}" for rule in rules if _can_stay(rule)]
    how = f" Findings that are as intended can be accepted: {' '.join(options)}" if options else ""
    return f"{_WHAT_IT_IS.format(address)}{how}"


def _can_stay(rule: str) -> bool:
    return _ACCEPT in REMEDIES.get(rule, "")


def _acceptance(rule: str, address: str) -> str:
    return shlex.quote(f"{rule}={address}")
