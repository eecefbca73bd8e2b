"""Try to answer every question, from the least harm to the most, and clean up whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from marketo_resources.cli.proving.bench import Bench
from marketo_resources.cli.proving.exchanges import Exchange
from marketo_resources.cli.proving.questions import Question, listed
from marketo_resources.cli.proving.readings import Conclusion, Inconclusive, Reading
from marketo_resources.cli.proving.subject import CleanUp
from marketo_resources.cli.proving.tries import (
    by_changing,
    by_ending,
    by_granting,
    by_making,
    by_reading,
)
from marketo_resources.cli.proving.untried import UNTRIED_SWITCHES
from marketo_resources.marketo import errors

__all__ = ["LEFT", "QUESTIONS", "Outcome", "prove"]

QUESTIONS: tuple[Question, ...] = tuple(
    one
    for module in (by_reading, by_making, by_changing, by_granting, by_ending)
    for one in listed(module)
)
"""All questions, in the order in which they are tried."""

_ENDS = (
    errors.ConnectionFailedError,
    errors.CredentialsRejectedError,
    errors.UnusableTokenError,
    errors.QuotaExhaustedError,
    errors.QuotaStoreError,
    errors.RateLimitedError,
)
"""Errors after which no further question is tried."""
LEFT = (
    "Left in Marketo: {}. Delete it in the admin pages, or run this command again: it deletes "
    "first what an earlier run left."
)
_INTERRUPTED = "the run was interrupted"
_NEVER_TRIED = {
    "limits": "Are the limits of rate and concurrency as documented?",
    "calls_a_day": "How many calls a day are answered?",
    "relinked_token": "Whom does a running token act as after its service is linked elsewhere?",
}


@dataclass
class Outcome:
    """The outcome of a run.

    Attributes:
        before: The calls before the first question: the lists of users, roles and workspaces.
        readings: One for each question, also for those that were not reached.
        left: Each thing that could not be cleaned up, in words.
        interrupted: Whether somebody stopped the run.
    """

    before: Sequence[Exchange] = ()
    readings: list[Reading] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    interrupted: bool = False


def prove(bench: Bench, clean_up: CleanUp, say: Callable[[str], None]) -> Outcome:
    """Try all questions and delete what was made, also after an error or an interruption."""
    outcome = Outcome(tuple(bench.marketo.kept))
    try:
        _try_all(bench, outcome, say)
    except KeyboardInterrupt:
        outcome.interrupted = True
    except BaseException:
        for left in _cleaned(bench, clean_up, outcome):
            say(LEFT.format(left))
        raise
    outcome.left = _cleaned(bench, clean_up, outcome)
    reached = len(outcome.readings)
    rest = (Reading(one.name, one.text, because=_INTERRUPTED) for one in QUESTIONS[reached:])
    never = (
        Reading(name, text, because=UNTRIED_SWITCHES[name]) for name, text in _NEVER_TRIED.items()
    )
    outcome.readings += [*rest, *never]
    return outcome


def _try_all(bench: Bench, outcome: Outcome, say: Callable[[str], None]) -> None:
    ended = ""
    for one in QUESTIONS:
        reading = Reading(one.name, one.text, because=ended)
        if not ended:
            reading, ended = _tried(one, bench)
        outcome.readings.append(reading)
        say(str(reading))


def _tried(one: Question, bench: Bench) -> tuple[Reading, str]:
    """Return the reading of a question, and why the run ends, if it does."""
    before, ended = len(bench.marketo.kept), ""
    found: Conclusion | str
    try:
        found = one.run(bench)
    except Inconclusive as reason:
        found = str(reason)
    except _ENDS as failure:
        found = ended = f"the calls no longer get through: {failure.problem}"
    except errors.MarketoError as failure:
        found = f"a call was not answered as expected: {failure.problem}"
    return _reading(one, found, tuple(bench.marketo.kept[before:])), ended


def _reading(one: Question, found: Conclusion | str, exchanges: tuple[Exchange, ...]) -> Reading:
    if isinstance(found, str):
        return Reading(one.name, one.text, because=found, exchanges=exchanges)
    return Reading(one.name, one.text, found.value, detail=found.detail, exchanges=exchanges)


def _cleaned(bench: Bench, clean_up: CleanUp, outcome: Outcome) -> list[str]:
    """Delete what was made and return what is left, in words."""
    if not bench.may_have_made and not bench.by_person:
        return []
    try:
        left = clean_up.run()
    except errors.MarketoError as failure:
        return [f"whatever was made for {bench.chosen.address} ({failure.problem})"]
    except KeyboardInterrupt:
        outcome.interrupted = True
        return [f"whatever was made for {bench.chosen.address} (the clean-up was interrupted)"]
    if not left and not clean_up.deleted and bench.is_hidden:
        return [f"a user of {bench.chosen.address} that was made and has not shown yet"]
    return left
