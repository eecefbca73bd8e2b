"""Drive a headless Chromium through its own protocol over two pipes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest


class Chromium:
    """One page of a running browser."""

    def __init__(self, commands: BinaryIO, answers: BinaryIO) -> None:
        self._commands, self._answers, self._last = commands, answers, 0
        self._session: str | None = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command of the protocol and return its result."""
        return dict(self._answer(method, params)["result"])

    def _answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        command: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session:
            command["sessionId"] = self._session
        self._commands.write(json.dumps(command).encode() + b"\0")
        self._commands.flush()
        while (answer := self._read()).get("id") != self._last:
            pass
        return answer

    def evaluate(self, script: str) -> Any:
        """Return the value of a script in the page; None from a page that is being left."""
        answer = self._answer("Runtime.evaluate", {"expression": script, "returnByValue": True})
        return answer.get("result", {}).get("result", {}).get("value")

    def open(self, url: str) -> None:
        """Open an address."""
        self.send("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete' && !!document.querySelector('h1')")

    def wait_for(self, script: str) -> None:
        """Wait until a script is true."""
        for _ in range(200):
            if self.evaluate(script) is True:
                return
            time.sleep(0.05)
        pytest.fail(f"never became true in the browser: {script}")

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press and release a key."""
        pressed = {"key": key, "code": key, "windowsVirtualKeyCode": code, "text": text}
        self.send("Input.dispatchKeyEvent", type="keyDown", **pressed)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text: str) -> None:
        """Type into the field that has the focus."""
        self.send("Input.insertText", text=text)

    def _read(self) -> dict[str, Any]:
        raw = bytearray()
        while (byte := self._answers.read(1)) not in (b"\0", b""):
            raw += byte
        assert raw, "the browser ended"
        return dict(json.loads(raw))


@contextmanager
def chromium(folder: Path) -> Iterator[Chromium]:
    """Give a browser with an empty profile; skip the test where there is no browser."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium here (scripts/browser installs it in CI)")
    to_browser, commands = os.pipe()
    answers, from_browser = os.pipe()
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
               "--remote-debugging-pipe", f"--user-data-dir={folder}"]  # fmt: skip
    pipes = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
    with subprocess.Popen(  # noqa: S603 - our own words
        ["/bin/bash", "-c", pipes, "chromium", program, *options],
        pass_fds=(to_browser, from_browser),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(to_browser)
        os.close(from_browser)
        with os.fdopen(commands, "wb") as writing, os.fdopen(answers, "rb") as reading:
            try:
                yield Chromium(writing, reading)
            finally:
                process.kill()
