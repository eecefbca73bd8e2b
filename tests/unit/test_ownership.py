"""Know who has which user, within one process and across the processes of one command."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marketo_resources.core.command_journal import CommandJournal, Entry
from marketo_resources.core.ownership import Ownership, named, told_apart

ADDRESS = "etl@example.com"
ENGINE = "127.0.0.1:40001"
URN = "urn:pulumi:test::project::{}pulumi-python:dynamic/marketo:ApiOnlyUser::{}"
ALPHA, BETA = URN.format("acme:index:Team$", "etl"), URN.format("acme:index:Squad$", "etl")


class Processes:
    """The provider processes of commands, which share a cache folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._journals: list[CommandJournal] = []

    def start(self, command: str = ENGINE) -> Ownership:
        """Start a process of a command; its file must be usable."""

        def fail(reason: str) -> None:
            raise AssertionError(reason)

        self._journals.append(CommandJournal(lambda: self.folder, command, fail))
        return Ownership(self._journals[-1])

    def end(self) -> None:
        """End all processes."""
        for journal in self._journals:
            journal.close()

    def files(self) -> list[Path]:
        """Return the files that there are."""
        return sorted(self.folder.iterdir())


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Return some processes."""
    made = Processes(tmp_path)
    yield made
    made.end()


@pytest.fixture(params=["one process", "two processes"])
def both(request: pytest.FixtureRequest, processes: Processes) -> tuple[Ownership, Ownership]:
    """Return what two resources of a command see."""
    if request.param == "one process":
        one = Ownership()
        return one, one
    return processes.start(), processes.start()


Both = tuple[Ownership, Ownership]


def new(ownership: Ownership, resource: str, address: str = ADDRESS) -> None:
    """Check a new resource."""
    ownership.note_checked(resource, declares=address, records=None, is_new=True)


def known(ownership: Ownership, resource: str, userid: str, address: str = ADDRESS) -> str | None:
    """Check and compare a resource that is in state; return another one that has its user."""
    ownership.note_checked(resource, declares=address, records=address, is_new=False)
    return ownership.note_user(resource, address, userid)


def test_the_first_that_declares_an_address_has_it(both: Both) -> None:
    """In upper or lower case; the second sees the first, which is not disturbed."""
    new(both[0], ALPHA)
    new(both[1], BETA, ADDRESS.upper())
    assert both[1].declaring(ADDRESS, besides=BETA) == ALPHA
    assert both[0].declaring(ADDRESS, besides=ALPHA) is None


def test_a_delete_leaves_a_user_that_another_has_in_its_state(both: Both) -> None:
    """Under any address, and although state has no URN of the deleted one."""
    known(both[0], ALPHA, "u1", "other@example.com")
    assert both[1].keeper("u1", ADDRESS, deleted="etl") == ALPHA
    assert both[1].keeper("u2", ADDRESS, deleted="etl") is None


def test_a_delete_leaves_a_user_that_was_made_in_the_same_command(both: Both) -> None:
    """A replacement continues with it before the old resource is deleted."""
    both[0].note_made(ALPHA, "u1")
    assert both[1].keeper("u1", ADDRESS, deleted=ALPHA) == ALPHA
    both[1].note_deleted("u1")
    assert both[0].keeper("u1", ADDRESS, deleted=ALPHA) is None


def test_a_replaced_resource_may_be_deleted(both: Both) -> None:
    """It was checked with its state and anew, by whichever URN its state recorded."""
    known(both[0], ALPHA, "u1")
    assert both[1].keeper("u1", ADDRESS, deleted="urn of before a rename") == ALPHA
    new(both[1], ALPHA)
    assert both[0].keeper("u1", ADDRESS, deleted="urn of before a rename") is None


def test_a_forced_replacement_that_deletes_first_may_be_deleted(both: Both) -> None:
    """The engine asks about it as if it were new, and compares nothing."""
    new(both[0], ALPHA)
    assert both[1].keeper("u1", ADDRESS, deleted=ALPHA) is None


def test_a_new_resource_keeps_the_user_of_its_address_for_itself(both: Both) -> None:
    """Its create may have failed; a resource that has its own user keeps no other one."""
    new(both[0], BETA)
    assert both[1].keeper("u1", ADDRESS, deleted=ALPHA) == BETA
    assert both[0].was_left_for(BETA, "u1")
    both[0].note_made(BETA, "u2")
    assert both[1].keeper("u1", ADDRESS, deleted=ALPHA) is None


def test_one_user_in_two_states_is_seen_by_the_second(both: Both) -> None:
    """Although their addresses differ."""
    assert known(both[0], ALPHA, "u1") is None
    assert known(both[1], BETA, "u1", "other@example.com") == ALPHA
    assert known(both[0], ALPHA, "u1") == BETA


def test_a_refresh_says_nothing_of_what_is_declared(both: Both) -> None:
    """It asks by the URN of the last update, which may be another resource's now."""
    assert both[0].note_user(ALPHA, ADDRESS, "u1") is None
    new(both[0], ALPHA, "other@example.com")
    assert both[0].note_user(ALPHA, ADDRESS, "u1") is None
    assert known(both[1], BETA, "u1") is None
    assert both[0].keeper("u1", "x@example.com", deleted=ALPHA) == BETA


