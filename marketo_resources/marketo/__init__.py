"""Typed client of Marketo's user management API; it knows nothing of Pulumi."""
