"""A custom service: its resource, what is declared of it, and how it is verified."""
