"""Declare role grants, and resolve them against Marketo's roles and workspaces."""
