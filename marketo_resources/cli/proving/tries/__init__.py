"""The tries, one function for each open question, in files from the least harm to the most."""
