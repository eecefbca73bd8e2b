"""Make the pictures of docs/pictures with `make pictures`, or those that are named."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from marketo_simulator import Simulator
from tests.support.pictures import browser_pages, diagrams
from tests.support.pictures.scenes import SCENES, Stage
from tests.support.project import ROOT

FOLDER = ROOT / "docs/pictures"


def main(names: list[str]) -> None:
    """Make each picture anew; report what cannot be made here, and leave it as it is."""
    pulumi = shutil.which("pulumi")
    assert pulumi, "scripts/pictures puts pulumi on PATH"
    for name, scene in SCENES.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory() as folder, Simulator() as marketo:
                stage = Stage.set_up(Path(folder), Path(pulumi).parent, marketo)
                (FOLDER / f"{name}.svg").write_text(scene(stage), "utf-8")
            print(f"made {name}.svg", flush=True)  # noqa: T201 - progress
    for made in (*browser_pages.make(FOLDER, names), *diagrams.make(FOLDER, names)):
        print(f"made {made}", flush=True)  # noqa: T201 - progress


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main(sys.argv[1:])
