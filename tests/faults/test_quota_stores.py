"""Share one pace between machines through a real Redis or a real PostgreSQL."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketo_resources.marketo import MarketoClient, errors
from marketo_resources.marketo.pace import shared as shared_window
from marketo_resources.marketo.pace.shared import open_postgresql, open_redis
from tests.support.marketo.arrivals import Arrivals, fullest_window
from tests.support.marketo.interleaving import Step, World, steps
from tests.support.marketo.stand import Waits, settings_for

PASSWORD = "a-password-of-the-store"


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Start a Redis for these tests."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server here (scripts/quota-stores installs it in CI)")
    port = free_port()
    options = ["--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD]
    with subprocess.Popen(  # noqa: S603 - our own words
        [program, "--port", str(port), "--dir", str(folder), *options],
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            wait_for_port(port)
            yield f"redis://:{PASSWORD}@127.0.0.1:{port}/0"
        finally:
            server.terminate()


@contextmanager
def postgresql_server(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL for these tests, which does not run as root."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))  # noqa: PTH207 - as the shell writes it
    if not found:
        pytest.skip("there is no PostgreSQL here (scripts/quota-stores installs it in CI)")
    binaries, port, data = Path(found[-1]), free_port(), folder / "data"
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if user:
        owner = pwd.getpwnam("postgres")
        for path in (folder, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    initdb = [binaries / "initdb", "-D", data, "-U", "quota", "-A", "md5", f"--pwfile={secret}"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)  # type: ignore[call-overload]  # noqa: S603 - our own words
    options = ["-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
    with subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603 - same
        [binaries / "postgres", *options], stderr=subprocess.DEVNULL, cwd=folder, **user
    ) as server:
        try:
            wait_for_port(port)
            yield f"postgresql://quota:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()


def wait_for_port(port: int) -> None:
    """Wait until a server accepts connections."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


@pytest.fixture(params=["redis", "postgresql"], scope="module")
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a store for these tests."""
    served = redis_server if request.param == "redis" else postgresql_server
    with tempfile.TemporaryDirectory(prefix="quota-") as folder, served(Path(folder)) as address:
        yield address


def client_of(store: str, transport: httpx.BaseTransport, calls: int) -> MarketoClient:
    """Return a client that shares its pace through the store alone, as if on another machine."""
    given = settings_for("http://localhost", calls_per_20_seconds=calls, quota_store=store)
    return MarketoClient(given, transport)


def test_clients_share_one_window(store: str) -> None:
    """Two of them make no more calls in a window than one may."""
    arrivals = Arrivals(time.monotonic)
    clients = [client_of(store, arrivals, 10) for _ in range(2)]
    threads = [
        threading.Thread(target=lambda client=client: [client.get_roles() for _ in range(6)])
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    assert len(arrivals.arrived) == 12
    assert fullest_window(arrivals.arrived) == 10


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=st.integers(1, 5), taken=steps(most=30))
def test_no_interleaving_of_machines_exceeds_the_window(
    store: str, calls: int, taken: list[Step]
) -> None:
    """However late each is between reading the clock, being counted and arriving."""
    world, host = World(), uuid.uuid4().hex
    open_shared = open_redis if store.startswith("redis") else open_postgresql
    with ExitStack() as stack:
        opened = [open_shared(store, calls, host, world.milliseconds) for _ in range(2)]
        for window in opened:
            stack.callback(window.close)
        world.run(opened, taken)
        assert world.fullest_window() <= calls
        world.assert_a_user_that_has_waited_may_call(opened[0])


@pytest.mark.parametrize("scheme", ["redis", "postgresql"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_without_its_store_no_call_is_made(scheme: str) -> None:
    """Calls that cannot be counted are not made; the error does not contain the password."""
    arrivals = Arrivals(time.monotonic)
    store = f"{scheme}://user:{PASSWORD}@127.0.0.1:{free_port()}/0"
    client = client_of(store, arrivals, 10)
    with client, pytest.raises(errors.QuotaStoreError) as caught:
        client.get_roles()
    assert PASSWORD not in str(caught.value)
    assert arrivals.arrived == []


@contextmanager
def holding(store: str, host: str) -> Iterator[None]:
    """Act as another machine that was stopped while it counted a call."""
    if store.startswith("redis"):
        with redis.Redis.from_url(store) as server:
            server.set(f"marketo_resources:{host}:calls:lock", "another machine", ex=600)
            yield
    else:
        with psycopg.connect(store) as connection:
            connection.execute(f"LOCK TABLE ratelimit___marketo_{host}")
            yield


def test_a_store_that_another_machine_holds_is_not_waited_for_endlessly(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait ends in an error: no call is made without being counted."""
    monkeypatch.setattr(shared_window, "_PATIENCE", 0.5)
    monkeypatch.setattr(shared_window, "_LIMIT", 500)
    waits = Waits()
    arrivals = Arrivals(waits.now)
    given = settings_for("http://localhost", quota_store=store)
    with MarketoClient(given, arrivals, clock=waits.clock) as client:
        client.get_roles()
        with holding(store, "localhost"), pytest.raises(errors.QuotaStoreError) as caught:
            client.get_roles()
    assert len(arrivals.arrived) == 1
    assert "The quotaStore that machines share cannot be used: " in str(caught.value)
