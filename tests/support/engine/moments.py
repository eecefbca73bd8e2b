"""Act at one exact call to Marketo, before or after the call's effect."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from marketo_simulator import Simulator
from marketo_simulator.app import App, ConnectionCutError
from marketo_simulator.faults import When
from marketo_simulator.marketo import endpoints


@dataclass(frozen=True)
class Moment:
    """The nth call of an endpoint, counted from when the moment was set."""

    endpoint: str
    nth: int = 1
    when: When = "after"

    def __str__(self) -> str:
        """Return its name in a test's report."""
        return f"{self.when} {self.endpoint} {self.nth}"


class WatchedApp(App):
    """A Marketo that runs a test's action in the middle of a call, in the thread that serves it."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(simulator.subscription)
        self._moment: Moment | None = None
        self._act: Callable[[], object] = lambda: None
        self._cut = False
        self._seen: Counter[str] = Counter()
        self._counting = threading.Lock()
        self.happened = threading.Event()

    def at(self, moment: Moment, act: Callable[[], object], *, cut: bool = False) -> None:
        """Act once at a moment; with `cut`, a call not yet carried out is never carried out."""
        self._moment, self._act, self._cut = moment, act, cut
        self._seen.clear()
        self.happened.clear()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI wants it."""
        when = self._strikes(endpoints.name_of(str(environ["RAW_URI"]).partition("?")[0]))
        if when == "before":
            self._happen()
            if self._cut:
                raise ConnectionCutError("the caller was killed before this call arrived")
        answer = super().__call__(environ, start_response)
        if when == "after":
            self._happen()
        return answer

    def _happen(self) -> None:
        self._act()
        self.happened.set()

    def _strikes(self, endpoint: str) -> When | None:
        with self._counting:
            self._seen[endpoint] += 1
            moment = self._moment
            if moment is None or (endpoint, self._seen[endpoint]) != (moment.endpoint, moment.nth):
                return None
            self._moment = None
            return moment.when


def moments(calls: Iterable[dict[str, Any]]) -> Iterator[Moment]:
    """Yield every moment of what was called: after each call, and before it if it changes."""
    seen: Counter[str] = Counter()
    for call in calls:
        endpoint = call["endpoint"]
        seen[endpoint] += 1
        if call["changed"]:
            yield Moment(endpoint, seen[endpoint], "before")
        yield Moment(endpoint, seen[endpoint], "after")


@contextmanager
def watched_marketo(**switches: Any) -> Iterator[Simulator]:
    """Give a Marketo over a socket whose app is a WatchedApp."""
    simulator = Simulator(**switches)
    simulator.app = WatchedApp(simulator)
    with simulator:
        yield simulator


def watched(marketo: Simulator) -> WatchedApp:
    """Return the app of a Marketo that `watched_marketo` made."""
    assert isinstance(marketo.app, WatchedApp)
    return marketo.app
