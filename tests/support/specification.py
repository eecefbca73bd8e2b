"""Check values against Adobe's specifications, whose facts are in spec/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema

from tests.support.project import ROOT
from tests.support.swagger import swagger


def _check_pattern(
    _validator: Any, pattern: str, value: Any, _schema: Any
) -> Iterator[jsonschema.ValidationError]:
    """Check a pattern by its dialect, ECMA 262: letters are ASCII, and a final `$` is the end."""
    meant = re.sub(r"\$\Z", lambda _: r"\Z", pattern)
    if isinstance(value, str) and not re.search(meant, value, re.ASCII):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft4Validator, {"pattern": _check_pattern}
)
FACTS = ROOT / "spec"


@dataclass(frozen=True)
class Specification:
    """A Swagger 2.0 document."""

    document: dict[str, Any]

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        """Return the path's template and the operation that serve a call, if there is one."""
        for template, operations in self.document["paths"].items():
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and method.lower() in operations:
                return template, operations[method.lower()]
        return None

    def problems(self, schema: dict[str, Any] | None, value: Any) -> list[str]:
        """Return in what a value does not follow a schema."""
        if schema is None:
            return []
        whole = {**schema, "definitions": self.document["definitions"]}
        found = _Validator(whole).iter_errors(value)
        return sorted(f"{'.'.join(map(str, one.path))}: {one.message}" for one in found)


def specification(name: str) -> Specification:
    """Return a specification of Adobe's: `user` or `identity`."""
    return Specification(swagger(json.loads((FACTS / f"{name}.json").read_text("utf-8"))))
