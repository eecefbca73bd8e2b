"""Run a provider process as the engine starts it, and live the life of many users in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from benchmarks.marketo import Marketo, declared
from benchmarks.trivial import TrivialProvider
from tests.support.engine.provider_process import PICKLED, ProviderProcess

__all__ = ["TRIVIAL", "USER", "Users", "peak_memory", "provider_process"]

ROOT = Path(__file__).parents[1]
USER, TRIVIAL = "ApiOnlyUser", "TrivialResource"
AT_ONCE = 4
"""The number of threads of a provider process, which Pulumi's server fixes."""
PICKLED[TRIVIAL] = serialize_provider(TrivialProvider())


@contextmanager
def provider_process(configuration: dict[str, str]) -> Iterator[tuple[ProviderProcess, int]]:
    """Start a configured provider process; give it and its process id."""
    # The engine too takes the first on PATH.
    command = [shutil.which("python3") or sys.executable, "-u", "-m", "pulumi.dynamic"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 - our own words
        try:
            port = int(process.stdout.readline()) if process.stdout else 0
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                stub = provider_pb2_grpc.ResourceProviderStub(channel)
                arguments = struct_pb2.Struct()
                arguments.update(configuration)
                stub.Configure(provider_pb2.ConfigureRequest(args=arguments))
                yield ProviderProcess(stub), process.pid
        finally:
            process.kill()


def peak_memory(process: int) -> float:
    """Return the peak memory of a process in MiB; 0 if the system does not report it."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


class Users:
    """The state of a stack of users; each command is a provider process, as in the engine."""

    def __init__(self, marketo: Marketo, number: int, noun: str = USER) -> None:
        self.inputs = [{"__name": f"u{one}", **declared(one)} for one in range(number)]
        self.checked = list(self.inputs)
        self.outputs: list[tuple[str, dict[str, Any]]] = []
        self.peak = 0.0
        """The peak memory of the last command, in MiB."""
        self._marketo = marketo
        self._noun = noun

    def preview(self) -> None:
        """Check users that are not there yet."""
        self._run(lambda provider, one: self._checked(provider, one, None))

    def create(self, **settings: str) -> None:
        """Check and make each user."""

        def create(provider: ProviderProcess, one: int) -> tuple[str, dict[str, Any]]:
            inputs = self._checked(provider, one, None)
            self.checked[one] = inputs
            return provider.create(self._noun, inputs)

        self.outputs = self._run(create, **settings)

    def preview_again(self) -> None:
        """Check each user, and ask what differs."""

        def compare(provider: ProviderProcess, one: int) -> None:
            identity, outputs = self.outputs[one]
            inputs = self._checked(provider, one, self.checked[one])
            provider.diff(self._noun, identity, outputs, inputs)

        self._run(compare)

    def refresh(self) -> None:
        """Read each user."""
        self._run(lambda provider, one: provider.read(self._noun, *self.outputs[one]))

    def update(self) -> None:
        """Change an attribute of each user."""

        def update(provider: ProviderProcess, one: int) -> None:
            identity, outputs = self.outputs[one]
            changed = self.inputs[one] | {"first_name": "New"}
            inputs = self._checked(provider, one, self.checked[one], changed)
            provider.update(self._noun, identity, outputs, inputs)

        self._run(update)

    def delete(self) -> None:
        """Delete each user."""
        self._run(lambda provider, one: provider.delete(self._noun, *self.outputs[one]))

    def _checked(
        self,
        provider: ProviderProcess,
        one: int,
        olds: dict[str, Any] | None,
        news: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        inputs, problems = provider.check(self._noun, news or self.inputs[one], olds)
        if problems:
            raise AssertionError(f"a benchmark's program was refused: {problems}")
        return inputs

    def _run(self, step: Callable[[ProviderProcess, int], Any], **settings: str) -> list[Any]:
        configuration = self._marketo.configuration(**settings)
        with provider_process(configuration) as (provider, process):
            with ThreadPoolExecutor(AT_ONCE) as threads:
                done = list(threads.map(lambda one: step(provider, one), range(len(self.inputs))))
            self.peak = peak_memory(process)
        return done
