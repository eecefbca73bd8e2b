"""Script faults through the control interface."""

from __future__ import annotations

from typing import Any, get_args

from marketo_simulator.faults import Fault, Kind, When
from marketo_simulator.marketo import probes
from marketo_simulator.marketo.endpoints import ENDPOINTS

from .control_bodies import list_of, one_of, or_null, read, seconds, text, whole
from .controlled import Controlled
from .refused import RefusedActError

Json = dict[str, Any]
_MANY = 10**9
"""Accept counts and codes up to this number."""

KEYS = {
    "kind": one_of(*get_args(Kind)),
    "endpoint": one_of(
        "*", "identity", *ENDPOINTS, *(path.lstrip("/") for path in probes.NEEDED_PERMISSIONS)
    ),
    "nth": whole(1, _MANY),
    "times": or_null(whole(1, _MANY)),
    "when": one_of(*get_args(When)),
    "status": whole(200, 599),
    "code": whole(0, _MANY),
    "seconds": seconds,
    "message": text,
}
NEEDED = ("kind",)
_KIND_OF = {"status": "status", "code": "code", "message": "code", "seconds": "delay"}
"""The kind of fault that each key belongs to."""


def post(controlled: Controlled, given: list[Json]) -> Json:
    """Set faults: all of them, or none if one is wrong."""
    for fault in list_of(_fault)(given):
        controlled.faults.add(fault)
    return {}


def delete(controlled: Controlled, _given: Json) -> Json:
    """Forget all faults."""
    controlled.faults.clear()
    return {}


def _fault(given: object) -> Fault:
    fault = read(given, KEYS, NEEDED)
    for key, kind in _KIND_OF.items():
        if key in fault and fault["kind"] != kind:
            raise RefusedActError(
                f"{key} has no effect on a fault of kind {fault['kind']}: it is for kind {kind}."
            )
    return Fault(**fault)
