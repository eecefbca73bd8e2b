"""An API-only user: its resource, what is declared of it, and its life."""
