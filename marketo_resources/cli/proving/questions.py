"""Make a question that `prove` can answer out of a function that tries it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from marketo_resources.cli.proving.bench import Bench
from marketo_resources.cli.proving.readings import Conclusion

__all__ = ["Question", "question"]

Try = Callable[[Bench], Conclusion]


@dataclass(frozen=True)
class Question:
    """An open question about the subscription, and how it is tried.

    Attributes:
        name: Its name, which is that of the simulator's switch where there is one.
        text: The question in words.
        settles: The rows of docs/marketo-api.md that it is about.
        calls: The most calls that it takes, where the list of all users is one page.
        run: The try; it raises `Inconclusive` where it finds no answer.
    """

    name: str
    text: str
    settles: tuple[str, ...]
    calls: int
    run: Try


def question(text: str, *settles: str, calls: int = 0) -> Callable[[Try], Question]:
    """Make a question of a try; its name is that of the function."""

    def made(run: Try) -> Question:
        name = getattr(run, "__name__", "")
        return Question(name, text, settles, calls, run)

    return made


def listed(module: object) -> Iterator[Question]:
    """Yield the questions of a module, in their order there."""
    return (one for one in vars(module).values() if isinstance(one, Question))
