"""What the resources cost, beside the least that is possible; `scripts/bench` runs it."""
