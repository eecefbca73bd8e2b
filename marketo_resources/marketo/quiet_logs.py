"""Keep secrets out of httpcore's logs: what a server quotes, and a proxy's password."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = ("httpcore.connection", "httpcore.proxy", "httpcore.socks", "httpcore.http11")
_ours = threading.local()
_STEPS_WITH_SECRETS = ("receive_response_headers", "setup_socks5_connection")


def _without_headers(record: logging.LogRecord) -> bool:
    name, _, details = str(record.msg).partition(" ")
    is_ours = getattr(_ours, "running", 0) > 0
    if is_ours and details and any(step in name for step in _STEPS_WITH_SECRETS):
        record.msg = f"{name} (left out: it may quote the call)"
    return True


@contextmanager
def no_headers_logged() -> Iterator[None]:
    """Keep the headers of answers out of the logs while this thread calls Marketo.

    At DEBUG httpcore writes them all, and a server that sends a call elsewhere quotes its address
    in one of them: for Identity that is the client secret. It also writes the password of a SOCKS
    proxy.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_without_headers)
    _ours.running = getattr(_ours, "running", 0) + 1
    try:
        yield
    finally:
        _ours.running -= 1
