"""Take pictures of pages with a headless Chromium; they are made, not compared."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from marketo_simulator import Simulator


@contextmanager
def admin_page(_folder: Path) -> Iterator[str]:
    """Serve the simulator's admin page with a service and a few users."""
    with Simulator() as marketo:
        for name in ("Warehouse", "Events", "Billing"):
            email = f"{name.lower()}-api@example.com"
            marketo.subscription.add_user(email, name, "API")
        user = marketo.subscription.user_of_email("warehouse-api@example.com")
        assert user
        marketo.subscription.add_service("Warehouse", user)
        yield marketo.base_url


PAGES: dict[str, tuple[Callable[[Path], AbstractContextManager[str]], str]] = {
    "admin-page": (admin_page, "1200,1000"),
}
"""Each page by the name of its picture: who serves it, and the size of the window."""


def make(folder: Path, names: list[str]) -> Iterator[str]:
    """Take each picture that is named, or all."""
    for name, (served, size) in PAGES.items():
        if not names or name in names:
            picture = folder / f"{name}.png"
            with tempfile.TemporaryDirectory() as profile, served(Path(profile)) as url:
                _take(url, size, picture, profile)
            yield picture.name


def _take(url: str, size: str, picture: Path, profile: str) -> None:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("There is no `chromium`: install it (scripts/browser does in CI).")
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += [f"--user-data-dir={profile}/chromium", f"--window-size={size}"]
    subprocess.run(  # noqa: S603 - our own words
        [program, *options, f"--screenshot={picture}", url], check=True, capture_output=True
    )
