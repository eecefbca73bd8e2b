"""Let the check of a resource report the required arguments that are missing, all at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, cast

__all__ = ["missing_is_reported_by_check"]

Parameters = ParamSpec("Parameters")


def missing_is_reported_by_check(init: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Take None for required arguments that are missing; type checkers go on requiring them.

    Python itself would raise a TypeError that names no remedy, before anything else is checked. The
    function is changed and not wrapped: Pulumi keeps each frame of a declaration in the state.
    """
    signature = inspect.signature(init)
    required = [
        one.name
        for one in signature.parameters.values()
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty
    ]
    function = cast("Any", init)
    function.__signature__ = signature
    function.__kwdefaults__ = dict.fromkeys(required) | (function.__kwdefaults__ or {})
    return init
