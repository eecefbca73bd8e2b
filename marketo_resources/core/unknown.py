"""Define `UNKNOWN`, which stands for a value that is only known once other resources are made.

An adapter puts it where its engine has an unknown value in a preview, and puts the engine's own
form back into what it answers.
"""

from __future__ import annotations

__all__ = ["UNKNOWN", "Unknown"]


class Unknown:
    """The type of `UNKNOWN`."""


UNKNOWN = Unknown()
"""A value that is not known yet."""
