"""Run the operator's command in its own process, as an operator does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from marketo_simulator import Simulator

Outcome = subprocess.CompletedProcess[str]


def operate(
    *words: str, environment: dict[str, str] | None = None, folder: Path | None = None
) -> Outcome:
    """Run `python -m marketo_resources` with these words.

    Args:
        words: The verb and its options.
        environment: Variables besides those of this process; none of its MARKETO_* is handed on.
        folder: The folder to run it in.
    """
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "marketo_resources", *words],
        cwd=folder,
        env=_without_marketo() | (environment or {}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def begin(*words: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start `python -m marketo_resources` with these words, without waiting for it."""
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "marketo_resources", *words],
        env=_without_marketo() | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def connected_to(marketo: Simulator) -> dict[str, str]:
    """Return the variables that lead to a simulator, without a pace that tests would wait for."""
    return {
        "MARKETO_BASE_URL": marketo.base_url,
        "MARKETO_CLIENT_ID": marketo.client_id,
        "MARKETO_CLIENT_SECRET": marketo.client_secret,
        "MARKETO_CALLS_PER_20_SECONDS": "100000",
        "MARKETO_QUOTA_STORE": "memory://",
    }


def _without_marketo() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MARKETO_")}
