"""Declare API-only roles, and find, watch and forget them in Marketo."""
