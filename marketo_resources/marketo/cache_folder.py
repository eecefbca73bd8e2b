"""The folder where the processes of one user on one machine meet."""

import os
import re
import sys
from pathlib import Path


def cache_folder(host: str) -> Path:
    """The folder for what is shared about a host, made if it is missing, closed to other users.

    Raises:
        OSError: It cannot be made or written.
    """
    folder = _user_cache() / "marketo_resources" / re.sub(r"[^\w.-]", "_", host)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(f"{folder} cannot be written")
    return folder


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
