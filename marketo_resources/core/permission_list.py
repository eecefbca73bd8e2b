"""Define a property that lists permissions: by the role editor's names, compared as a set."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator

from marketo_resources import permissions
from marketo_resources.core.fields import Name
from marketo_resources.core.properties import ComparedAs, EmptyWhenUnset

__all__ = ["PermissionList"]


@dataclass(frozen=True)
class _AsSet(ComparedAs):
    def key(self, value: Any) -> Hashable:  # noqa: ANN401 - see ComparedAs
        return frozenset(value)


def _canonical(names: list[str] | None) -> list[str] | None:
    return list(permissions.canonical_names(names)) if names else None


PermissionList = Annotated[
    list[Name] | None, AfterValidator(_canonical), _AsSet(), EmptyWhenUnset(())
]
