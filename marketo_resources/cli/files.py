"""Write files all or not at all: each is written next to its place, and moved there in the end."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import click

__all__ = ["STDOUT", "check_can_be_written", "json_text", "write_all"]

STDOUT = Path("-")
"""Stands for standard output."""


def check_can_be_written(paths: Iterable[Path]) -> None:
    """Refuse places where no file can be written, before the work is done.

    Raises:
        click.UsageError: One cannot, or two are the same.
    """
    paths = list(paths)
    if len({path.resolve() for path in paths}) < len(paths):
        raise click.UsageError("Two of the files have the same name: give each its own.")
    for path in paths:
        if path != STDOUT and not _is_stream(path):
            _check_is_place_of_file(path)


def _check_is_place_of_file(path: Path) -> None:
    folder = path.resolve().parent
    if not folder.is_dir():
        raise click.UsageError(f"{path}: there is no folder {folder}: make it first.")
    if path.is_dir() or not os.access(folder, os.W_OK):
        raise click.UsageError(f"{path} cannot be written: name a file in another folder.")


def json_text(value: object) -> str:
    """Return a value as the text of a JSON file for programs and people."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write_all(texts: Mapping[Path, str]) -> None:
    """Write texts into files, as UTF-8; an error or an interruption leaves the old ones whole.

    A link goes on leading where it led, and what is no file, such as a pipe, is written into.

    Raises:
        OSError: A file cannot be written; the error names it.
    """
    streams = [path for path in texts if path == STDOUT or _is_stream(path)]
    beside = {path: _beside(path.resolve()) for path in texts if path not in streams}
    try:
        for path, place in beside.items():
            with _naming(path):
                _write(place, texts[path])
        for path, place in beside.items():
            with _naming(path):
                place.replace(path.resolve())
    finally:
        for place in beside.values():
            with suppress(OSError):  # it must not hide what went wrong
                place.unlink()
    for path in streams:
        with _naming(path):
            _write_into(path, texts[path])


def _write(place: Path, text: str) -> None:
    with place.open("x", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _write_into(path: Path, text: str) -> None:
    if path == STDOUT:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)


def _is_stream(path: Path) -> bool:
    """Return whether something is there that a file must not take the place of: a pipe, say."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let errors name the file that was asked for, and not the one that is moved there."""
    try:
        yield
    except OSError as error:
        error.filename = "standard output" if path == STDOUT else str(path)
        raise


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")
