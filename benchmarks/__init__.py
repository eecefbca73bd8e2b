"""Measure what the resources cost, compared with the least possible; `scripts/bench` runs it."""
