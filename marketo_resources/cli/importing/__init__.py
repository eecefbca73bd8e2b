"""What `marketo-resources import` does: choose users, read them, and write program and file."""
