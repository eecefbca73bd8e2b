"""Give each test a new subscription."""

from __future__ import annotations

import pytest

from tests.support.simulator.called import Marketo


@pytest.fixture
def marketo() -> Marketo:
    """Return a new subscription."""
    return Marketo()
