"""What only people can do in Marketo: once, and shown as JSON and as a page."""
