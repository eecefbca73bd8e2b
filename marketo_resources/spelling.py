"""Suggest known names in place of a name that is misspelt."""

from __future__ import annotations

from collections.abc import Callable, Iterable

__all__ = ["did_you_mean", "similar", "suggestion"]


def similar(
    name: str,
    known: Iterable[str],
    *,
    most: int = 3,
    likeness: float = 0.6,
    form: Callable[[str], str] = str,
) -> list[str]:
    """Return the known names that are most similar to a name, best first.

    Args:
        name: What somebody wrote.
        known: The known names; of those that have the same form, the first counts.
        most: The number of names to return at most.
        likeness: How similar a name must be, from 0 (anything) to 1 (equal).
        form: Returns what to compare of a name, such as its letters without case.
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


def suggestion(
    name: str,
    known: Iterable[str],
    *,
    likeness: float = 0.6,
    shown: Callable[[str], str] = str,
) -> str:
    """Return the most similar known name as a question in brackets; nothing if none is similar.

    Args:
        name: What somebody wrote; its case does not count.
        known: The known names.
        likeness: How similar a name must be, as `similar` takes it.
        shown: Returns how to write a known name in the question.
    """
    near = similar(name, known, most=1, likeness=likeness, form=str.casefold)
    return f" ({did_you_mean(map(shown, near))})" if near else ""
