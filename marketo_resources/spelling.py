"""Find the names that somebody may have meant who wrote another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

__all__ = ["did_you_mean", "similar"]


def similar(
    name: str,
    known: Iterable[str],
    *,
    most: int = 3,
    likeness: float = 0.6,
    form: Callable[[str], str] = str,
) -> list[str]:
    """Return the known names that are most like a name, best first.

    Args:
        name: What somebody wrote.
        known: What there is; of names that have the same form, the first counts.
        most: How many to return at most.
        likeness: From 0 to 1: how much alike they must be.
        form: What is compared of a name, its letters without case for example.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - few commands meet a misspelt name

    forms: dict[str, str] = {}
    for one in known:
        forms.setdefault(form(one), one)
    close = get_close_matches(form(name), forms, n=most, cutoff=likeness)
    return [forms[one] for one in close]


def did_you_mean(names: Iterable[str]) -> str:
    """Return the question that offers names, without a capital letter."""
    return f"did you mean {' or '.join(names)}?"
