"""Find out what a subscription does where Adobe's pages are silent or disagree."""
