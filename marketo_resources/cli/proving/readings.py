"""Hold what `prove` found out: a value for each question, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marketo_resources.cli.proving.exchanges import Exchange

__all__ = ["FORMAT", "Conclusion", "Inconclusive", "Reading", "as_json"]

FORMAT = 1
"""The number of the file's format: readers refuse a file that has another one."""

Value = str | bool | float


@dataclass(frozen=True)
class Conclusion:
    """The answer that a try found.

    Attributes:
        value: What this subscription does, in a word; a number where the question is how much.
        detail: What else was seen, in words.
    """

    value: Value
    detail: str = ""


class Inconclusive(Exception):  # noqa: N818 - it is an outcome, not a failure
    """The reason why a try found no answer."""


@dataclass(frozen=True)
class Reading:
    """The outcome of a question.

    Attributes:
        name: The question's name.
        question: The question in words.
        value: The answer; None where there is none.
        because: The reason why there is no answer; empty where there is one.
        detail: What else was seen.
        exchanges: The calls and answers behind it.
    """

    name: str
    question: str
    value: Value | None = None
    because: str = ""
    detail: str = ""
    exchanges: Sequence[Exchange] = field(default=(), repr=False)

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.value is not None

    def __str__(self) -> str:
        """Return the outcome in a line."""
        if self.is_answered:
            return f"{self.name}: {_word(self.value)}{f' ({self.detail})' if self.detail else ''}"
        return f"{self.name}: not answered, because {self.because}"


def as_json(
    readings: Sequence[Reading], before: Sequence[Exchange], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the file holds: no secret, address or id.

    Args:
        readings: The readings, one for each question.
        before: The calls before the first question.
        about: What made the file, and when.
    """
    return {
        "format": FORMAT,
        **about,
        "readings": {one.name: _entry(one) for one in readings},
        "before_the_questions": [one.as_json() for one in before],
    }


def _entry(reading: Reading) -> dict[str, Any]:
    outcome = (
        {"value": reading.value} if reading.is_answered else {"not_told_because": reading.because}
    )
    return {
        "question": reading.question,
        **outcome,
        "detail": reading.detail,
        "exchanges": [one.as_json() for one in reading.exchanges],
    }


def _word(value: Value | None) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value}"
