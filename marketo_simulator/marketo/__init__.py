"""Everything that Marketo itself answers."""
