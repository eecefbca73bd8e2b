"""Find a new user wherever Marketo lists it, and take no other user for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from marketo_resources.core.user_list import UserList
from marketo_resources.marketo.models import UserSummary
from marketo_resources.marketo.paging import PAGE_SIZE, all_users

PLACES = ("end", "beginning", "anywhere")


@dataclass
class Listed:
    """What Marketo lists, in pages, and how many pages were requested."""

    place: str
    cap: int = PAGE_SIZE
    users: list[UserSummary] = field(default_factory=list)
    made: int = 0
    pages: int = 0

    def add(self, email: str) -> UserSummary:
        """Make a user, which appears where this list shows new ones."""
        user = UserSummary(userid=f"id-{self.made}", email_address=email, api_only=True)
        self.made += 1
        places = {"end": len(self.users), "beginning": 0, "anywhere": len(self.users) // 2}
        self.users.insert(places[self.place], user)
        return user

    def page(self, offset: int) -> list[UserSummary]:
        """Return a page of the list."""
        self.pages += 1
        return self.users[offset : offset + self.cap]

    def known_by(self) -> UserList:
        """Return a list of ours that has read it."""
        ours = UserList(lambda: all_users(self.page), self.page)
        ours.all()
        self.pages = 0
        return ours


def listed(place: str, number: int, cap: int = PAGE_SIZE) -> Listed:
    """Return a list with a number of users."""
    marketo = Listed(place, cap)
    for one in range(number):
        marketo.add(f"other-{one}@example.com")
    return marketo


def summary(name: str) -> UserSummary:
    """Return a user whose userid and address begin with this name."""
    return UserSummary(userid=name, email_address=f"{name}@example.com", api_only=True)


def while_reading(happens: Callable[[], object], answer: list[UserSummary]) -> list[UserSummary]:
    """Return an answer of Marketo's during whose travel something else happens."""
    happens()
    return answer


@settings(deadline=None)
@given(
    place=st.sampled_from(PLACES),
    cap=st.sampled_from((20, PAGE_SIZE)),
    number=st.integers(0, 700),
    others=st.lists(
        st.one_of(
            st.tuples(st.just("delete"), st.integers(0, 10**6)),
            st.tuples(st.just("delete many"), st.integers(0, 10**6)),
            st.tuples(st.just("add"), st.integers(0, 10**6)),
            st.tuples(st.just("ours is deleted"), st.integers(0, 10**6)),
        ),
        max_size=8,
    ),
)
def test_a_new_user_is_found_whatever_else_happens(
    place: str, cap: int, number: int, others: list[tuple[str, int]]
) -> None:
    """In any order of the list, on pages of any size, while others add and delete users."""
    marketo = listed(place, number, cap)
    ours = marketo.known_by()
    mine: list[UserSummary] = []
    for turn, (what, index) in enumerate([*others, ("", 0)]):
        if what.startswith("delete") and marketo.users:
            first = index % len(marketo.users)
            del marketo.users[first : first + (150 if what == "delete many" else 1)]
        elif what == "add":
            marketo.add(f"stranger-{turn}@example.com")
        elif mine:
            gone = mine.pop()
            marketo.users = [user for user in marketo.users if user.userid != gone.userid]
            ours.forget(gone.userid)
        address = f"Mine-{turn}@example.com"
        assert ours.new_with(address) == []
        made = marketo.add(address)
        assert ours.new_with(address.lower()) == [made]
        assert ours.with_address(address) == [made]
        mine.append(made)


def test_one_page_is_enough_where_new_users_show_in_one_place() -> None:
    """At the end or, once that is known, at the beginning; otherwise the whole list is read."""
    cost = {}
    for place in PLACES:
        marketo = listed(place, 1000)
        ours = marketo.known_by()
        for number in range(10):
            made = marketo.add(f"mine-{number}@example.com")
            assert ours.new_with(made.email_address) == [made]
        cost[place] = marketo.pages
    assert cost == {"end": 10, "beginning": 1 + 6 + 9, "anywhere": 10 + 10 * 6}


def test_of_two_users_of_one_address_both_are_returned() -> None:
    """The caller decides which of them is meant."""
    marketo = listed("end", 300)
    ours = marketo.known_by()
    both = [marketo.add("mine@example.com"), marketo.add("mine@example.com")]
    assert ours.new_with("mine@example.com") == both


def test_a_user_whose_address_changed_has_it_no_longer() -> None:
    """What a page shows replaces what was known."""
    marketo = listed("end", 300)
    ours = marketo.known_by()
    marketo.users[-1] = marketo.users[-1].model_copy(update={"email_address": "new@example.com"})
    assert ours.new_with("new@example.com") == [marketo.users[-1]]
    assert ours.with_address("other-299@example.com") == []


def test_a_user_made_while_the_whole_list_is_read_stays_known() -> None:
    """An answer given before another thread made a user does not undo that."""
    old, new = summary("old"), summary("new")
    ours = UserList(lambda: while_reading(lambda: ours.put(new), [old]), lambda _: [])
    assert ours.all() == [old, new]
    assert ours.with_address("new@example.com") == [new]


def test_a_user_deleted_while_a_list_is_read_stays_gone() -> None:
    """Its address is free, even if the whole list or the newest page still showed it."""
    others = [summary(f"other-{one}") for one in range(PAGE_SIZE)]
    gone, new = summary("gone"), summary("new")
    ours = UserList(
        lambda: [*others, gone],
        lambda _: while_reading(lambda: ours.forget(gone.userid), [gone, new]),
    )
    assert ours.with_address("gone@example.com") == [gone]
    assert ours.new_with("new@example.com") == [new]
    assert ours.with_address("gone@example.com") == []
    whole = UserList(lambda: while_reading(lambda: whole.forget("gone"), [gone]), lambda _: [])
    assert whole.all() == []


def test_a_user_that_only_another_threads_page_shows_is_returned() -> None:
    """It may have become visible after our own reading of the whole list, which lacks it."""
    others = [summary(f"other-{one}") for one in range(PAGE_SIZE)]
    late = summary("late")
    readings: list[int] = []

    def read_all() -> list[UserSummary]:
        readings.append(1)
        return while_reading(lambda: ours.put(late) if readings[1:] else None, others)

    ours = UserList(read_all, lambda _: [])
    assert ours.new_with("late@example.com") == [late]
