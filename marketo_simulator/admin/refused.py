"""Define the errors of acts that an administrator cannot do."""

from __future__ import annotations


class RefusedActError(ValueError):
    """An act that cannot be done; its text says why, and what to do."""


class NotThereError(RefusedActError):
    """The object of the act is not there."""
