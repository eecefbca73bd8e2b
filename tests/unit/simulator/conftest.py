"""A subscription of its own for each test."""

from __future__ import annotations

import pytest

from tests.support.simulator.called import Marketo


@pytest.fixture
def marketo() -> Marketo:
    """A new subscription."""
    return Marketo()
