"""Write the program and the import file together, and never over what somebody has written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from marketo_resources.errors import MarketoResourcesError

__all__ = ["IMPORT_FILE", "PROGRAM", "OutputFolderError", "refuse_written_files", "write_files"]

PROGRAM = "__main__.py"
IMPORT_FILE = "import.json"


class OutputFolderError(MarketoResourcesError):
    """The folder for the files has such files already."""


def refuse_written_files(folder: Path) -> None:
    """Refuse a folder that has one of the two files.

    Raises:
        OutputFolderError: if it has.
    """
    found = [name for name in (PROGRAM, IMPORT_FILE) if (folder / name).exists()]
    if found:
        raise OutputFolderError(_WRITTEN.format(folder, " and ".join(found)))


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files by name; an interruption leaves each as it was or whole."""
    folder.mkdir(parents=True, exist_ok=True)
    drafts = {folder / f".{name}.new": folder / name for name in texts}
    try:
        for draft, text in zip(drafts, texts.values(), strict=True):
            draft.write_text(text, "utf-8", newline="\n")
        for draft, path in drafts.items():
            os.replace(draft, path)  # noqa: PTH105 - as atomic as the system lets it be
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


_WRITTEN = (
    "{} has {} already, and nothing was written. Name another folder in --output, or replace both "
    "files with --force"
)
