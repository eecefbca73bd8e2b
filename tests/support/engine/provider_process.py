"""Run the provider process as the engine starts it, and drive it over gRPC."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from marketo_simulator import Simulator
from tests.support.engine.stack import CONFIGURATION_OF_TESTS

PROVIDER = "gASVOAAAAAAAAACMGW1hcmtldG9fcmVzb3VyY2VzLnBpY2tsZWSUjARsb2FklJOUjAtBcGlPbmx5{}lFKULg=="
PICKLED = {
    "ApiOnlyRole": PROVIDER.format("Um9sZZSF"),
    "ApiOnlyUser": PROVIDER.format("VXNlcpSF"),
    "CustomService": "gASVOgAAAAAAAACMGW1hcmtldG9fcmVzb3VyY2VzLnBpY2tsZWSUjARsb2FklJOUjA1DdXN0b21T"
    "ZXJ2aWNllIWUUpQu",
}
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The engine's text for a value that is not known yet."""

Json = dict[str, Any]


@dataclass(frozen=True)
class ProviderProcess:
    """A running provider process."""

    stub: Any

    def check(self, noun: str, news: Json, olds: Json | None = None) -> tuple[Json, dict[str, str]]:
        """Return the inputs as the provider completes them, and the problems by property."""
        request = provider_pb2.CheckRequest(olds=_struct(noun, olds), news=_struct(noun, news))
        answer = self.stub.Check(request)
        problems = dict(map(_place_and_reason, answer.failures))
        return _plain(answer.inputs), problems

    def diff(self, noun: str, identity: str, olds: Json, news: Json) -> Any:
        """Return what the engine learns about differences."""
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                id=identity, olds=_struct(noun, olds), news=_struct(noun, news)
            )
        )

    def create(self, noun: str, inputs: Json) -> tuple[str, Json]:
        """Create a resource; return its id and outputs."""
        answer = self.stub.Create(provider_pb2.CreateRequest(properties=_struct(noun, inputs)))
        return answer.id, _plain(answer.properties)

    def read(self, noun: str, identity: str, outputs: Json) -> tuple[str, Json, Json]:
        """Refresh a resource; return its id (empty if it is gone), its outputs and its inputs."""
        request = provider_pb2.ReadRequest(id=identity, properties=_struct(noun, outputs))
        answer = self.stub.Read(request)
        return answer.id, _plain(answer.properties), _plain(answer.inputs)

    def update(self, noun: str, identity: str, olds: Json, news: Json) -> Json:
        """Change a resource; return its outputs."""
        request = provider_pb2.UpdateRequest(
            id=identity, olds=_struct(noun, olds), news=_struct(noun, news)
        )
        return _plain(self.stub.Update(request).properties)

    def delete(self, noun: str, identity: str, outputs: Json) -> None:
        """Delete a resource."""
        self.stub.Delete(provider_pb2.DeleteRequest(id=identity, properties=_struct(noun, outputs)))


def configuration(marketo: Simulator, **others: str) -> dict[str, str]:
    """Return the configuration with which a provider process reaches a simulator."""
    connection = {
        "marketo:baseUrl": marketo.base_url,
        "marketo:clientId": marketo.client_id,
        "marketo:clientSecret": marketo.client_secret,
    }
    named = {f"marketo:{key}": value for key, value in others.items()}
    return connection | CONFIGURATION_OF_TESTS | named


def _place_and_reason(failure: Any) -> tuple[str, str]:
    """Return the property, and the reason without the path in front of it."""
    path = re.match(r"([a-z_]+(?:\[\d+\]|\.[a-z_]+)*): ", failure.reason)
    if failure.property or path is None:
        return failure.property, failure.reason
    return path[1], failure.reason[path.end() :]


@contextmanager
def provider_process(
    configuration: dict[str, str], *, says: Path | None = None, **environment: str
) -> Iterator[ProviderProcess]:
    """Start a provider process with a configuration; `says` is the file for its output."""
    command = [sys.executable, "-u", "-m", "pulumi.dynamic"]
    with ExitStack() as stack:
        printed = stack.enter_context(says.open("wb")) if says else None
        process = stack.enter_context(
            subprocess.Popen(  # noqa: S603 - our own words
                command,
                stdout=printed or subprocess.PIPE,
                stderr=printed,
                env=os.environ | environment,
            )
        )
        stack.callback(process.kill)
        port = _port_in(says, process) if says else _port_from(process)
        channel = stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{port}"))
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        arguments = struct_pb2.Struct()
        arguments.update(configuration)
        stub.Configure(provider_pb2.ConfigureRequest(args=arguments))
        yield ProviderProcess(stub)


def _port_from(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def _port_in(says: Path, process: subprocess.Popen[bytes]) -> int:
    while process.poll() is None:
        line, newline, _ = says.read_text().partition("\n")
        if newline:
            return int(line)
        time.sleep(0.02)
    raise AssertionError(f"the provider process ended: {says.read_text()}")


def _struct(noun: str, properties: Json | None) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    if properties is not None:
        made.update({"__provider": PICKLED[noun], **properties})
    return made


def _plain(properties: struct_pb2.Struct) -> Json:
    found = json_format.MessageToDict(properties)
    return {name: value for name, value in found.items() if name != "__provider"}
