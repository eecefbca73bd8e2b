"""Let the check of a resource report the required arguments that are missing, all at once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec

__all__ = ["missing_is_reported_by_check"]

Parameters = ParamSpec("Parameters")


def missing_is_reported_by_check(init: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Take None for required arguments that are missing; type checkers go on requiring them.

    Python itself would raise a TypeError that names no remedy, before anything else is checked.
    """
    required = [
        one.name
        for one in inspect.signature(init).parameters.values()
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty
    ]

    @functools.wraps(init)
    def lenient(*given: Parameters.args, **named: Parameters.kwargs) -> None:
        for name in required:
            named.setdefault(name, None)
        init(*given, **named)

    return lenient
