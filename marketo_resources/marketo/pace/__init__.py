"""Keep the pace: how many calls in a window and how many at once, and who shares the count."""
