"""Name the files that are written, and refuse a folder in which somebody has written them."""

from __future__ import annotations

import os
from pathlib import Path

from marketo_resources.errors import MarketoResourcesError

__all__ = [
    "IMPORT_FILE",
    "PROGRAM",
    "OutputFolderError",
    "check_can_be_made",
    "refuse_written_files",
]

PROGRAM = "__main__.py"
IMPORT_FILE = "import.json"


class OutputFolderError(MarketoResourcesError):
    """The folder for the files has such files already, or cannot be written into."""


def check_can_be_made(folder: Path) -> None:
    """Refuse a folder that can neither be written into nor be made.

    Raises:
        OutputFolderError: if it cannot.
    """
    whole = folder.absolute()
    there = next(one for one in (whole, *whole.parents) if one.exists())
    if not there.is_dir():
        raise OutputFolderError(_NO_FOLDER.format(folder, f"{there} is not a folder"))
    if not os.access(there, os.W_OK):
        raise OutputFolderError(_NO_FOLDER.format(folder, f"you may not write into {there}"))


def refuse_written_files(folder: Path) -> None:
    """Refuse a folder that has one of the two files.

    Raises:
        OutputFolderError: if it has.
    """
    found = [name for name in (PROGRAM, IMPORT_FILE) if (folder / name).exists()]
    if found:
        raise OutputFolderError(_WRITTEN.format(folder, " and ".join(found)))


_NO_FOLDER = "nothing can be written into {}: {}. Name another folder in --output"
_WRITTEN = (
    "{} has {} already, and nothing was written. Name another folder in --output. --force replaces "
    "both files: if one is a stack's program, the next `up` would delete what that declared"
)
