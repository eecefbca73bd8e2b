"""Name the files that are written, and refuse a folder in which somebody has written them."""

from __future__ import annotations

from pathlib import Path

from marketo_resources.errors import MarketoResourcesError

__all__ = ["IMPORT_FILE", "PROGRAM", "OutputFolderError", "refuse_written_files"]

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


_WRITTEN = (
    "{} has {} already, and nothing was written. Name another folder in --output, or replace both "
    "files with --force"
)
