"""An API-only role: its resource, what is declared of it, and its life."""
