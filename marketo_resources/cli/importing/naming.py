"""Name the resources and variables of a program after addresses and roles, each differently."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain, count

__all__ = ["by_name", "role_names", "user_names", "variable_names"]

Forms = Sequence[Callable[[str], str]]
"""Ways to make a name, from the shortest to those that distinguish more."""


def user_names(addresses: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Return a resource name for each e-mail address.

    It is the part before the @; addresses that would share a name have their domain in it too.

    Args:
        addresses: The addresses, each once.
        taken: Names that are used already.
    """
    local: Forms = (lambda address: _words(address.partition("@")[0], "user"),)
    whole: Forms = (lambda address: _words(address, "user"),)
    return _distinct(addresses, (*local, *whole), taken)


def role_names(roles: Iterable[tuple[str, str]], taken: Collection[str] = ()) -> dict[str, str]:
    """Return a resource name by role id; roles that would share a name have their id in it too.

    Args:
        roles: The id and the name of each role.
        taken: Names that are used already.
    """
    names = dict(roles)
    forms: Forms = (
        lambda role_id: _words(names[role_id], f"role-{role_id}"),
        lambda role_id: _words(f"{names[role_id]} {role_id}", f"role-{role_id}"),
    )
    return _distinct(names, forms, taken)


def variable_names(names: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """Return a variable for each resource name.

    Args:
        names: The resource names, each once.
        taken: Names that mean something else in the program.
    """
    forms: Forms = (_variable, lambda name: f"{_variable(name)}_role")
    return _distinct(names, forms, {*taken, *keyword.kwlist, *dir(builtins)}, between="_")


def by_name(name: str) -> tuple[str, str]:
    """Return a key that sorts names as a person does, without regard to case and accents."""
    return _plain(name), name


def _distinct(
    keys: Iterable[str], forms: Forms, taken: Collection[str], between: str = "-"
) -> dict[str, str]:
    names: dict[str, str] = {}
    left = sorted(set(keys))
    for form in forms:
        proposed = {key: form(key) for key in left}
        often = Counter(proposed.values())
        used = {*taken, *names.values()}
        # All that share a name get a longer one, so that none depends on which came first.
        names |= {k: name for k, name in proposed.items() if often[name] == 1 and name not in used}
        left = [key for key in left if key not in names]
    for key in left:
        names[key] = _numbered(forms[-1](key), {*taken, *names.values()}, between)
    return names


def _numbered(name: str, used: Collection[str], between: str) -> str:
    proposed = chain([name], (f"{name}{between}{number}" for number in count(2)))
    return next(one for one in proposed if one not in used)


def _words(text: str, otherwise: str) -> str:
    ascii_only = _plain(text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or otherwise


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()


def _variable(name: str) -> str:
    word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return word if word[:1].isalpha() else f"role_{word}"
