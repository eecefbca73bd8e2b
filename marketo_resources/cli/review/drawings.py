"""Compute the places of everything in a page's pictures, which the template draws as SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from marketo_resources.cli.review.report import Json

__all__ = ["CallsPicture", "EndsPicture"]

MOST_ROWS = 15
"""Draw at most this many rows; if there are more integrations, the rest share the last one."""

YEAR = 365
"""The picture of what ends when shows this many days."""


@dataclass(frozen=True)
class Bar:
    """A bar: its place, its size, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    text: str = ""


@dataclass(frozen=True)
class CallsRow:
    """An integration: its calls by day, and all of them."""

    name: str
    note: str
    y: float
    days: Sequence[Bar]
    whole: Bar


class CallsPicture:
    """The calls of each integration over the last days, the busiest first.

    The bars of days have their own scale in each row, so that a quiet integration shows its
    rhythm too; the bars of whole weeks share one.
    """

    width = 1000
    top = 30
    row_height = 38
    days_at = 310
    day_width = 48
    whole_at = 670
    whole_width = 255

    def __init__(self, report: Json) -> None:
        self.dates = [date.fromisoformat(day["date"]) for day in report["days"]]
        callers = sorted(_callers(report), key=lambda one: (-sum(one[2]), one[0]))
        most = max((sum(calls) for _, _, calls in callers), default=0)
        self.rows = [
            self._row(place, name, note, calls, max(most, 1))
            for place, (name, note, calls) in enumerate(_shortened(callers))
        ]
        self.height = self.top + self.row_height * len(self.rows) + 6

    @property
    def columns(self) -> Iterator[tuple[float, str]]:
        """Yield the middle and the name of each day's column."""
        for place, day in enumerate(self.dates):
            yield self.days_at + self.day_width * (place + 0.5), f"{day:%a} {day.day}"

    def _row(self, place: int, name: str, note: str, calls: Sequence[int], most: int) -> CallsRow:
        y, highest = self.top + self.row_height * place, max([*calls, 1])
        days = [self._day(day, count, y, highest) for day, count in enumerate(calls)]
        width = self.whole_width * sum(calls) / most
        whole = Bar(self.whole_at, y + 11, max(width, 1), 16, f"{name}: {sum(calls):,} calls",
                    f"{sum(calls):,}")  # fmt: skip
        return CallsRow(name, note, y, days, whole)

    def _day(self, place: int, count: int, y: float, highest: int) -> Bar:
        height = max(24 * count / highest, 1.5 if count else 0)
        label = f"{self.dates[place]}: {count:,} calls"
        x = self.days_at + self.day_width * place + 8
        return Bar(x, y + 31 - height, self.day_width - 16, height, label)


@dataclass(frozen=True)
class Mark:
    """An end of access in the picture: a dot, or a bar where many end in one week."""

    x: float
    y: float
    height: float
    label: str
    is_soon: bool
    count: int = 1


class EndsPicture:
    """Whose access ends when in the next twelve months: a dot for each user, stacked by week."""

    width = 1000
    left = 20
    base = 190
    height = 225
    step = 15
    """The dots of a week stand this far above one another, in the picture's units."""
    most_dots = 10

    def __init__(self, report: Json) -> None:
        self.begin = datetime.fromisoformat(report["read_at"])
        self.soon = report["thresholds"]["ends_within_days"]
        self.ending = sorted(self._ending(report))
        self.soon_width = self._x(min(self.soon, YEAR)) - self.left

    @property
    def right(self) -> float:
        """Where the year ends."""
        return self._x(YEAR)

    @property
    def months(self) -> Iterator[tuple[float, str]]:
        """Yield where each month begins, and its name."""
        month = self.begin.date().replace(day=1)
        while True:
            month = (month + timedelta(days=32)).replace(day=1)
            days = (month - self.begin.date()).days
            if days > YEAR:
                return
            yield self._x(days), f"{month:%b}" + (f" {month.year}" if month.month == 1 else "")

    @property
    def has_dots(self) -> bool:
        """Whether each user is a dot; where too many end in one week, weeks are bars."""
        return max(map(len, self._weeks.values()), default=0) <= self.most_dots

    @cached_property
    def _weeks(self) -> dict[int, list[tuple[datetime, str]]]:
        weeks: dict[int, list[tuple[datetime, str]]] = {}
        for end, name in self.ending:
            weeks.setdefault((end - self.begin).days // 7, []).append((end, name))
        return weeks

    @property
    def marks(self) -> Iterator[Mark]:
        """Yield the marks of all weeks."""
        highest = max(map(len, self._weeks.values()), default=1)
        for week, ends in self._weeks.items():
            x, is_soon = self._x(week * 7 + 3.5), (ends[0][0] - self.begin).days < self.soon
            if self.has_dots:
                for place, (end, name) in enumerate(ends):
                    y = self.base - 10 - self.step * place
                    yield Mark(x, y, 0, f"{name}: {end:%Y-%m-%d}", is_soon)
            else:
                height = self.step * self.most_dots * len(ends) / highest
                label = f"{len(ends)} end from {ends[0][0]:%Y-%m-%d} to {ends[-1][0]:%Y-%m-%d}"
                yield Mark(x, self.base - height, height, label, is_soon, len(ends))

    def _ending(self, report: Json) -> Iterator[tuple[datetime, str]]:
        for user in report["users"]:
            if user["expires_at"]:
                end = datetime.fromisoformat(user["expires_at"])
                if self.begin < end <= self.begin + timedelta(days=YEAR):
                    yield end, user["email_address"]

    def _x(self, days: float) -> float:
        return self.left + (self.width - 2 * self.left) * days / YEAR


def _callers(report: Json) -> Iterator[tuple[str, str, list[int]]]:
    for user in report["users"]:
        if user["calls_in_all"]:
            services = [one["service_name"] or one["name"] for one in user["services"]]
            yield user["email_address"], ", ".join(services), user["calls"]
    for caller in report["callers_that_are_no_users"]:
        yield caller["caller"], "not in Marketo's list of users", caller["calls"]


def _shortened(
    callers: Sequence[tuple[str, str, list[int]]],
) -> list[tuple[str, str, list[int]]]:
    if len(callers) <= MOST_ROWS:
        return list(callers)
    shown, others = callers[: MOST_ROWS - 1], callers[MOST_ROWS - 1 :]
    total: Counter[int] = Counter()
    for _, _, calls in others:
        total.update(dict(enumerate(calls)))
    calls = [total[day] for day in range(len(others[0][2]))]
    return [*shown, (f"{len(others)} others", "each with fewer calls", calls)]
