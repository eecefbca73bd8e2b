"""Do what only people can do in Marketo, for programs as JSON and for people as a page."""
