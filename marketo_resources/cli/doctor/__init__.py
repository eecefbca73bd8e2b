"""Check, one by one, all that a connection to Marketo and a stack on this machine need."""
