"""The pace of calls: how many in a window and how many at once, and who shares the count."""
