"""Let no example of Hypothesis have a time limit, on any machine."""

from __future__ import annotations

from hypothesis import settings

_CURRENT = settings.get_profile(settings.get_current_profile_name())
settings.register_profile("without a time limit", parent=_CURRENT, deadline=None)
settings.load_profile("without a time limit")
