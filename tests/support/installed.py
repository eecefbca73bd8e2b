"""Make an interpreter that has the package as a wheel, and nothing of this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OF_THE_CHECKOUT = ("__editable__", "marketo_resources", "marketo_simulator", "_virtualenv")
_OF_THE_EXTRA = ("click", "rich", "jinja2")
_START_LINE = "Marketo simulator listening on "


class Installed:
    """A virtual environment with the wheel; it borrows dependencies from this interpreter.

    Args:
        folder: Where it is made.
        wheel: The wheel that is installed.
    """

    def __init__(self, folder: Path, wheel: Path) -> None:
        self._home, self._lent = folder / "venv", folder / "lent"
        self._lent.mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self._home], check=True)  # noqa: S603 - our own words
        python = str(self._home / "bin" / "python")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
        subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)  # noqa: S603 - same
        (packages,) = self._home.glob("lib/python*/site-packages")
        (packages / "lent.pth").write_text(str(self._lent))
        self._lend(extra=False)

    def lend_the_extra(self) -> None:
        """Also lend it the dependencies of the extra `cli`."""
        self._lend(extra=True)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs, outside the checkout."""
        return subprocess.run(  # noqa: S603 - same
            [self._home / "bin" / words[0], *words[1:]],
            cwd=self._home,
            env=self._environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, name: str) -> str:
        """Return what one of its programs wrote into a file."""
        return (self._home / name).read_text("utf-8")

    @contextmanager
    def simulator(self) -> Iterator[str]:
        """Run its simulator; give the address."""
        command = [str(self._home / "bin" / "python"), "-m", "marketo_simulator", "--port", "0"]
        with subprocess.Popen(  # noqa: S603 - same
            command, cwd=self._home, env=self._environment, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                assert line.startswith(_START_LINE)
                yield line.removeprefix(_START_LINE).strip()
            finally:
                process.terminate()

    @property
    def _environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("MARKETO_")
        }
        kept.pop("PYTHONPATH", None)
        return kept | {"PATH": f"{self._home / 'bin'}{os.pathsep}{os.environ['PATH']}"}

    def _lend(self, *, extra: bool) -> None:
        for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
            for path in Path(folder).iterdir():
                name = path.name.lower()
                is_of_the_extra = name.split("-")[0].removesuffix(".py") in _OF_THE_EXTRA
                link = self._lent / path.name
                if name.startswith(_OF_THE_CHECKOUT) or link.exists() or is_of_the_extra > extra:
                    continue
                link.symlink_to(path)
