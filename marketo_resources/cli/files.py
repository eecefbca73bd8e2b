"""Write files all or not at all: each is written beside its place, and moved there in the end."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import click

__all__ = ["STDOUT", "check_can_be_written", "json_text", "write_all"]

STDOUT = Path("-")
"""Stands for standard output."""


def check_can_be_written(paths: Iterable[Path]) -> None:
    """Refuse places where no file can be written, before the work is done.

    Raises:
        click.ClickException: One cannot, or two are the same.
    """
    paths = list(paths)
    if len({path.absolute() for path in paths}) < len(paths):
        raise click.UsageError("Two of the files have the same name: give each its own.")
    for path in paths:
        if path == STDOUT:
            continue
        folder = path.absolute().parent
        if not folder.is_dir():
            raise click.UsageError(f"{path}: there is no folder {folder}: make it first.")
        if path.is_dir() or not os.access(folder, os.W_OK):
            raise click.UsageError(f"{path} cannot be written: name a file in another folder.")


def json_text(value: object) -> str:
    """Return a value as the text of a JSON file for programs and people."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write_all(texts: Mapping[Path, str]) -> None:
    """Write texts into files, as UTF-8; an error or an interruption leaves the old ones whole."""
    beside = {path: _beside(path) for path in texts if path != STDOUT}
    try:
        for path, place in beside.items():
            with place.open("x", encoding="utf-8", newline="") as file:
                file.write(texts[path])
                file.flush()
                os.fsync(file.fileno())
        for path, place in beside.items():
            place.replace(path)
    finally:
        for place in beside.values():
            with suppress(FileNotFoundError):
                place.unlink()
    if STDOUT in texts:
        sys.stdout.write(texts[STDOUT])
        sys.stdout.flush()


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")
