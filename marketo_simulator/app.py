"""Answer every request: Marketo's calls, the control interface, and the admin page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from .admin import control, forms
from .admin.controlled import Controlled
from .call_log import Call, CallLog
from .faults import Fault, Faults
from .marketo import endpoints
from .marketo.gateway import Gateway
from .marketo.refusals import Refusal
from .subscription import Subscription


class ConnectionCutError(ConnectionError):
    """A scripted fault: the connection ends without an answer."""


class App:
    """The WSGI application of a subscription."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.calls = CallLog()
        self.faults = Faults()
        self.gateway = Gateway(subscription)
        self._controlled = Controlled(subscription, self.calls, self.faults)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI
        """Answer a request, as WSGI wants it."""
        request = Request(environ)
        raw_path = _raw_path(environ, request)
        if raw_path.startswith(control.PREFIX):
            return control.answer(self._controlled, request)(environ, start_response)
        if raw_path == forms.PAGE or raw_path.startswith(forms.PREFIX):
            return forms.answer(self._controlled, request)(environ, start_response)
        return self._marketo(request, raw_path)(environ, start_response)

    def _marketo(self, request: Request, raw_path: str) -> Response:
        name = endpoints.name_of(raw_path)
        query = {} if name == "identity" else request.args.to_dict()
        call = Call(request.method, raw_path, name, query, self.subscription.now())
        self.calls.add(call)
        fault = self.faults.striking(name)
        if fault is None or fault.kind == "delay":
            seconds = fault.seconds if fault else 0.0
            pauses = (seconds, 0.0) if fault and fault.when == "before" else (0.0, seconds)
            response = self.gateway.answer(request, raw_path, call, *pauses)
        else:
            response = self._faulty(fault, request, raw_path, call)
        call.status = response.status_code
        return response

    def _faulty(self, fault: Fault, request: Request, raw_path: str, call: Call) -> Response:
        honest = Response('{"success": true}', mimetype="application/json")
        if fault.when == "after" or fault.kind == "truncated":
            honest = self.gateway.answer(request, raw_path, call)
        if fault.kind == "cut":
            raise ConnectionCutError("a scripted fault cut this connection")
        if fault.kind == "status":
            return Response("Something went wrong", fault.status, mimetype="text/plain")
        if fault.kind == "code":
            call.code = fault.code
            return self.gateway.refusal(raw_path, Refusal(fault.code, fault.message))
        if fault.kind == "truncated":
            body = honest.get_data()
            return Response(body[: len(body) // 2], honest.status_code, mimetype="application/json")
        return Response(_FALSE_BODIES[fault.kind], mimetype="application/json")


_FALSE_BODIES = {
    "garbage": b"\x00\xff<html>no Marketo here</html>",
    "empty": b"",
    "wrong_body": b'{"moreResult": 7}',
}


def _raw_path(environ: dict[str, Any], request: Request) -> str:
    """Return the path as it was sent: a userid may hold an encoded slash."""
    raw = str(
        environ.get("RAW_URI") or environ.get("REQUEST_URI") or quote(request.path, safe="/@+:")
    )
    return raw.partition("?")[0]
