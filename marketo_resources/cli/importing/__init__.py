"""Choose users that exist, read them, and write the program and the file that take them over."""
