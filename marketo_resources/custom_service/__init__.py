"""Declare custom services, and verify them with their own credentials."""
