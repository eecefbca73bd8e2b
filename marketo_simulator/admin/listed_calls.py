"""List the calls that the simulated Marketo received in the last minute, with their codes."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

from marketo_simulator.call_log import Call

from .controlled import Controlled
from .elements import Row, section, table, tag

SECONDS_SHOWN = 60.0
"""Show the calls of this many seconds."""
MOST_SHOWN = 100
"""Show at most this many calls, the newest."""
_HTTP_ERROR = 400
"""The lowest HTTP status of an error."""
_HEADS = ("Time", "Call", "HTTP", "Code", "Effect")


def calls(controlled: Controlled) -> Markup:
    """Return the calls of the last minute, the newest first."""
    found = controlled.calls.since(controlled.subscription.now() - SECONDS_SHOWN)
    counted = Markup('<output id="calls-counted">{}</output>').format(_counted(found))
    follow = Markup(
        '<label class="when-scripted"><input type="checkbox" id="follow"> Refresh every 2 seconds'
        '</label> <a id="refresh" class="button plain" href="/admin/calls">Refresh</a>'
    )
    rows = (_row(call) for call in reversed(found[-MOST_SHOWN:]))
    listed = table("calls", _HEADS, rows)
    return section("Calls of the last minute", "calls", listed, tools=(counted, follow))


def _counted(found: list[Call]) -> str:
    if not found:
        return "No calls."
    errors = sum(_is_error(call) for call in found)
    counts = f"{len(found)} call{'s' * (len(found) != 1)}, {errors} refused or failed"
    is_cut = len(found) > MOST_SHOWN
    return f"{counts}; the newest {MOST_SHOWN} are shown." if is_cut else f"{counts}."


def _row(call: Call) -> Row:
    status = "no answer yet" if call.status is None else str(call.status)
    code = "" if call.code is None else tag(str(call.code), "bad")
    return (
        f"{datetime.fromtimestamp(call.at, UTC):%H:%M:%S}",
        Markup("{} <code>{}</code>").format(call.method, call.path),
        tag(status, "bad") if (call.status or 0) >= _HTTP_ERROR else status,
        code,
        tag("changed something", "good") if call.changed else "",
    )


def _is_error(call: Call) -> bool:
    return call.code is not None or (call.status or 0) >= _HTTP_ERROR
