"""Give each test a real engine, a Marketo over a socket, and a stack."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.provider_process import ProviderProcess, configuration, provider_process
from tests.support.engine.stack import Stack

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def engine() -> Path:
    """Return the folder of a working `pulumi`, as the project's own script provides it."""
    found = subprocess.run(  # noqa: S603 - our own script
        [ROOT / "scripts" / "pulumi-engine"], capture_output=True, text=True, check=True
    )
    folder = Path(found.stdout.strip())
    assert shutil.which("pulumi", path=str(folder))
    return folder


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo for one test over a socket."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def sandbox() -> Iterator[Simulator]:
    """Serve a second Marketo, with a role that the first one lacks."""
    with Simulator() as simulator:
        simulator.subscription.add_role("Sandbox API", ["Read-Only Person"])
        yield simulator


@pytest.fixture
def process(marketo: Simulator) -> Iterator[ProviderProcess]:
    """Start a provider process connected to `marketo`."""
    with provider_process(configuration(marketo)) as running:
        yield running


@pytest.fixture
def stack(tmp_path: Path, engine: Path, marketo: Simulator) -> Stack:
    """Return a stack that is connected to `marketo`."""
    made = Stack(tmp_path / "stack", engine)
    made.connect(marketo)
    return made
