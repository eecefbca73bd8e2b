"""Keeping what a server quotes out of the logs of httpcore."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = ("httpcore.connection", "httpcore.proxy", "httpcore.http11", "httpcore.http2")
_ours = threading.local()


def _without_headers(record: logging.LogRecord) -> bool:
    name, _, told = str(record.msg).partition(" ")
    is_ours = getattr(_ours, "running", 0) > 0
    if is_ours and told and "receive_response_headers" in name:
        record.msg = f"{name} (left out: it may quote the call)"
    return True


@contextmanager
def no_headers_logged() -> Iterator[None]:
    """Keep the headers of answers out of the logs while this thread calls Marketo.

    At DEBUG httpcore writes them all, and a server that sends a call elsewhere quotes its address
    in one of them: for Identity that is the client secret.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_without_headers)
    _ours.running = getattr(_ours, "running", 0) + 1
    try:
        yield
    finally:
        _ours.running -= 1
