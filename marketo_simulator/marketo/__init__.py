"""Answer as Marketo itself does."""
