"""Share slots and the file of calls between processes of a machine, and cope where they cannot."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from marketo_resources.marketo import Clock, MarketoClient
from marketo_resources.marketo.errors import TemporarilyUnavailableError
from marketo_resources.marketo.pace.machine import FILE, MachineWindow
from marketo_resources.marketo.pace.slots import LONGEST_CALL
from tests.support.marketo.slots import holding_slots
from tests.support.marketo.stand import USERS, Stand, Waits, errors, served, settings_for

ROOT = Path(__file__).parents[3]


@pytest.fixture
def marketo() -> Iterator[str]:
    """Serve a Marketo that has no roles; give its address."""
    stand = Stand()
    stand.answers[f"{USERS}/roles.json"] = [[]]
    with served(stand) as base_url:
        yield base_url


def sharing(base_url: str, waits: Waits, said: list[str]) -> MarketoClient:
    """Return a client that shares its pace with the other processes of the machine."""
    settings = settings_for(base_url, quota_store=None)
    return MarketoClient(settings, clock=waits.clock, announce=said.append)


@pytest.fixture
def said() -> list[str]:
    """Return what a client announces."""
    return []


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be stopped there")
def test_slots_of_a_stopped_process_are_not_waited_for_longer_than_a_call_may_take(
    marketo: str, waits: Waits, own_cache: Path, said: list[str]
) -> None:
    """The wait is announced, limited, and its end is reported; then nobody waits again."""
    host = marketo.removeprefix("http://")
    folder = own_cache / host.replace(":", "_")
    with sharing(marketo, waits, said) as client, holding_slots(folder, 4):
        assert client.get_roles() == []
        assert LONGEST_CALL <= sum(waits.slept) <= LONGEST_CALL + 1
        assert max(waits.slept) <= 0.2
        waits.slept.clear()
        with sharing(marketo, waits, said) as another:
            assert another.get_roles() == []
        assert waits.slept == []
    waiting, ended = said
    assert waiting == (
        f"Other processes of this machine make the 4 calls at once to {host} that concurrentCalls "
        f"allows; waiting up to {LONGEST_CALL - 3:.0f} s for one to end."
    )
    assert ended == (
        f"No other process of this machine ended a call to {host} within {LONGEST_CALL:.0f} s; one "
        "of them may be stopped. Until one does, the calls at once are counted for this process "
        "alone."
    )
    with sharing(marketo, waits, said) as client, holding_slots(folder, 3):
        assert client.get_roles() == []  # a free slot is taken again, so others are counted again


def test_the_longest_call_is_what_its_parts_may_take() -> None:
    """Its turn in the window, the connection, and the answer."""
    assert LONGEST_CALL == 21 + 10 + 60


def garbage(file: Path) -> None:
    """Write what is not a database."""
    file.write_bytes(b"no database, but long enough to have a header of one" * 100)


def truncated(file: Path) -> None:
    """Cut the second half off."""
    healthy(file)
    file.write_bytes(file.read_bytes()[:5000])


def overwritten(file: Path) -> None:
    """Overwrite everything after the header."""
    healthy(file)
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def of_another_kind(file: Path) -> None:
    """Make a database with another table of the same name."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE rate_bucket (something TEXT)")


