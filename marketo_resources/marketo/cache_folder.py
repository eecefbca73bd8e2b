"""Find the cache folder that all processes of one user on one machine share."""

import os
import re
import sys
from pathlib import Path


def cache_folder(host: str) -> Path:
    """Return the folder for what is shared about a host; make it if missing, closed to other users.

    Raises:
        OSError: It cannot be made or written, or nothing says where it should be.
    """
    folder = _user_cache() / "marketo_resources" / re.sub(r"[^\w.-]", "_", host)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise type(error)(f"{folder} cannot be made ({error.strerror})") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(f"{folder} cannot be written")
    return folder


def _user_cache() -> Path:
    if sys.platform == "win32":
        return _named("LOCALAPPDATA") or _home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches"
    return _named("XDG_CACHE_HOME") or _home() / ".cache"


def _named(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return _absolute(variable, Path(value)) if value else None


def _home() -> Path:
    if os.environ.get("HOME") == "":
        raise FileNotFoundError(_NO_HOME)
    try:
        return _absolute("HOME", Path.home())
    except RuntimeError:
        raise FileNotFoundError(_NO_HOME) from None


def _absolute(variable: str, folder: Path) -> Path:
    # Otherwise the folder would depend on where a command is run.
    if not folder.is_absolute():
        raise FileNotFoundError(f"{variable} is {str(folder)!r}, which is not an absolute path")
    return folder


_NO_HOME = "this user has no home directory; set HOME or XDG_CACHE_HOME"
