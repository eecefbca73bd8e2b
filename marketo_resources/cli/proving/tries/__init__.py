"""Try to answer open questions: a function for each, in files from the least harm to the most."""
