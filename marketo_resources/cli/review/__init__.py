"""Review who has access by API: read facts and states, judge them by rules, write the files."""
