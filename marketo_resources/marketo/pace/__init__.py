"""Keep the pace: how many calls in a window and how many at once, and who shares the count."""

WINDOW_SECONDS = 20.0
"""The length of Marketo's window in seconds (Adobe, integration best practices; code 606).

It stands here because the error table needs it, and must not load what counts the calls.
"""