def test_one_of_two_resources_gets_a_user_that_both_find(both: Both) -> None:
    """Exactly one of them has it."""
    others = both[0].note_made(ALPHA, "u1"), both[1].note_made(BETA, "u1")
    assert others == (None, ALPHA)


def test_an_adopted_user_is_continued_with_as_adopted(both: Both) -> None:
    """Whichever process makes the new resource."""
    both[0].note_left_adopted("u1")
    assert both[1].was_left_adopted("u1")


def test_resources_are_named_so_that_they_can_be_told_apart() -> None:
    """By their parents' types, and by their URNs where even those are the same."""
    assert named("etl") == "'etl'"
    assert named(URN.format("", "a::b")) == "'a::b'"
    assert named(URN.format("acme:index:Team$acme:index:Inner$", "etl")) == (
        "'etl' (in acme:index:Team > acme:index:Inner)"
    )
    assert told_apart(ALPHA, BETA) == ("'etl' (in acme:index:Team)", "'etl' (in acme:index:Squad)")
    own = ALPHA.replace(":ApiOnlyUser", ":Resource")
    one, other = told_apart(ALPHA, own)
    assert ALPHA in one
    assert own in other


def test_another_command_sees_nothing(processes: Processes) -> None:
    """Neither a command that runs at the same time, nor a later one that gets the same port."""
    new(processes.start(), ALPHA)
    assert processes.start("127.0.0.1:40002").declaring(ADDRESS, besides="") is None
    assert processes.start().declaring(ADDRESS, besides="") == ALPHA
    processes.end()
    assert processes.start().declaring(ADDRESS, besides="") is None


def test_what_killed_processes_said_is_forgotten(processes: Processes) -> None:
    """The next command removes what they left, whatever its port."""
    script = (
        "import os, sys, pathlib\n"
        "from marketo_resources.core.command_journal import CommandJournal\n"
        "journal = CommandJournal(lambda: pathlib.Path(sys.argv[1]), sys.argv[2], print)\n"
        "journal.exchange([('declares', 'r', 'etl@example.com')])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    for command in ("127.0.0.1:40002", ENGINE):
        words = [sys.executable, "-c", script, str(processes.folder), command]
        assert subprocess.run(words, check=False).returncode == -9  # noqa: S603 - our own words
        assert len(processes.files()) == 1
        assert processes.files()[0].read_bytes()
    assert processes.start().declaring(ADDRESS, besides="") is None
    assert len(processes.files()) == 1


def test_many_at_once_see_one_order(processes: Processes) -> None:
    """Of all threads and processes that declare one address, exactly one came first."""
    owners = [processes.start() for _ in range(4)]

    def declare(number: int) -> str | None:
        owner, resource = owners[number % 4], f"r{number}"
        new(owner, resource)
        return owner.declaring(ADDRESS, besides=resource)

    with ThreadPoolExecutor(16) as pool:
        others = list(pool.map(declare, range(64)))
    assert others.count(None) == 1
    assert {other for other in others if other} == {f"r{others.index(None)}"}


def _garbage(path: Path) -> None:
    path.write_bytes(b"\xff\x00[1, 2]\n{}\n" + b"[" * 100_000)


def _cut(path: Path) -> None:
    path.write_bytes(b"")


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [_garbage, _cut, _remove])
def test_a_damaged_file_fails_no_command(
    processes: Processes, spoil: Callable[[Path], None]
) -> None:
    """A process still knows what it has said itself, and later entries are shared."""
    one, other = processes.start(), processes.start()
    new(one, ALPHA)
    assert other.declaring(ADDRESS, besides=BETA) == ALPHA
    spoil(processes.files()[0])
    new(one, BETA, "b@example.com")
    new(other, ALPHA, "c@example.com")
    assert one.declaring(ADDRESS, besides=BETA) == ALPHA
    assert one.declaring("b@example.com", besides="") == BETA
    assert other.declaring("c@example.com", besides="") == ALPHA


def test_a_line_that_a_killed_process_left_unfinished_spoils_no_other(
    processes: Processes,
) -> None:
    """The next entry begins on a new line."""
    one, other = processes.start(), processes.start()
    new(one, ALPHA)
    with processes.files()[0].open("ab") as file:
        file.write(b'["declares", "r", "b@exam')
    new(other, BETA, "c@example.com")
    assert one.declaring("c@example.com", besides="") == BETA


def test_without_a_folder_a_process_knows_what_it_has_said(tmp_path: Path) -> None:
    """It reports why, once, and still answers each question."""
    for problem in (OSError("no home directory"), PermissionError("cannot be written")):
        said: list[str] = []

        def folder(problem: OSError = problem) -> Path:
            raise problem

        alone = Ownership(CommandJournal(folder, ENGINE, said.append))
        new(alone, ALPHA)
        assert alone.declaring(ADDRESS, besides=BETA) == ALPHA
        assert said == [str(problem)]
    entries: list[Entry] = [("declares", ALPHA, ADDRESS)]
    said = []
    blocked = CommandJournal(lambda: tmp_path / "no such folder", ENGINE, said.append)
    for _ in itertools.repeat(None, 2):
        assert blocked.exchange(entries) == entries
    assert len(said) == 1
