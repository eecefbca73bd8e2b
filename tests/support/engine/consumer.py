"""Call Marketo as a consumer of a custom service does, while something else happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

__all__ = ["again_and_again", "status_of_a_call"]


def status_of_a_call(base_url: str, client_id: str, client_secret: str) -> int:
    """Get a token and use it; return the HTTP status, or 603 if the call itself is refused."""
    query = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
    }
    with httpx.Client(base_url=base_url, trust_env=False) as client:
        token = client.get("/identity/oauth/token", params=query)
        if not token.is_success:
            return token.status_code
        header = {"Authorization": f"Bearer {token.json()['access_token']}"}
        used = client.get("/rest/v1/stats/usage.json", headers=header)
        return used.status_code if used.json()["success"] else 603


@contextmanager
def again_and_again(act: Callable[[], object]) -> Iterator[None]:
    """Act ten times a second in a thread while the block runs."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            act()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
