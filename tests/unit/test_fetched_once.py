"""Let one of many threads fetch a value, and let all that waited share its failure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from marketo_resources.marketo.errors import MarketoError, TemporarilyUnavailableError
from marketo_resources.marketo.fetched_once import FetchedOnce

ANY, AGAIN = "any", "again"


class CountedLock:
    """A lock that knows how many threads came to it."""

    def __init__(self) -> None:
        self.came = threading.Semaphore(0)
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self.came.release()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Source:
    """Gives 1, 2, 3 …, or an error instead, each only when it is released."""

    def __init__(self, *failing: int) -> None:
        self.failing = failing
        self.fetches = 0
        self.running = threading.Event()
        self.go_on = threading.Event()

    def fetch(self) -> int:
        """Fetch the next value."""
        self.fetches += 1
        number = self.fetches
        self.running.set()
        assert self.go_on.wait(60)
        if number in self.failing:
            raise TemporarilyUnavailableError(f"fetch {number} failed")
        return number


@contextmanager
def asked(source: Source, fetched: FetchedOnce[int], *others: str) -> Iterator[list[Future[int]]]:
    """Let one thread fetch, and others come meanwhile: they need any value, or a new one."""
    fetched._lock = lock = CountedLock()  # type: ignore[assignment]  # noqa: SLF001 - to see them wait
    with ThreadPoolExecutor(5) as threads:
        asking = [threads.submit(fetched, again=True)]
        assert lock.came.acquire(timeout=60)
        assert source.running.wait(60)
        for wish in others:
            asking.append(threads.submit(fetched, again=wish == AGAIN))
            assert lock.came.acquire(timeout=60)
        source.go_on.set()
        yield asking


def error(future: Future[int]) -> BaseException | None:
    """Return the error that a thread got."""
    return future.exception(60)


def test_threads_share_a_fetch_that_began_after_they_asked() -> None:
    """Those that ask again while one runs share the next one."""
    source = Source()
    with asked(source, FetchedOnce(source.fetch), AGAIN, AGAIN, AGAIN, AGAIN) as asking:
        assert [one.result(60) for one in asking] == [1, 2, 2, 2, 2]
    assert source.fetches == 2


def test_threads_that_need_any_value_take_the_one_that_is_on_its_way() -> None:
    """Nothing is fetched twice for them."""
    source = Source()
    with asked(source, FetchedOnce(source.fetch), ANY, ANY) as asking:
        assert [one.result(60) for one in asking] == [1, 1, 1]
    assert source.fetches == 1


def test_a_failure_is_shared_by_all_who_waited() -> None:
    """Trouble that takes minutes to give up is met once; each thread gets its own error object."""
    source = Source(1)
    fetched = FetchedOnce(source.fetch)
    with asked(source, fetched, ANY, AGAIN) as asking:
        errors = [error(one) for one in asking]
    assert [str(one) for one in errors] == ["fetch 1 failed."] * 3
    assert len({id(one) for one in errors}) == 3
    assert source.fetches == 1
    assert fetched() == 2


def test_a_value_outlives_a_later_failure() -> None:
    """A thread that asks again gets the error; one that needs any value gets the old one."""
    source = Source(2)
    source.go_on.set()
    fetched = FetchedOnce(source.fetch)
    assert fetched() == 1
    with pytest.raises(MarketoError, match="fetch 2"):
        fetched(again=True)
    assert fetched() == 1
    assert fetched(again=True) == 3
    assert fetched() == 3


def test_none_and_empty_values_are_values() -> None:
    """They are not fetched again."""
    values: tuple[object, ...] = (None, [], "")
    for value in values:
        left = [value]
        fetched: FetchedOnce[object] = FetchedOnce(left.pop)
        assert fetched() == fetched() == value


def test_an_error_of_another_kind_reaches_only_the_one_who_fetched() -> None:
    """It is not kept, so the next thread tries."""
    answers: list[ValueError | int] = [ValueError("no"), 7]

    def fetch() -> int:
        answer = answers.pop(0)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    fetched = FetchedOnce(fetch)
    with pytest.raises(ValueError, match="no"):
        fetched()
    assert fetched() == 7


def test_an_answer_that_is_new_enough_is_not_fetched_again() -> None:
    """By the time of its own clock, or by how many fetches had begun."""
    source, now = Source(), [100.0]
    source.go_on.set()
    fetched = FetchedOnce(source.fetch, lambda: now[0])
    assert fetched(again=True, since=100.0) == 1
    now[0] = 104.0
    assert fetched(again=True, since=100.0) == 1
    assert fetched(again=True, since=100.5) == 2
    before = fetched.begun
    assert fetched(after=before - 1) == 2
    assert fetched(after=before) == 3


def test_an_old_answer_does_not_stand_for_a_fetch_that_failed() -> None:
    """A thread that asks for a new one after a failure gets a new one."""
    source = Source(2)
    source.go_on.set()
    fetched = FetchedOnce(source.fetch, lambda: 100.0)
    assert fetched() == 1
    with pytest.raises(MarketoError, match="fetch 2"):
        fetched(again=True)
    assert fetched(again=True, since=100.0) == 3
