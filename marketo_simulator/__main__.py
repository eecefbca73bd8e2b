"""`python -m marketo_simulator`: a Marketo on this machine, until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import get_args

from . import built_in, state_file
from .app import App
from .server import Server
from .subscription import Subscription
from .switches import (
    CALLS_A_DAY,
    Dates,
    Errors,
    Identity,
    Order,
    Plan,
    RolesBody,
    Spelling,
    Switches,
)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    options = _parser().parse_args()
    subscription = built_in.new_subscription(_switches(options))
    if options.state:
        _keep(subscription, options.state)
    server = Server(App(subscription), options.port)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server.start()
    with suppress(OSError, ValueError):  # nobody may be reading any more
        print(f"Marketo simulator listening on {server.base_url}", flush=True)  # noqa: T201 - its start line
    stop.wait()
    server.stop()


def _keep(subscription: Subscription, path: Path) -> None:
    try:
        if path.exists():
            state_file.load(subscription, path)
    except (ValueError, LookupError, TypeError, OSError) as problem:
        raise SystemExit(f"{path} does not hold a subscription: {problem!r}") from None
    subscription.after_change = lambda: state_file.save(subscription, path)


def _switches(options: argparse.Namespace) -> Switches:
    return Switches(
        identity=options.identity,
        roles_body=options.roles_body,
        errors=options.errors,
        visible_after=options.visible_after,
        pending=options.pending,
        limits=not options.no_limits,
        dates=options.dates,
        spelling=options.spelling,
        order=options.order,
        plan=options.plan,
        crm=options.crm,
        calls_a_day=options.calls_a_day,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m marketo_simulator", description=__doc__)
    choices = {"identity": Identity, "roles-body": RolesBody, "errors": Errors, "dates": Dates,
               "spelling": Spelling, "order": Order, "plan": Plan}  # fmt: skip
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free port")
    for name, values in choices.items():
        allowed = get_args(values)
        parser.add_argument(f"--{name}", choices=allowed, default=allowed[0])
    parser.add_argument("--visible-after", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--pending", action="store_true", help="API-only users must accept first")
    parser.add_argument("--crm", action="store_true", help="a CRM is connected: 1018 for its own")
    parser.add_argument("--calls-a-day", type=int, default=CALLS_A_DAY, metavar="NUMBER")
    parser.add_argument("--no-limits", action="store_true", help="no limits of rate and number")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the subscription here")
    return parser


if __name__ == "__main__":
    main()