def with_words(file: Path) -> None:
    """Make a database with words where times should be."""
    healthy(file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO rate_bucket VALUES ('call', ?)", [("soon",)] * 100_000)


def a_folder(file: Path) -> None:
    """Make a folder in its place."""
    file.mkdir()


def healthy(file: Path) -> None:
    """Make the file that a process leaves."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE rate_bucket (name VARCHAR, item_timestamp INTEGER)")
        connection.execute(
            "CREATE INDEX idx_rate_bucket_rate_item_timestamp ON rate_bucket (item_timestamp)"
        )
        connection.executemany("INSERT INTO rate_bucket VALUES ('call', ?)", [(1,)] * 200)


DAMAGES = [garbage, truncated, overwritten, of_another_kind, with_words, a_folder]


@pytest.fixture
def file(own_cache: Path) -> Path:
    """Return the path of the file of calls, which is not there yet."""
    folder = own_cache / "marketo.example"
    folder.mkdir(parents=True)
    return folder / FILE


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_moved_aside_and_begun_anew(
    file: Path, waits: Waits, said: list[str], damage: Callable[[Path], None]
) -> None:
    """One notice names it; calls are counted for the machine again at once."""
    damage(file)
    windows = [MachineWindow(5, "marketo.example", waits.clock, said.append) for _ in range(2)]
    assert [window.reserve() for window in windows * 2] == [0.0] * 4
    assert windows[0].reserve() == 0.0
    assert windows[1].reserve() > 0
    for window in windows:
        window.close()
    (aside,) = file.parent.glob(f"{FILE}.damaged-*-1")
    (notice,) = said
    assert notice.startswith(f"{file} was damaged (")
    assert f"moved to {aside.name} and a new one begun" in notice


@pytest.mark.parametrize("damage", [garbage, truncated])
def test_a_file_that_is_damaged_while_it_is_used_is_begun_anew(
    file: Path, waits: Waits, said: list[str], damage: Callable[[Path], None]
) -> None:
    """No call fails because of it."""
    window = MachineWindow(5, "marketo.example", waits.clock, said.append)
    assert window.reserve() == 0.0
    damage_in_place(file, damage)
    assert [window.reserve() for _ in range(3)] == [0.0] * 3
    window.close()
    assert len(said) == 1


def damage_in_place(file: Path, damage: Callable[[Path], None]) -> None:
    """Damage the very file that others have open."""
    damage(other := file.with_name("other"))
    file.write_bytes(other.read_bytes())


def test_an_empty_file_is_a_fresh_one(file: Path, waits: Waits, said: list[str]) -> None:
    """A process that was killed before its first call leaves one."""
    file.touch()
    window = MachineWindow(5, "marketo.example", waits.clock, said.append)
    assert window.reserve() == 0.0
    window.close()
    assert said == []


RESERVING = """
from marketo_resources.marketo import Clock
from marketo_resources.marketo.pace.machine import MachineWindow
window = MachineWindow(10, "marketo.example", Clock(), print)
print(sum(window.reserve() == 0.0 for _ in range(4)), "calls")
window.close()
"""


@pytest.mark.parametrize("damage", [garbage, overwritten])
def test_several_processes_repair_a_file_once(
    file: Path, own_cache: Path, damage: Callable[[Path], None]
) -> None:
    """They count together afterwards: of four processes' four calls, ten are made at once."""
    damage(file)
    environment = os.environ | {"XDG_CACHE_HOME": str(own_cache.parent)}
    running = [
        subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", RESERVING], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    printed = "".join(process.communicate()[0] for process in running)
    assert printed.count("was damaged") == 1
    assert len(list(file.parent.glob(f"{FILE}.damaged-*-1"))) == 1
    made = [int(line.split()[0]) for line in printed.splitlines() if line.endswith(" calls")]
    assert sum(made) == 10


def test_whoever_has_a_damaged_file_open_costs_nobody_the_count(file: Path) -> None:
    """SQLite lets one that reads the damaged file take the journal of the new one for its own."""
    said: list[str] = []
    for _ in range(20):
        garbage(file)
        allowed = allowed_to_twelve_at_once(said.append)
        assert (allowed, [text for text in said if ALONE in text]) == (10, [])


def allowed_to_twelve_at_once(announce: Callable[[str], None]) -> int:
    """Return how many of 48 calls twelve windows on one file allow that are opened at once."""
    begin, allowed = threading.Barrier(12), list[bool]()

    def asks() -> None:
        begin.wait()
        with closing(MachineWindow(10, "marketo.example", Clock(), announce)) as window:
            allowed.extend(window.reserve() == 0.0 for _ in range(4))

    threads = [threading.Thread(target=asks) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(allowed)


CALLING = """
import sys
import threading
from marketo_resources.marketo import Clock, MarketoClient
from marketo_resources.marketo.errors import TemporarilyUnavailableError
from tests.support.marketo.slots import holding_slots
from tests.support.marketo.stand import settings_for
with MarketoClient(settings_for(sys.argv[1], quota_store=None), announce=print) as client:
    client.get_roles()
    client.get_roles()
"""
ALONE = "Calls to Marketo are counted for this process alone, not for all processes of this machine"


def announced(base_url: str, environment: dict[str, str | None], *before: str) -> str:
    """Return what a process announces that makes two calls with a changed environment."""
    changed = {**os.environ, **environment}
    run = subprocess.run(  # noqa: S603 - our own words
        [*before, sys.executable, "-c", CALLING, base_url],
        cwd=ROOT,
        env={name: value for name, value in changed.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def test_a_user_without_a_home_directory_counts_alone(marketo: str) -> None:
    """For example in a container with any user id: it is announced once, and no call fails."""
    nobody = ["unshare", "--user", "--map-user=54321"]
    if not shutil.which("unshare") or subprocess.run([*nobody, "true"], check=False).returncode:  # noqa: S603 - our own words
        pytest.skip("this system lets no test be another user")
    environment: dict[str, str | None] = {"HOME": None, "XDG_CACHE_HOME": None}
    assert announced(marketo, environment, *nobody) == (
        f"{ALONE}: this user has no home directory; set HOME or XDG_CACHE_HOME.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="XDG_CACHE_HOME is Linux's")
@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"XDG_CACHE_HOME": "cache"}, "XDG_CACHE_HOME is 'cache', which is not an absolute path"),
        ({"XDG_CACHE_HOME": "~/.cache"}, "XDG_CACHE_HOME is '~/.cache', which is not an absolute"),
        ({"XDG_CACHE_HOME": None, "HOME": "here"}, "HOME is 'here', which is not an absolute path"),
        ({"XDG_CACHE_HOME": None, "HOME": ""}, "this user has no home directory"),
        ({"XDG_CACHE_HOME": "/dev/null"}, "/dev/null/marketo_resources/"),
        ({"XDG_CACHE_HOME": "/proc/nowhere"}, "/proc/nowhere/marketo_resources/"),
    ],
)
def test_a_folder_that_cannot_be_used_is_said_once(
    marketo: str, environment: dict[str, str | None], why: str
) -> None:
    """Nothing is made in the folder in which a command is run."""
    (line,) = announced(marketo, environment).splitlines()
    assert line.startswith(f"{ALONE}: {why}")
    assert not (ROOT / "cache").exists()
    assert not (ROOT / "here").exists()
    assert not (ROOT / "~").exists()


class Together:
    """A clock on which threads wait together: time moves when all of them wait."""

    def __init__(self, threads: int) -> None:
        self.seconds = 0.0
        self._barrier = threading.Barrier(threads)

    def sleep(self, seconds: float) -> None:
        """Wait until all threads do."""
        if self._barrier.wait(30) == 0:
            self.seconds += seconds
        self._barrier.wait(30)

    @property
    def clock(self) -> Clock:
        """Return the clock for a client."""
        return Clock(lambda: self.seconds, lambda: self.seconds, self.sleep, lambda: 0.0)


@pytest.mark.parametrize("several_clients", [False, True])
def test_five_calls_that_wait_for_the_same_thing_say_it_once(
    said: list[str], *, several_clients: bool
) -> None:
    """Each wait, whether they share a client or not."""
    stand, together = Stand(), Together(5)
    stand.answers[f"{USERS}/roles.json"] = [errors("608")]
    announce = said.append
    with served(stand) as base_url, ExitStack() as stack:
        settings, clock = settings_for(base_url, concurrent_calls=5), together.clock
        clients = [
            stack.enter_context(MarketoClient(settings, clock=clock, announce=announce))
            for _ in range(5 if several_clients else 1)
        ]
        threads = [threading.Thread(target=fails, args=(client,)) for client in clients * 5][:5]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(stand.to(f"{USERS}/roles.json")) == 5 * 4
    host = base_url.removeprefix("http://")
    assert [text.partition("; ")[2] for text in said] == [
        f"waiting {seconds} s before sending the call to {host} again." for seconds in (5, 10, 20)
    ]


def fails(client: MarketoClient) -> None:
    """Make a call that fails in the end."""
    with pytest.raises(TemporarilyUnavailableError):
        client.get_roles()
