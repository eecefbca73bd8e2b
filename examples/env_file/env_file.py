"""EnvFile: a file of `NAME="value"` lines that only its owner can read, as a Pulumi resource.

A small dynamic provider stands for any secret store without a Pulumi package. It is in a module of
the program's folder, so that the state refers to it by name and holds no code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult


class EnvFileProvider(ResourceProvider):
    """Writes, rewrites and deletes the file."""

    serialize_as_secret_always = False  # it holds nothing secret

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Write the file."""
        _write(Path(props["path"]), props["values"])
        return CreateResult(props["path"], props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Replace the file if the path differs; write other values into the same file."""
        same = all(olds[name] == news[name] for name in ("path", "values"))
        replaces = [] if olds["path"] == news["path"] else ["path"]
        return DiffResult(changes=None if not same else False, replaces=replaces)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Write the file anew."""
        _write(Path(news["path"]), news["values"])
        return UpdateResult(news)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Delete the file."""
        Path(props["path"]).unlink(missing_ok=True)


class EnvFile(Resource, module="example", name="EnvFile"):
    """A file of `NAME="value"` lines; the values are secrets of the stack."""

    path: pulumi.Output[str]
    values: pulumi.Output[Mapping[str, str]]

    def __init__(
        self,
        resource_name: str,
        *,
        path: pulumi.Input[str],
        values: pulumi.Input[Mapping[str, pulumi.Input[str]]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a file.

        Args:
            resource_name: The resource's name in the program.
            path: The path of the file; another path is another file.
            values: The values by name.
            opts: Pulumi's options.
        """
        secret = pulumi.ResourceOptions(additional_secret_outputs=["values"])
        super().__init__(
            EnvFileProvider(),
            resource_name,
            {"path": path, "values": pulumi.Output.secret(values)},
            pulumi.ResourceOptions.merge(opts, secret),
        )


def _write(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file in one step: a reader sees the old values or the new ones, never a mix."""
    lines = "".join(f"{name}={json.dumps(value)}\n" for name, value in sorted(values.items()))
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(lines)
    new.replace(path)
