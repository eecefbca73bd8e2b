"""Declare API-only users, and make, change and delete them in Marketo."""
