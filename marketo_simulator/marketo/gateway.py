"""Check limits, tokens and permissions before each call, as Marketo's gateway does."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from werkzeug.wrappers import Request, Response

from marketo_simulator.call_log import Call
from marketo_simulator.records import User
from marketo_simulator.subscription import Subscription

from . import bodies, endpoints, identity, probes, rendering, usage, users
from .limits import Limits
from .refusals import Forbidden, Refusal

_FORBIDDEN = {"status": 403, "error": "Forbidden"}
"""The body of an answer with HTTP status 403 that has none of Marketo's codes."""


class Gateway:
    """Answer Marketo's own calls."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.limits = Limits(subscription)

    def answer(self, request: Request, raw_path: str, call: Call, *pauses: float) -> Response:
        """Answer a call, with its effect.

        Args:
            request: the call.
            raw_path: its path as it was sent.
            call: its entry in the call log.
            pauses: the seconds that it takes before and after its effect.
        """
        before, after = pauses or (0.0, 0.0)
        if raw_path == identity.PATH:
            _pause(before)
            answer = self._identity(request)
            _pause(after)
            return answer
        try:
            with self.limits.counted():  # a slow call counts as running until it is answered
                _pause(before)
                answer = self._counted(request, raw_path, call)
                _pause(after)
                return answer
        except Refusal as refusal:
            call.code = refusal.code
            return self.refusal(raw_path, refusal)
        except Forbidden:
            return as_json(_FORBIDDEN, 403)

    def refusal(self, raw_path: str, refusal: Refusal) -> Response:
        """Return an error in the shape that this part of Marketo uses."""
        entry = rendering.error(self.subscription, refusal.code, refusal.message)
        is_users = raw_path.startswith(endpoints.USERS)
        at_200 = not is_users or (
            refusal.from_gateway and self.subscription.switches.errors == "body"
        )
        body = {"requestId": _request_id(), "success": False, "errors": [entry]}
        return as_json(body, 200 if at_200 else refusal.status)

    def _identity(self, request: Request) -> Response:
        if request.method not in {"GET", "POST"}:
            return as_json({"error": "method_not_allowed"}, 405)
        with self.subscription.lock:
            status, body = identity.answer(self.subscription, request.args.to_dict())
        return as_json(body, status)

    def _counted(self, request: Request, raw_path: str, call: Call) -> Response:
        with self.subscription.lock:
            caller = self._caller(request)
            usage.count(self.subscription, caller.userid)
            if endpoints.is_probe(raw_path):
                return self._probe(request, raw_path, caller)
            endpoint, userid = endpoints.find(request.method, raw_path)
            held = self.subscription.permissions_of(caller)
            self._check_access(caller, endpoints.ACCESS, need_all=True)
            endpoints.check_is_for_programs(self.subscription, endpoint)
            result = self._run(endpoint, _wanted(endpoint, userid, request, held), call)
            return Response("") if result is None else _text_or_json(result)

    def _run(self, endpoint: endpoints.Endpoint, wanted: users.Request, call: Call) -> object:
        if not endpoint.changes:
            return endpoint.handler(self.subscription, wanted)
        with self.subscription.changing():
            result = endpoint.handler(self.subscription, wanted)
            call.changed = True
        return result

    def _caller(self, request: Request) -> User:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not value:
            raise Refusal(603, "Access denied")
        token = self.subscription.tokens.get(value)
        holder = self.subscription.holder_of(token) if token else None
        if token is None or holder is None or holder.is_locked(self.subscription.now()):
            raise Refusal(601, "Access token invalid")
        if token.expires_at <= self.subscription.now():
            first, token.reported_expired = not token.reported_expired, True
            if first:
                raise Refusal(602, "Access token expired")
            raise Refusal(601, "Access token invalid")
        if self.subscription.allowlist_blocks:
            raise Refusal(603, "Access denied")
        return holder

    def _check_access(self, caller: User, needed: Any, *, need_all: bool) -> None:  # noqa: ANN401 - any collection
        held = self.subscription.permissions_of(caller)
        missing = [name for name in needed if name not in held]
        if missing and (need_all or len(missing) == len(needed)):
            raise Refusal(603, "Access denied")

    def _probe(self, request: Request, raw_path: str, caller: User) -> Response:
        if request.method != "GET":
            raise Refusal(605, "HTTP Method not supported")
        self._check_access(caller, probes.NEEDED_PERMISSIONS[raw_path], need_all=False)
        held = self.subscription.permissions_of(caller)
        answer = probes.answer(self.subscription, raw_path, held)
        return as_json({"requestId": _request_id(), "success": True, **answer}, 200)


def _wanted(
    endpoint: endpoints.Endpoint, userid: str, request: Request, held: set[str]
) -> users.Request:
    body = None
    if endpoint.takes_body:
        body = bodies.parsed(request.content_type or "", request.get_data())
    return users.Request(userid, request.args.to_dict(), body, frozenset(held))


def as_json(body: object, status: int) -> Response:
    """Return an answer in JSON."""
    return Response(json.dumps(body), status, mimetype="application/json")


def _text_or_json(result: object) -> Response:
    # The guide shows the answer to an invitation as the bare text `true`.
    if isinstance(result, str):
        return Response(f'"{result}"', mimetype="application/json")
    return as_json(result, 200)


def _request_id() -> str:
    return uuid.uuid4().hex[:16]


def _pause(seconds: float) -> None:
    # Even a sleep of 0 seconds gives up the processor, which costs milliseconds on a busy machine.
    if seconds:
        time.sleep(seconds)
