"""Run an example with Pulumi's mocks and print what it declares, as JSON.

It runs in its own process, because Pulumi's settings hold for a whole process:
`python run_with_mocks.py EXAMPLE` with the configuration as JSON on standard input.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pulumi
from pulumi.runtime import Mocks, set_all_config, set_mocks, test
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs

PROJECT = "example"
SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"
SERVICE = "marketo:CustomService"
ADDRESSES = {
    "base_url": "https://123-abc-456.mktorest.com",
    "identity_url": "https://123-abc-456.mktorest.com/identity",
    "unverified_permissions": [],
}


class Recorder(Mocks):
    """Notes each resource, and returns it as it was declared."""

    def __init__(self) -> None:
        self.resources: list[dict[str, Any]] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Note a resource."""
        inputs, secrets = _opened(args.inputs)
        self.resources.append(
            {"type": args.typ, "name": args.name, "inputs": inputs, "secrets": secrets}
        )
        return f"{args.name}-id", dict(args.inputs) | _computed(args)

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Fail: no example asks a provider for anything."""
        raise NotImplementedError(args.token)


def _computed(args: MockResourceArgs) -> dict[str, Any]:
    """Return what a provider would add."""
    if args.typ.endswith(SERVICE):
        return ADDRESSES
    if args.typ.startswith("kubernetes:"):
        return {"metadata": args.inputs["metadata"] | {"name": f"{args.name}-1a2b3c4d"}}
    return {}


def _opened(inputs: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the inputs in plain text, and the names of those that are secret."""
    secrets = [name for name, value in inputs.items() if _is_secret(value)]
    plain = {name: value["value"] if name in secrets else value for name, value in inputs.items()}
    return plain, secrets


def _is_secret(value: object) -> bool:
    return isinstance(value, dict) and SECRET_SIGNATURE in value


def main(example: Path, configuration: dict[str, str]) -> None:
    """Run the example, and print its resources."""
    recorder = Recorder()
    asyncio.set_event_loop(asyncio.new_event_loop())  # Python 3.14 makes none for set_mocks
    set_mocks(recorder, project=PROJECT, stack="test", preview=False)
    keys = {f"{PROJECT}:{key}": value for key, value in configuration.items()}
    set_all_config(keys, [key for key in keys if "Secret" in key])
    sys.path.insert(0, str(example))
    exported: dict[str, Any] = {}

    def run() -> pulumi.Output[Any]:
        with patch.object(pulumi, "export", exported.__setitem__):
            runpy.run_path(str(example / "__main__.py"), run_name="__main__")
        return pulumi.Output.from_input(exported)

    test(run)()  # type: ignore[no-untyped-call] # Pulumi's decorator has no types
    print(json.dumps(recorder.resources))  # noqa: T201 - the answer of this program


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.load(sys.stdin))
